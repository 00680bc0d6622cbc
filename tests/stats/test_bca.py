import numpy as np
import pytest
from scipy.stats import bootstrap, norm

from analysis.stats.bca import bca_interval, quantile_by_column
from analysis.stats.bootstrap import percentile_interval

EXACT = 1e-10


def drawn(seed: int, n: int = 40, draws: int = 4000) -> tuple[np.ndarray, ...]:
    """Variance of a skewed sample, in resamples and without each value."""
    rng = np.random.default_rng(seed)
    x = rng.exponential(size=n)
    picked = x[rng.integers(0, n, size=(draws, n))].var(axis=1)
    left = np.array([np.delete(x, i).var() for i in range(n)])
    return x, np.array([x.var()]), picked[:, None], left[:, None]


def test_agrees_with_the_formulas_of_efron_and_tibshirani():
    _, estimate, draws, deleted = drawn(1)
    low, high = bca_interval(estimate, draws, deleted, confidence=0.9)
    z0 = norm.ppf((draws < estimate).mean())
    change = deleted.mean() - deleted
    a = (change**3).sum() / (6 * (change**2).sum() ** 1.5)
    for found, z in ((low, norm.ppf(0.05)), (high, norm.ppf(0.95))):
        share = norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
        assert found[0] == pytest.approx(np.quantile(draws, share), abs=EXACT)


def test_agrees_with_scipy_up_to_its_own_draws():
    x, estimate, draws, deleted = drawn(2)
    low, high = bca_interval(estimate, draws, deleted, confidence=0.95)
    theirs = bootstrap(
        (x,), np.var, n_resamples=20_000, method="BCa", rng=np.random.default_rng(9)
    ).confidence_interval
    spread = draws.std()
    assert abs(low[0] - theirs.low) < 0.1 * spread  # Monte Carlo of 4,000 draws in the tail
    assert abs(high[0] - theirs.high) < 0.3 * spread  # the long tail is thinner


def test_no_bias_and_no_skewness_give_the_percentiles():
    draws = np.linspace(-1, 1, 2001)[:, None]
    deleted = np.array([[-0.1], [0.1]])
    found = bca_interval(np.zeros(1), draws, deleted, confidence=0.9)
    np.testing.assert_allclose(found, percentile_interval(draws, confidence=0.9), atol=1e-6)


def test_an_estimate_outside_all_draws_has_no_interval():
    draws, deleted = np.linspace(1, 2, 50)[:, None], np.array([[0.0], [0.1]])
    assert np.isnan(bca_interval(np.zeros(1), draws, deleted, confidence=0.9)).all()


def test_quantiles_by_column_are_those_of_numpy():
    values = np.random.default_rng(3).normal(size=(101, 4))
    shares = np.array([0.01, 0.33, 0.5, 0.987])
    found = quantile_by_column(values, shares)
    expected = [np.quantile(values[:, j], share) for j, share in enumerate(shares)]
    np.testing.assert_allclose(found, expected, atol=EXACT)
