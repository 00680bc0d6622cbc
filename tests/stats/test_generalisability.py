import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f as f_distribution
from scipy.stats import norm

from analysis.stats.generalisability import generalisability, lag_one, variance_interval
from analysis.stats.nested_reml import nested_reml

CLOSED_FORM = 1e-8  # variances by an iterative search
ALMOST = 0.02  # of an interval for a large sample beside the exact one
COVERAGE = 0.035  # 300 studies: 2.7 standard errors of a share of .95


def drawn(rng: np.random.Generator, people: int, periods: int, between: float):
    codes = np.repeat(np.arange(people), periods)
    own = np.sqrt(between) * rng.normal(size=people)
    return own[codes] + rng.normal(size=len(codes)), codes


def coefficient(y: np.ndarray, codes: np.ndarray, periods: float):
    ones = np.ones(len(y))
    fit = nested_reml(ones[:, None], y, codes, (), weights=ones)
    return generalisability(
        fit.variances,
        fit.variance_covariance,
        np.array([1.0]),
        n_periods=periods,
        confidence=0.95,
    )


def test_balanced_data_give_the_intraclass_correlation() -> None:
    """Closed form: 1 - MSW / MSB for a mean, ICC(1) for one period; Cronbach's own algebra."""
    y, codes = drawn(np.random.default_rng(5), 60, 8, 0.5)
    table = y.reshape(60, 8)
    between = 8 * table.mean(axis=1).var(ddof=1)
    within = table.var(axis=1, ddof=1).mean()
    found = coefficient(y, codes, 8)
    assert found.estimate == pytest.approx(1 - within / between, abs=CLOSED_FORM)
    single = (between - within) / (between + 7 * within)
    assert found.single == pytest.approx(single, abs=CLOSED_FORM)
    boosted = 8 * found.single / (1 + 7 * found.single)
    assert found.estimate == pytest.approx(boosted, abs=CLOSED_FORM)


def test_the_interval_is_close_to_the_exact_one() -> None:
    y, codes = drawn(np.random.default_rng(6), 400, 8, 0.5)
    found = coefficient(y, codes, 8)
    ratio = 1 / (1 - found.estimate)
    bounds = f_distribution.ppf([0.975, 0.025], 399, 400 * 7)
    exact = 1 - bounds / ratio
    np.testing.assert_allclose([found.ci_low, found.ci_high], exact, atol=ALMOST)


def test_the_interval_covers_the_truth() -> None:
    rng = np.random.default_rng(7)
    truth = 0.4 / (0.4 + 1 / 6)
    covered = []
    for _ in range(300):
        found = coefficient(*drawn(rng, 80, 6, 0.4), 6)
        covered.append(found.ci_low <= truth <= found.ci_high)
    assert abs(np.mean(covered) - 0.95) < COVERAGE


def test_variance_intervals_cover_the_truth() -> None:
    rng = np.random.default_rng(8)
    covered = []
    for _ in range(300):
        y, codes = drawn(rng, 80, 6, 0.4)
        ones = np.ones(len(y))
        fit = nested_reml(ones[:, None], y, codes, (), weights=ones)
        errors = np.sqrt(np.diag(fit.variance_covariance))
        low, high = variance_interval(fit.variances, errors, confidence=0.95)
        covered.append((low <= [0.4, 1]) & (high >= [0.4, 1]))
    assert (np.abs(np.mean(covered, axis=0) - 0.95) < COVERAGE).all()


def test_only_what_counts_is_true_difference() -> None:
    variances = np.array([0.4, 0.2, 0.1, 1.2])
    covariance = np.diag([0.01, 0.02, np.nan, 0.01])
    counted = np.array([1.0, 1.0, 0.0])
    found = generalisability(variances, covariance, counted, n_periods=4, confidence=0.9)
    assert found.estimate == pytest.approx(0.6 / 0.9)
    error = np.sqrt((0.01 + 0.02) / 0.36 + 0.01 / 1.44) * (2 / 3) * (1 / 3)
    assert found.std_error == pytest.approx(error)
    low = np.log(2) - norm.ppf(0.95) * error / (2 / 9)
    assert found.ci_low == pytest.approx(1 / (1 + np.exp(-low)))


def test_no_differences_have_no_interval() -> None:
    found = generalisability(
        np.array([0.0, 2.0]), np.full((2, 2), np.nan), np.ones(1), n_periods=3, confidence=0.95
    )
    assert found.estimate == found.single == 0
    assert np.isnan([found.ci_low, found.ci_high, found.std_error]).all()
    low, high = variance_interval(np.zeros(1), np.array([np.nan]), confidence=0.95)
    assert np.isnan([low, high]).all()


@pytest.mark.parametrize("rho", [0.0, 0.4, -0.3])
def test_autocorrelation_is_recovered(rho: float) -> None:
    """Stationary series of 24 periods; what is left of the bias is of order rho / 24."""
    rng = np.random.default_rng(9)
    series = np.empty((600, 24))
    series[:, 0] = rng.normal(size=600)
    for t in range(1, 24):
        series[:, t] = rho * series[:, t - 1] + np.sqrt(1 - rho**2) * rng.normal(size=600)
    series += 2 * rng.normal(size=(600, 1))
    found = lag_one(series.ravel(), np.repeat(np.arange(600), 24))
    assert found == pytest.approx(rho, abs=0.015 + abs(rho) / 8)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1000), factor=st.floats(0.01, 100), shift=st.floats(-10, 10))
def test_autocorrelation_knows_no_units(seed: int, factor: float, shift: float) -> None:
    y, codes = drawn(np.random.default_rng(seed), 9, 5, 1.0)
    assert lag_one(factor * y + shift, codes) == pytest.approx(lag_one(y, codes), abs=1e-8)
