"""Moments of resamples with gaps against EM on the resampled rows, and without gaps."""

import numpy as np
import pytest

from analysis.stats.bootstrap import (
    cluster_counts,
    resampled_correlations,
    sample_correlations,
)
from analysis.stats.incomplete_moments import (
    expected_moments,
    incomplete,
    resampled_incomplete,
)
from analysis.stats.little_mcar import em, patterns_of

SAME = 1e-6
"""Both iterations stop when nothing moves by more than 1e-8, at rates up to .9."""

EXACT = 1e-12


def drawn(seed: int, n: int = 240, n_clusters: int = 24):
    """Three scores, a criterion and a control; gaps in scores and criterion."""
    rng = np.random.default_rng(seed)
    clusters = np.arange(n) % n_clusters
    x = rng.standard_normal((n, 5)) + 0.7 * rng.standard_normal((n, 1))
    x[:, 3] += 0.4 * rng.standard_normal(n_clusters)[clusters]
    values = 3 + 2 * x
    values[rng.random((n, 5)) < [0.3, 0.2, 0.0, 0.25, 0.1]] = np.nan
    return values[~np.isnan(values).all(axis=1)], clusters[~np.isnan(values).all(axis=1)]


def rows_of(counts: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    return np.concatenate([np.repeat(np.flatnonzero(clusters == c), int(k))
                           for c, k in enumerate(counts)])  # fmt: skip


def by_rows(values: np.ndarray, counted: int):
    """Expected moments of complete-criterion rows by EM and a loop over people."""
    mean, covariance, _ = em(patterns_of(values, ~np.isnan(values)))
    total, products, n = np.zeros(len(mean)), np.zeros_like(covariance), 0
    for row in values[~np.isnan(values[:, counted])]:
        o = ~np.isnan(row)
        slopes = np.linalg.solve(covariance[np.ix_(o, o)], covariance[np.ix_(o, ~o)])
        full = row.copy()
        full[~o] = mean[~o] + (row[o] - mean[o]) @ slopes
        left = np.zeros_like(covariance)
        left[np.ix_(~o, ~o)] = covariance[np.ix_(~o, ~o)] - covariance[np.ix_(~o, o)] @ slopes
        total += full
        products += np.outer(full, full) + left
        n += 1
    return products / n - np.outer(total / n, total / n), n


@pytest.mark.parametrize("counted", [3, 0])
def test_every_resample_is_what_em_finds_in_its_rows(counted):
    values, clusters = drawn(1)
    rng = np.random.default_rng(2)
    counts = rng.multinomial(24, np.full(24, 1 / 24), size=7).astype(float)
    data = incomplete(values, clusters)
    found = expected_moments(data, counts, counted)
    for b, count in enumerate(counts):
        covariance, n = by_rows(values[rows_of(count, clusters)], counted)
        own = found.covariance[b] * np.outer(data.scale, data.scale)
        np.testing.assert_allclose(own, covariance, rtol=SAME, atol=SAME)
        assert found.size[b] == n


def test_without_gaps_resamples_are_those_of_complete_people():
    rng = np.random.default_rng(3)
    values, clusters = rng.standard_normal((90, 4)), np.arange(90) % 15
    whole = resampled_correlations(
        values, clusters, draws=20, rng=np.random.default_rng(4), between=True
    )
    counts = cluster_counts(15, 20, np.random.default_rng(4))
    found = resampled_incomplete(
        incomplete(values, clusters),
        counts,
        counted=3,
        kept=range(4),
        copies=np.stack([values, values]),
        clusters=clusters,
    )
    for name in ("correlations", "spread", "between", "size"):
        np.testing.assert_allclose(getattr(found, name), getattr(whole, name), atol=EXACT)


def test_people_without_criterion_change_nothing_where_scores_are_complete():
    values, clusters = drawn(5)
    whole = values[~np.isnan(values[:, :3]).any(axis=1)][:, :4]
    own = np.unique(clusters[~np.isnan(values[:, :3]).any(axis=1)], return_inverse=True)[1]
    counts = np.ones((1, own.max() + 1))
    found = resampled_incomplete(incomplete(whole, own), counts, counted=3, kept=range(4))
    complete = whole[~np.isnan(whole[:, 3])]
    np.testing.assert_allclose(found.correlations, sample_correlations(complete), atol=EXACT)


def test_a_resample_without_differences_is_left_out():
    values, clusters = drawn(6)
    values[clusters != 3, 0] = np.nan
    counts = np.ones((2, 24))
    counts[1, 3] = 0
    found = resampled_incomplete(incomplete(values, clusters), counts, counted=3, kept=range(4))
    assert found.n_degenerate == 1
    assert len(found.correlations) == 1
