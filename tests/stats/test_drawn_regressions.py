"""Every number of a regression against R, and formulas of textbooks, on data drawn for it.

Suppressors, negative validities, ties, nearly collinear predictors, one to twelve of them, and
teams of one person among larger ones.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.stats.adverse_impact import adverse_impact
from analysis.stats.cleary import cleary
from analysis.stats.cluster_robust import cluster_robust, t_inference
from analysis.stats.commonality import commonality
from analysis.stats.critic import critic
from analysis.stats.dmod import d_mod_of_moments, resampled_moments
from analysis.stats.dominance import dominance, subset_r_squared
from analysis.stats.entropy_weights import entropy_weights
from analysis.stats.heteroscedasticity import heteroscedasticity_consistent
from analysis.stats.log_linear import LinkedFit, logistic, quasi_poisson
from analysis.stats.nested_prediction import nested_prediction
from analysis.stats.nested_reml import nested_reml
from analysis.stats.pearson_interval import pearson_precision
from analysis.stats.random_intercept import random_intercept
from analysis.stats.regression_diagnostics import influence, variance_inflation
from analysis.stats.regression_indices import regression_indices
from analysis.stats.relative_weights import weights_and_slopes
from analysis.stats.satterthwaite import nested_df
from analysis.stats.shrinkage import browne_cross_validity, ezekiel, olkin_pratt
from analysis.stats.tobit import tobit

FILE = Path(__file__).parents[1] / "reference/drawn_regressions/expected.json"
VALUES = json.loads(FILE.read_text())["values"]
CLOSED_FORM = 1e-8
SEARCHED = 1e-5  # where R searches, and stops when its own criterion is flat
SIZES = [1, 1, 2, 5, 9, 3, 7] * 40


def teams(n: int) -> np.ndarray:
    return np.repeat(np.arange(len(SIZES)), SIZES)[:n]


def with_constant(columns) -> np.ndarray:
    x = np.array(columns, dtype=float)
    return np.column_stack([np.ones(len(x)), x])


def same(found, expected, tolerance: float = CLOSED_FORM) -> None:
    wanted = np.array(expected, dtype=float)
    given = np.asarray(found, dtype=float).reshape(wanted.shape)
    np.testing.assert_allclose(given, wanted, rtol=tolerance, atol=tolerance)


@pytest.fixture(params=VALUES["regressions"])
def drawn(request) -> tuple[np.ndarray, dict, dict]:
    """Data with the criterion last, and what is expected of importance and regression."""
    entry = VALUES["regressions"][request.param]
    return np.array(entry["data"]).T, entry["importance"], entry["regression"]


def test_importance(drawn):
    data, expected, _ = drawn
    correlations = np.corrcoef(data, rowvar=False)
    found = dominance(correlations[None])
    weights, slopes = weights_and_slopes(correlations)
    indices = regression_indices(correlations[None], slopes[None], found)
    same(weights, expected["relative_weight"])
    same(found.conditional[0], expected["conditional"])
    same(found.general[0], expected["general"])
    same(found.complete[0], expected["complete"])
    same(found.r_squared, expected["r_squared"])
    for name in ("beta", "pratt", "structure"):
        same(getattr(indices, name)[0], expected[name])
    if "lmg" in expected:
        same(found.general[0], expected["lmg"])
        parts = commonality(subset_r_squared(correlations[None]))[:, 0]
        same(parts, expected["commonality"])


def test_regression(drawn):
    data, importance, expected = drawn
    x, y = with_constant(data[:, :-1]), data[:, -1]
    coefficients = np.linalg.lstsq(x, y, rcond=None)[0]
    residuals = y - x @ coefficients
    for kind in ("HC0", "HC1", "HC2", "HC3", "HC4"):
        covariance = heteroscedasticity_consistent(x, residuals, kind=kind)
        same(np.sqrt(np.diag(covariance)), expected[kind])
    for kind in ("CR0", "CR1", "CR2"):
        robust = cluster_robust(x, residuals, teams(len(y)), correction=kind)
        errors = np.sqrt(np.diag(robust.covariance))
        tested = t_inference(coefficients, errors, robust.df, confidence=0.95)
        same(errors, expected[kind]["std_error"])
        same(robust.df, expected[kind]["df"])
        same(tested.p_value, expected[kind]["p_value"])
    pulled = influence(x, y)
    for name in ("leverage", "studentised", "cook"):
        same(getattr(pulled, name), expected[name])
    same(variance_inflation(np.corrcoef(data[:, :-1].T).reshape(x.shape[1] - 1, -1)),
         expected["vif"])  # fmt: skip
    size = {"n": len(y), "p": x.shape[1] - 1}
    same(ezekiel(importance["r_squared"], **size), expected["ezekiel"])
    same(olkin_pratt(importance["r_squared"], **size), expected["olkin_pratt"])
    same(browne_cross_validity(importance["r_squared"], **size), expected["browne"])
    first = float(np.corrcoef(x[:, 1], y)[0, 1])
    limits = pearson_precision(first, len(y), confidence=0.95)
    same([limits.ci_low, limits.ci_high], expected["fisher"])


def test_people_in_teams(drawn):
    data, _, regression = drawn
    expected = regression["mixed"]
    z = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    found = random_intercept(with_constant(z[:, :-1]), z[:, -1], teams(len(z)), restricted=True)
    same(found.coefficients, expected["estimate"], SEARCHED)
    same(np.sqrt(np.diag(found.covariance)), expected["std_error"], SEARCHED)
    same([found.between, found.within], expected["variances"], SEARCHED)
    same(found.log_likelihood, expected["log_likelihood"])
    same(found.df, expected["df"], 10 * SEARCHED)


@pytest.mark.parametrize("name", VALUES["nested"])
def test_months_of_people_of_managers_in_regions(name):
    expected = VALUES["nested"][name]
    given = {key: np.array(values) for key, values in expected["data"].items()}
    person, manager, region = (given[k] - 1 for k in ("person", "manager", "region"))
    parents = (
        manager[np.unique(person, return_index=True)[1]],
        region[np.unique(manager, return_index=True)[1]],
    )
    x, weights = with_constant(np.column_stack([given["x"], given["z"]])), given["weight"]
    fit = nested_reml(x, given["y"], person, parents, weights=weights)
    assert fit.converged
    same(fit.coefficients, expected["estimate"], SEARCHED)
    same(np.sqrt(np.diag(fit.covariance)), expected["std_error"], SEARCHED)
    same(fit.variances, expected["variances"], SEARCHED)
    same(fit.log_likelihood, expected["log_likelihood"])
    same(nested_df(x, person, parents, fit, weights=weights), expected["df"], 10 * SEARCHED)
    predicted = nested_prediction(
        *(x, given["y"], person, parents),
        weights=weights,
        coefficients=fit.coefficients,
        covariance=fit.covariance,
        variances=fit.variances,
        kept=np.array([True, False, False]),
    )
    same(predicted.effect, expected["person"], SEARCHED)


@pytest.mark.parametrize("name", VALUES["tobit"])
def test_bounded_outcomes(name):
    expected = VALUES["tobit"][name]
    low, high = expected.get("low"), expected.get("high")
    bounds = [low if isinstance(low, float | int) else -np.inf]
    bounds += [high if isinstance(high, float | int) else np.inf]
    found = tobit(
        with_constant(expected["x"]), np.array(expected["y"]), lower=bounds[0], upper=bounds[1]
    )
    assert found.converged
    same(found.coefficients, expected["estimate"])
    same(found.sigma, expected["scale"])
    same(found.covariance, expected["covariance"])
    same(found.log_likelihood, expected["log_likelihood"])


@pytest.mark.parametrize("name", VALUES["counts"])
def test_counts_and_whether_there_are_any(name):
    expected = VALUES["counts"][name]
    x, y = with_constant(expected["x"]), np.array(expected["y"], dtype=float)
    counts = quasi_poisson(x, y, np.array(expected["exposure"]))
    same(counts.dispersion, expected["dispersion"])
    same(counts.deviance, expected["deviance"])
    for found, entry in ((counts, "counts"), (logistic(x, (y > 0).astype(float)), "occurs")):
        same(found.coefficients, expected[entry]["estimate"])
        same(found.covariance, expected[entry]["covariance"])
        same(clustered(found), expected[entry]["clustered"])


def clustered(fit: LinkedFit) -> np.ndarray:
    codes = np.unique(teams(len(fit.scores)), return_inverse=True)[1]
    sums = np.array([fit.scores[codes == g].sum(axis=0) for g in range(codes.max() + 1)])
    return fit.inverse @ sums.T @ sums @ fit.inverse * len(sums) / (len(sums) - 1)


@pytest.mark.parametrize("name", VALUES["prediction"])
def test_lines_of_two_groups(name):
    expected = VALUES["prediction"][name]
    x, y, focal = (np.array(expected[k], dtype=float) for k in ("x", "y", "focal"))
    sides, codes = (focal == 0, focal == 1), teams(len(x))
    found = cleary(x, y, focal == 1, codes, confidence=0.95, power=0.8)
    for part in ("intercept", "slope"):
        inference = getattr(found, f"{part}_inference")
        same(getattr(found, part), expected[part]["estimate"])
        for cell in ("std_error", "df", "p_value"):
            same(getattr(inference, cell)[0], expected[part][cell])
    everyone = np.ones((1, codes.max() + 1))
    moments = [resampled_moments(x[s], y[s], codes[s], everyone) for s in sides]
    size = d_mod_of_moments(*moments)
    for cell in ("signed", "unsigned", "over", "under"):
        same(getattr(size, cell)[0], expected[cell])


@pytest.mark.parametrize(
    "expected", VALUES["impact"], ids=lambda e: "-".join(map(str, e["counts"]))
)
def test_selection_of_two_groups(expected):
    found = adverse_impact(*expected["counts"], confidence=0.95)
    for cell in set(expected) - {"counts"}:
        assert getattr(found, cell) == pytest.approx(expected[cell], rel=CLOSED_FORM), cell


def test_weights_that_never_look_at_the_criterion():
    scores = np.array(VALUES["regressions"]["suppressors"]["data"]).T[:, :-1]
    same(entropy_weights(scores), VALUES["blind"]["entropy"])
    same(critic(scores), VALUES["blind"]["critic"])
