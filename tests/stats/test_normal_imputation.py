"""Imputations under a joint normal model: what they keep, and what they recover."""

import numpy as np
import pytest
from scipy.stats import t

from analysis.stats.cluster_robust import cluster_robust
from analysis.stats.normal_imputation import expected_values, learned, normal_imputations
from analysis.stats.pooling import pooled

STUDIES, COUNT = 300, 10
COVERAGE = 0.04
"""Three Monte Carlo errors of 300 intervals that cover 95 %."""

MOMENTS = 0.05
"""Three Monte Carlo errors of moments of 200 imputations with 300 gaps."""

SLOPES = np.array([0.4, 0.2])


def drawn(rng: np.random.Generator, n: int, n_clusters: int):
    """Two scores and a criterion; the first score is missing more often where y is high."""
    clusters = np.arange(n) % n_clusters
    x = rng.standard_normal((n, 2)) @ np.linalg.cholesky([[1, 0.5], [0.5, 1]]).T
    common = 0.3 * rng.standard_normal(n_clusters)[clusters]
    y = x @ SLOPES + common + 0.8 * rng.standard_normal(n)
    data = np.column_stack([x, y])
    data[rng.random(n) < 1 / (1 + np.exp(0.8 - 1.2 * y)), 0] = np.nan
    return data, clusters


def slopes_of(data: np.ndarray, clusters: np.ndarray):
    columns = np.column_stack([np.ones(len(data)), data[:, :2]])
    b, *_ = np.linalg.lstsq(columns, data[:, 2], rcond=None)
    robust = cluster_robust(columns, data[:, 2] - columns @ b, clusters, correction="CR2")
    return b[1:], np.diag(robust.covariance)[1:], robust.df[1:]


def test_what_is_there_stays_and_every_gap_is_filled():
    data, clusters = drawn(np.random.default_rng(1), 200, 20)
    copies = normal_imputations(data, clusters, count=3, rng=np.random.default_rng(2))
    there = ~np.isnan(data)
    assert (copies[:, there] == data[there]).all()
    assert not np.isnan(copies).any()
    assert (copies[0][~there] != copies[1][~there]).all()
    again = normal_imputations(data, clusters, count=3, rng=np.random.default_rng(2))
    np.testing.assert_array_equal(copies, again)


def test_without_gaps_nothing_changes():
    data = np.random.default_rng(3).standard_normal((50, 3))
    copies = normal_imputations(data, np.arange(50), count=2, rng=np.random.default_rng(4))
    np.testing.assert_array_equal(copies, [data, data])


def test_draws_have_the_moments_of_their_condition():
    """With one gap a row, by the regression of that variable on the other."""
    rng = np.random.default_rng(5)
    data = rng.standard_normal((4000, 2)) @ np.linalg.cholesky([[1, 0.6], [0.6, 1]]).T
    data[:300, 0] = np.nan
    copies = normal_imputations(data, np.arange(4000), count=200, rng=rng)
    expected = 0.6 * data[:300, 1]
    residual = copies[:, :300, 0] - expected
    assert residual.mean() == pytest.approx(0.0, abs=MOMENTS)
    assert residual.std() == pytest.approx(0.8, abs=MOMENTS)


def test_expectations_are_those_of_the_regression():
    data, _ = drawn(np.random.default_rng(6), 500, 500)
    mean, covariance = learned(data)
    gaps = np.isnan(data[:, 0])
    slopes = np.linalg.solve(covariance[1:, 1:], covariance[1:, 0])
    wanted = mean[0] + (data[gaps, 1:] - mean[1:]) @ slopes
    filled = expected_values(data, mean, covariance)
    np.testing.assert_allclose(filled[gaps, 0], wanted, atol=1e-12)
    assert expected_values(np.full((1, 3), np.nan), mean, covariance)[0] == pytest.approx(mean)


@pytest.mark.slow
@pytest.mark.parametrize("n_clusters", [240, 40])
def test_intervals_cover_the_truth_when_gaps_depend_on_what_is_seen(n_clusters):
    rng = np.random.default_rng(7)
    covered, complete = [], []
    for _ in range(STUDIES):
        data, clusters = drawn(rng, 240, n_clusters)
        whole = ~np.isnan(data).any(axis=1)
        copies = normal_imputations(data, clusters, count=COUNT, rng=rng)
        parts = [
            np.array(p) for p in zip(*(slopes_of(c, clusters) for c in copies), strict=True)
        ]
        found = pooled(parts[0], parts[1], parts[2].mean(axis=0))
        half = t.ppf(0.975, found.df) * found.std_error
        covered.append(np.abs(found.estimate - SLOPES) < half)
        complete.append(slopes_of(data[whole], clusters_again(clusters[whole]))[0])
    np.testing.assert_allclose(np.mean(covered, axis=0), 0.95, atol=COVERAGE)
    assert np.mean(complete, axis=0)[0] < SLOPES[0] - 0.03


def clusters_again(clusters: np.ndarray) -> np.ndarray:
    return np.unique(clusters, return_inverse=True)[1]
