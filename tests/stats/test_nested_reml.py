"""REML of nested random intercepts against lme4, statsmodels, dense algebra and simulation."""

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.nested_levels import nested_sums
from analysis.stats.nested_prediction import nested_prediction
from analysis.stats.nested_reml import NestedFit, joint_gradient, nested_reml, solution
from analysis.stats.satterthwaite import nested_df
from tests.stats.nested_studies import EXPECTED, Nested, drawn, reference_study

FIXED = 1e-5  # the reference's tolerances: lmer stops its search at about this precision
VARIANCE = 1e-4
LOG_LIKELIHOOD = 1e-5
ROUNDING = 1e-7  # of a likelihood summed over 5,568 rows, and of a variance of 3e-5 beside .08
DEGREES = 1e-2  # lmerTest differentiates numerically twice
EFFECT = 1e-4  # predictions follow the variances
DENSE = 1e-8  # one algebra by two routes, conditioned by variance ratios of some tens
DIFFERENCES = 1e-5  # central differences of a deviance of some hundreds
MODELS = ["klein.null", "klein.ri", "hs.ri", "hs.nested", "demo.three", "demo.weighted"]


def fitted(study: Nested) -> NestedFit:
    return nested_reml(study.X, study.y, study.codes, study.parents, weights=study.weights)


def dense_covariance(study: Nested, variances: np.ndarray) -> np.ndarray:
    parts = zip(variances[:-1], study.members, strict=True)
    return np.diag(variances[-1] / study.weights) + sum(v * z @ z.T for v, z in parts)


def dense_deviance(study: Nested, variances: np.ndarray) -> float:
    inverse = np.linalg.inv(dense_covariance(study, variances))
    information = study.X.T @ inverse @ study.X
    coefficients = np.linalg.solve(information, study.X.T @ inverse @ study.y)
    residual = study.y - study.X @ coefficients
    n, q = study.X.shape
    return float(
        -np.linalg.slogdet(inverse)[1]
        + np.linalg.slogdet(information)[1]
        + residual @ inverse @ residual
        + (n - q) * np.log(2 * np.pi)
    )


def small(seed: int = 3) -> Nested:
    size = {"people": 45, "managers": 9, "regions": 3, "periods": 4}
    rng = np.random.default_rng(seed)
    return drawn(rng, **size, variances=(1.0, 0.6, 0.5, 2.0), weighted=True)[0]


@pytest.mark.parametrize("name", MODELS)
def test_agrees_with_lme4(name: str) -> None:
    study, expected = reference_study(name), EXPECTED[name]["value"]
    found = fitted(study)
    assert found.converged
    assert found.log_likelihood >= expected["logLik"] - ROUNDING
    np.testing.assert_allclose(found.log_likelihood, expected["logLik"], atol=LOG_LIKELIHOOD)
    np.testing.assert_allclose(found.coefficients, np.atleast_1d(expected["coef"]), atol=FIXED)
    np.testing.assert_allclose(found.covariance, expected["vcov"], rtol=VARIANCE, atol=1e-9)
    np.testing.assert_allclose(
        found.variances, expected["variances"], rtol=VARIANCE, atol=ROUNDING
    )
    assert bool((found.variances == 0).any()) is expected["singular"]


@pytest.mark.parametrize("name", [n for n in MODELS if n != "hs.nested"])
def test_degrees_of_freedom_agree_with_lmertest(name: str) -> None:
    study, expected = reference_study(name), EXPECTED[name]["value"]
    df = nested_df(study.X, study.codes, study.parents, fitted(study), weights=study.weights)
    np.testing.assert_allclose(df, np.atleast_1d(expected["df"]), rtol=DEGREES)


@pytest.mark.parametrize("name", ["klein.null", "klein.ri", "hs.ri", "demo.three"])
def test_predictions_agree_with_lme4(name: str) -> None:
    """lme4 gives the effects of each level; ours of a person are their sum."""
    study, expected = reference_study(name), EXPECTED[name]["value"]
    fit = fitted(study)
    tables = {e["level"]: dict(zip(map(str, e["groups"]), e["effect"], strict=True))
              for e in expected["ranef"]}  # fmt: skip
    names = {1: list(tables), 3: ["employee_id", "manager_id", "region"]}[len(study.labels)]
    members = np.arange(len(study.labels[0]))
    total = np.zeros(len(members))
    for level, table in enumerate(names):
        labels = study.labels[level][members]
        total += np.array([tables[table][label] for label in labels])
        predicted = predict(study, fit, np.arange(len(names)) <= level).effect
        np.testing.assert_allclose(predicted, total, atol=EFFECT)
        if level < len(study.parents):
            members = study.parents[level][members]


def test_conditional_errors_agree_with_lme4() -> None:
    """lme4's are those at known coefficients."""
    study, expected = reference_study("klein.ri"), EXPECTED["klein.ri"]["value"]
    fit = fitted(study)
    known = nested_prediction(
        study.X, study.y, study.codes, study.parents,
        weights=study.weights, coefficients=fit.coefficients, kept=np.array([True]),
        covariance=np.zeros_like(fit.covariance), variances=fit.variances,
    )  # fmt: skip
    sds = dict(zip(map(str, expected["ranef"][0]["groups"]),
                   expected["ranef"][0]["conditional_sd"], strict=True))  # fmt: skip
    np.testing.assert_allclose(
        np.sqrt(known.error_variance), [sds[g] for g in study.labels[0]], rtol=VARIANCE
    )


def predict(study: Nested, fit: NestedFit, kept: np.ndarray):
    return nested_prediction(
        study.X, study.y, study.codes, study.parents,
        weights=study.weights, coefficients=fit.coefficients,
        covariance=fit.covariance, variances=fit.variances, kept=kept,
    )  # fmt: skip


def test_agrees_with_statsmodels() -> None:
    study = reference_study("klein.ri")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = sm.MixedLM(study.y, study.X, study.codes).fit(reml=True, gtol=1e-10)
    found = fitted(study)
    assert found.log_likelihood >= other.llf - 1e-9
    np.testing.assert_allclose(found.coefficients, other.fe_params, atol=FIXED)
    np.testing.assert_allclose(found.variances[0], other.cov_re[0, 0], rtol=1e-3)


@pytest.mark.parametrize("seed", [3, 4, 8])
def test_likelihood_and_its_derivatives_agree_with_dense_algebra(seed: int) -> None:
    study = small(seed)
    data = nested_sums(
        np.column_stack([study.X, study.y]), study.weights, study.codes, study.parents
    )
    found = fitted(study)
    assert -2 * found.log_likelihood == pytest.approx(
        dense_deviance(study, found.variances), rel=DENSE
    )
    for variances in ([0.7, 0.5, 0.4, 1.5], [2.0, 0.0, 0.1, 3.0], [0.0, 0.0, 0.0, 1.0]):
        at = np.array(variances)
        gradient = joint_gradient(data, at)
        for part in np.flatnonzero(at > 0):
            step = np.zeros(4)
            step[part] = 1e-5
            rise = dense_deviance(study, at + step) - dense_deviance(study, at - step)
            assert gradient[part] == pytest.approx(rise / 2e-5, rel=DIFFERENCES, abs=1e-4)


@pytest.mark.parametrize("seed", [3, 4, 8])
def test_nothing_near_is_more_likely(seed: int) -> None:
    study = small(seed)
    found = fitted(study)
    rng = np.random.default_rng(seed)
    for _ in range(40):
        near = found.variances * np.exp(rng.normal(0, 0.05, 4)) + rng.uniform(0, 0.01, 4)
        assert dense_deviance(study, near) >= -2 * found.log_likelihood - 1e-9


def test_covariances_agree_with_dense_algebra() -> None:
    """Of the coefficients, and of the variances by the dense observed information."""
    study = small(7)
    fit = fitted(study)
    inverse = np.linalg.inv(dense_covariance(study, fit.variances))
    information = study.X.T @ inverse @ study.X
    np.testing.assert_allclose(fit.covariance, np.linalg.inv(information), rtol=DENSE)
    free = np.flatnonzero(fit.variances > 0)
    taken_out = inverse @ study.X @ np.linalg.solve(information, study.X.T @ inverse)
    left = inverse - taken_out
    parts = [z @ z.T for z in study.members] + [np.diag(1 / study.weights)]
    residual = left @ study.y

    def second_derivative(a: int, b: int) -> float:
        fixed = -np.trace(left @ parts[a] @ left @ parts[b]) / 2
        return float(fixed + residual @ parts[a] @ left @ parts[b] @ residual)

    observed = np.array([[second_derivative(a, b) for a in free] for b in free])
    np.testing.assert_allclose(
        fit.variance_covariance[np.ix_(free, free)], np.linalg.inv(observed), rtol=1e-5
    )


@pytest.mark.parametrize("kept", [(True, True, True), (True, False, False), (True, True, False),
                                  (False, True, True)])  # fmt: skip
def test_predictions_agree_with_henderson(kept: tuple[bool, ...]) -> None:
    """Effects and their errors from the dense mixed model equations."""
    study = small(6)
    fit = fitted(study)
    assert (fit.variances > 0).all()
    members = np.column_stack(study.members)
    sizes = [z.shape[1] for z in study.members]
    prior = np.concatenate([np.full(s, v) for s, v in zip(sizes, fit.variances, strict=False)])
    design = np.column_stack([study.X, members])
    precision = np.diag(np.concatenate([np.zeros(study.X.shape[1]), 1 / prior]))
    noise = study.weights / fit.variances[-1]
    inverse = np.linalg.inv(design.T @ (noise[:, None] * design) + precision)
    answer = inverse @ design.T @ (noise * study.y)
    ends = np.cumsum([study.X.shape[1], *sizes])
    pick = np.zeros((sizes[0], len(answer)))
    group = np.arange(sizes[0])
    for level, counts in enumerate(kept):
        if counts:
            pick[np.arange(sizes[0]), ends[level] + group] = 1
        if level < 2:
            group = study.parents[level][group]
    found = predict(study, fit, np.array(kept))
    np.testing.assert_allclose(found.effect, pick @ answer, atol=DENSE)
    errors = np.einsum("ij,jk,ik->i", pick, inverse, pick)
    np.testing.assert_allclose(found.error_variance, errors, rtol=DENSE)
    assert found.prior_variance == pytest.approx(fit.variances[:-1] @ np.array(kept), rel=DENSE)


def test_balanced_variances_are_those_of_the_analysis_of_variance() -> None:
    """Closed form: (mean square between - within) / k, where that is positive."""
    rng = np.random.default_rng(8)
    codes = np.repeat(np.arange(30), 6)
    y = rng.normal(size=30)[codes] + rng.normal(size=180)
    fit = nested_reml(np.ones((180, 1)), y, codes, (), weights=np.ones(180))
    means = y.reshape(30, 6).mean(axis=1)
    within = ((y.reshape(30, 6) - means[:, None]) ** 2).sum() / 150
    between = 6 * means.var(ddof=1)
    np.testing.assert_allclose(fit.variances, [(between - within) / 6, within], rtol=1e-7)
    exact = np.array([(between**2 / 29 + within**2 / 150) * 2 / 36, 2 * within**2 / 150])
    np.testing.assert_allclose(np.diag(fit.variance_covariance), exact, rtol=1e-5)


def test_no_variance_between_groups_is_zero() -> None:
    """Group means less scattered than chance: the optimum lies at the boundary."""
    rng = np.random.default_rng(9)
    y = rng.normal(size=(20, 5))
    y -= y.mean(axis=1, keepdims=True)
    codes = np.repeat(np.arange(20), 5)
    fit = nested_reml(np.ones((100, 1)), y.ravel(), codes, (), weights=np.ones(100))
    assert fit.converged
    assert fit.variances[0] == 0
    assert np.isnan(fit.variance_covariance[0]).all()
    assert fit.variances[1] == pytest.approx(y.var() * 100 / 99, rel=1e-10)


def test_truth_is_recovered_and_reliability_is_what_it_says() -> None:
    """60 studies: mean of variances within 3 standard errors; predicted with true effects."""
    truth = np.array([1.0, 0.3, 0.2, 2.0])
    rng = np.random.default_rng(2024)
    size = {"people": 300, "managers": 60, "regions": 12, "periods": 8}
    variances, squared, said, covered = [], [], [], []
    for _ in range(60):
        study, effect = drawn(rng, **size, variances=tuple(truth), weighted=True)
        fit = fitted(study)
        found = predict(study, fit, np.array([True, True, True]))
        variances.append(fit.variances)
        error = found.effect - effect
        squared.append(np.mean(error**2 / found.error_variance))
        said.append(found.reliability.mean())
        covered.append(1 - np.mean(error**2) / truth[:3].sum())
    spread = np.std(variances, axis=0, ddof=1) / np.sqrt(60)
    assert (np.abs(np.mean(variances, axis=0) - truth) < 3 * spread).all()
    assert np.mean(squared) == pytest.approx(1, abs=0.1)
    assert np.mean(said) == pytest.approx(np.mean(covered), abs=0.03)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    factor=st.floats(0.01, 100),
    shift=st.floats(-50, 50),
)
def test_units_and_order_do_not_matter(seed: int, factor: float, shift: float) -> None:
    study = small(seed)
    first = fitted(study)
    order = np.random.default_rng(seed).permutation(len(study.y))
    again = nested_reml(
        study.X[order], factor * study.y[order] + shift, study.codes[order], study.parents,
        weights=study.weights[order],
    )  # fmt: skip
    scale = factor**2 * first.variances.sum()
    np.testing.assert_allclose(again.variances, factor**2 * first.variances, atol=1e-6 * scale)


def test_solution_names_the_coefficients_of_weighted_least_squares_without_groups() -> None:
    study = small(6)
    data = nested_sums(
        np.column_stack([study.X, study.y]), study.weights, study.codes, study.parents
    )
    expected = sm.WLS(study.y, study.X, weights=study.weights).fit()
    found = solution(data, np.zeros(3))
    np.testing.assert_allclose(found.coefficients, expected.params, rtol=DENSE)
    assert found.residual_variance == pytest.approx(expected.scale, rel=DENSE)
