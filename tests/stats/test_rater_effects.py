"""Anchors: the definitions written out; quantiles that drawn raters are beyond as stated."""

import numpy as np
import pytest

from analysis.stats.rater_effects import (
    halo,
    halo_limits,
    most_equal_pairs,
    severity,
    severity_interval,
    smallest_spread,
)

ROUNDING = 1e-12
LEVEL = 0.05


def test_halo_is_the_mean_correlation_and_the_mean_variance():
    ratings = np.random.default_rng(1).standard_normal((3, 9, 4))
    correlation, spread = halo(ratings)
    for one, r, s in zip(ratings, correlation, spread, strict=True):
        off = np.corrcoef(one, rowvar=False)[np.triu_indices(4, 1)]
        assert r == pytest.approx(off.mean(), rel=ROUNDING)
        assert s == pytest.approx(np.mean([row.var(ddof=1) for row in one]), rel=ROUNDING)


def test_halo_has_no_correlation_where_a_dimension_does_not_vary():
    ratings = np.random.default_rng(2).standard_normal((9, 4))
    ratings[:, 1] = 0.3
    correlation, spread = halo(ratings)
    assert np.isnan(correlation)
    assert spread > 0


def test_halo_limits_leave_the_stated_share_beyond():
    covariance = np.full((5, 5), 0.4) + 0.6 * np.eye(5)
    rng = np.random.default_rng(3)
    high, low = halo_limits(covariance, 12, level=LEVEL, draws=20_000, rng=rng)
    drawn = rng.standard_normal((20_000, 12, 5)) @ np.linalg.cholesky(covariance).T
    correlation, spread = halo(drawn)
    # five binomial standard errors of the difference of two samples of 20,000
    assert abs((correlation > high).mean() - LEVEL) < 0.011
    assert abs((spread < low).mean() - LEVEL) < 0.011


def test_the_smallest_spread_is_undercut_as_often_as_stated():
    drawn = np.random.default_rng(4).standard_normal((20_000, 10)).std(axis=1, ddof=1)
    cutoff = smallest_spread(np.array([10]), level=LEVEL)[0]
    # five binomial standard errors at n = 20,000
    assert abs((drawn < cutoff).mean() - LEVEL) < 0.008


def test_chance_exceeds_the_most_equal_pairs_no_more_often_than_stated():
    rng = np.random.default_rng(5)
    n, kinds = 12, 60
    drawn = rng.integers(0, kinds, (20_000, n))
    equal = (drawn[:, :, None] == drawn[:, None, :]).sum(axis=(1, 2)) - n
    cutoff = most_equal_pairs(np.array([n]), 1 / kinds, level=LEVEL)[0]
    assert (equal / (n * (n - 1)) > cutoff).mean() <= LEVEL


def test_intervals_of_severity_cover_what_raters_add():
    rng = np.random.default_rng(6)
    covered = []
    for _ in range(60):
        place = np.repeat(np.arange(25), rng.integers(6, 15, 25))
        truth = 0.5 * rng.standard_normal(25)
        values = truth[place] + rng.standard_normal(len(place))
        low, high = severity_interval(severity(values, place), confidence=0.95)
        covered.append(((low <= truth) & (truth <= high)).mean())
    # 1,500 raters who share a mean in each of 60 samples; variances are taken as known
    assert 0.92 < np.mean(covered) < 0.98


def test_severity_is_nothing_where_raters_do_not_differ():
    place = np.repeat(np.arange(6), 5)
    values = np.tile([1.0, 2.0, 3.0, 4.0, 5.0], 6)
    found = severity(values, place)
    assert found.between == pytest.approx(0, abs=1e-4)
    np.testing.assert_allclose(found.estimates, 0, atol=1e-3)
