"""Every cell of lavaan's continuous fits: estimates, errors, tests, likelihoods."""

import numpy as np
import pytest

from analysis.stats.sem import likelihood
from analysis.stats.sem.answers import Answers, patterns
from analysis.stats.sem.model import elements, parameters_of
from tests.measurement.cfa.frozen_fits import FROZEN, aligned, data, ours

ESTIMATE = 1e-5  # of the reference entries
WEAK = 1e-4  # the reference allows it where lavaan stops early: then ours has to be lower
STD_ERROR = 1e-4  # relative
STATISTIC = 1e-4  # relative
SCALED = 1e-3  # relative; ours are nearer, but so the entries say
PROBABILITY = 1e-4
LOG_LIKELIHOOD = 1e-4

LIKELIHOOD = [name for name in FROZEN if "logl" in FROZEN[name]["value"]["fit"]]


def close(found: float, expected: float | None, relative: float) -> bool:
    wanted = np.nan if expected is None else expected
    if np.isnan(wanted):
        return bool(np.isnan(found))
    return abs(found - wanted) <= relative * max(abs(wanted), 1e-2)


@pytest.mark.parametrize("name", FROZEN)
def test_every_estimate(name):
    lavaan, found = aligned(name)
    away = np.abs(found["estimate"] - lavaan["est"])
    kept = np.ones(len(found), dtype=bool)
    if not FROZEN[name]["value"]["post_check"]:
        kept = (lavaan["se"] < 1).to_numpy()
    assert (away[kept] <= WEAK).all()
    if (away[kept] > ESTIMATE).any():
        assert_nearer_to_the_minimum(name)


def assert_nearer_to_the_minimum(name: str) -> None:
    """Where lavaan stopped early, our objective is not higher and our gradient much smaller."""
    fit = ours(name)
    table = data(FROZEN[name]["value"]["data"])
    groups = [patterns(people) for people in people_of(fit, table, name)]
    lavaan, found = aligned(name)
    values = elements(fit.model, fit.parameters)
    keys = ["left", "operator", "right", "group"]
    rows = fit.table.rows.merge(found.assign(est=lavaan["est"]), on=keys, how="left")
    free = rows[rows["free_x"] >= 0]
    theirs = free.sort_values("free_x")["est"].to_numpy()
    theirs = elements(fit.model, parameters_of(fit.model, theirs))
    slopes = [
        np.abs(fit.model.basis.T @ likelihood.gradient(fit.model, groups, at)).max()
        for at in (values, theirs)
    ]
    assert slopes[0] < slopes[1] / 10
    ours_at = likelihood.objective(fit.model, groups, values)
    assert ours_at <= likelihood.objective(fit.model, groups, theirs) + 1e-13


def people_of(fit, table, name):
    answers = table[fit.table.items].to_numpy(float)
    seen = ~np.isnan(answers)
    kept = seen.any(axis=1) if fit.missing == "fiml" else seen.all(axis=1)
    weights = table["weight"].to_numpy() if "weights" in FROZEN[name]["call"] else None
    weights = np.ones(len(table)) if weights is None else weights
    weights = weights * kept.sum() / weights[kept].sum()
    member = np.zeros(len(table), dtype=int)
    if len(fit.table.groups) > 1:
        member = table["school"].map({g: i for i, g in enumerate(fit.table.groups)}).to_numpy()
    rows = [np.flatnonzero(kept & (member == g)) for g in range(len(fit.table.groups))]
    return [Answers(answers[row], weights[row], None) for row in rows]


@pytest.mark.parametrize("name", FROZEN)
def test_every_standard_error_test_and_interval(name):
    lavaan, found = aligned(name)
    if not FROZEN[name]["value"]["post_check"]:
        kept = lavaan["se"] < 1
        lavaan, found = lavaan[kept], found[kept]
    wanted = lavaan["se"].to_numpy()
    error = found["std_error"].to_numpy()
    assert (np.abs(error - wanted) <= STD_ERROR * np.where(wanted > 0, wanted, 1e-6)).all()
    tested = wanted > 0
    z = lavaan["z"].to_numpy()[tested]
    # z moves with the estimate too, by what that may differ over its standard error
    allowed = 2 * STD_ERROR * np.abs(z) + ESTIMATE / wanted[tested]
    assert (np.abs(found["statistic"].to_numpy()[tested] - z) <= allowed).all()
    assert np.isnan(found["statistic"].to_numpy()[~tested]).all()
    p = lavaan["pvalue"].to_numpy()[tested]
    assert (np.abs(found["p_value"].to_numpy()[tested] - p) <= PROBABILITY).all()
    for column in ("ci_low", "ci_high"):
        away = np.abs(found[column].to_numpy() - lavaan[column].to_numpy())
        assert (away <= WEAK + 2 * STD_ERROR * wanted).all()


@pytest.mark.parametrize("name", FROZEN)
def test_the_test_of_the_model_and_of_the_baseline(name):
    fit, wanted = ours(name), FROZEN[name]["value"]["fit"]
    standard, base = fit.tests["standard"], fit.baseline["standard"]
    assert close(standard.statistic, wanted["chisq"], STATISTIC)
    assert standard.df == wanted["df"]
    assert close(standard.p_value, wanted["pvalue"], PROBABILITY)
    assert close(base.statistic, wanted["baseline.chisq"], STATISTIC)
    assert base.df == wanted["baseline.df"]
    assert len(fit.parameters) == wanted["npar"]
    if "chisq.scaled" in wanted:
        (scaled,) = [test for kind, test in fit.tests.items() if kind != "standard"]
        (scaled_base,) = [test for kind, test in fit.baseline.items() if kind != "standard"]
        assert close(scaled.statistic, wanted["chisq.scaled"], SCALED)
        assert close(scaled.df, wanted["df.scaled"], SCALED)
        assert close(scaled.p_value, wanted["pvalue.scaled"], PROBABILITY)
        assert close(scaled.scaling, wanted["chisq.scaling.factor"], SCALED)
        assert close(scaled_base.statistic, wanted["baseline.chisq.scaled"], SCALED)
    else:
        assert list(fit.tests) == ["standard"]


@pytest.mark.parametrize("name", LIKELIHOOD)
def test_log_likelihoods_and_their_correction_factors(name):
    fit, wanted = ours(name), FROZEN[name]["value"]["fit"]
    assert abs(fit.log_likelihood - wanted["logl"]) <= LOG_LIKELIHOOD
    assert abs(fit.saturated_log_likelihood - wanted["unrestricted.logl"]) <= LOG_LIKELIHOOD
    people, q = sum(group.n for group in fit.sample), len(fit.parameters)
    assert abs(2 * q - 2 * fit.log_likelihood - wanted["aic"]) <= LOG_LIKELIHOOD
    assert abs(q * np.log(people) - 2 * fit.log_likelihood - wanted["bic"]) <= LOG_LIKELIHOOD
    if "scaling.factor.h0" in wanted:
        assert close(fit.scaling_model, wanted["scaling.factor.h0"], SCALED)
        assert close(fit.scaling_saturated, wanted["scaling.factor.h1"], SCALED)


@pytest.mark.parametrize("name", FROZEN)
def test_all_searches_converge(name):
    assert ours(name).converged
    assert ours(name).stopped_because == "converged"
