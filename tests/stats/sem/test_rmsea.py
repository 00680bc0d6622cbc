"""Anchors: the definition, coverage of noncentrality, and lavaan's for every frozen model."""

import numpy as np
import pytest
from scipy.stats import ncx2

from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.rmsea import Rmsea, noncentrality_interval, rmsea
from tests.stats.sem.frozen_models import FROZEN, MODELS, group_sizes

ATOL = 1e-10
INTERVAL_ATOL = 1e-6  # lavaan seeks the noncentrality to 1.2e-4 of itself
P_ATOL = 1e-6  # far tails of the noncentral chi-square: R and boost

LEAST_SQUARES = ("ULS", "WLS")


def people_counted(name: str) -> float:
    """Persons in the statistic: least squares counts one less per group."""
    sizes = group_sizes(name)
    less = any(word in FROZEN[name]["call"] for word in LEAST_SQUARES)
    return float(sizes.sum() - len(sizes) * less)


def index(name: str, point: ChiSquare, interval: ChiSquare) -> Rmsea:
    return rmsea(
        point,
        interval,
        n=people_counted(name),
        groups=len(group_sizes(name)),
        confidence=0.9,
        close=0.05,
        not_close=0.08,
    )


def assert_as_frozen(found: Rmsea, fit: dict, ending: str = "") -> None:
    assert found.estimate == pytest.approx(fit[f"rmsea{ending}"], abs=ATOL)
    assert found.ci_low == pytest.approx(fit[f"rmsea.ci.lower{ending}"], abs=INTERVAL_ATOL)
    assert found.ci_high == pytest.approx(fit[f"rmsea.ci.upper{ending}"], abs=INTERVAL_ATOL)
    assert found.close_p == pytest.approx(fit[f"rmsea.pvalue{ending}"], abs=P_ATOL)
    not_close = fit[f"rmsea.notclose.pvalue{ending}"]
    assert found.not_close_p == pytest.approx(not_close, abs=P_ATOL)


@pytest.mark.parametrize("name", MODELS)
def test_plain_index_is_that_of_lavaan(name):
    fit = FROZEN[name]["value"]["fit"]
    test = ChiSquare(fit["chisq"], fit["df"])
    assert_as_frozen(index(name, test, test), fit)


@pytest.mark.parametrize(
    "name", [n for n in MODELS if "rmsea.scaled" in FROZEN[n]["value"]["fit"]]
)
def test_scaled_index_is_that_of_lavaan(name):
    fit = FROZEN[name]["value"]["fit"]
    shifted = abs(fit["chisq"] / fit["chisq.scaling.factor"] - fit["chisq.scaled"]) > 1e-6
    test = (
        ChiSquare(fit["chisq.scaled"], fit["df"])
        if shifted
        else ChiSquare(fit["chisq"], fit["df"] * fit["chisq.scaling.factor"])
    )
    assert_as_frozen(index(name, test, test), fit, ".scaled")


@pytest.mark.parametrize("name", ["hs.mlr", "hs.mlm", "hs.mlmv", "bfi.mlr", "hs.metric_mlr"])
def test_robust_index_of_complete_continuous_data_is_that_of_lavaan(name):
    fit = FROZEN[name]["value"]["fit"]
    df, factor = fit["df"], fit["chisq.scaling.factor"]
    shift = fit["chisq.scaled"] - fit["chisq"] / factor
    point = ChiSquare(fit["chisq"], df, factor * (df - shift) / df)
    found = index(name, point, ChiSquare(fit["chisq.scaled"], df, factor))
    assert_as_frozen(found, fit, ".robust")


def test_ends_of_the_interval_are_where_the_statistic_is_a_quantile():
    low, high = noncentrality_interval(ChiSquare(60, 24), confidence=0.9)
    assert ncx2.cdf(60, 24, low) == pytest.approx(0.95, abs=1e-9)
    assert ncx2.cdf(60, 24, high) == pytest.approx(0.05, abs=1e-9)


def test_small_statistics_end_at_zero_and_saturated_models_are_perfect():
    test = ChiSquare(10, 24)
    found = rmsea(test, test, n=300, groups=1, confidence=0.9, close=0.05, not_close=0.08)
    assert (found.estimate, found.ci_low) == (0, 0)
    none = ChiSquare(0, 0)
    found = rmsea(none, none, n=300, groups=1, confidence=0.9, close=0.05, not_close=0.08)
    assert (found.estimate, found.ci_high) == (0, 0)
    assert np.isnan(found.close_p)


def test_unknown_statistic_has_no_index():
    unknown = ChiSquare(np.nan, 24)
    found = rmsea(unknown, unknown, n=300, groups=1, confidence=0.9, close=0.05, not_close=0.08)
    assert np.isnan(found.estimate)
