"""Correlation matrices of resampled people or clusters, by matrix products, not a loop."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.cluster_robust import cluster_sums

CHUNK_COUNTS = 2_000_000
"""How many resampling counts are held at once (16 MB)."""

NO_VARIANCE = 1e-12
"""Variance of a resample, relative to the sample's, below which it is constant."""


@dataclass(frozen=True, slots=True)
class ResampledCorrelations:
    """Correlation matrices of bootstrap samples.

    Attributes
    ----------
    correlations
        Shape (b, q, q), only of the draws in which every variable varies.
    n_degenerate
        How many draws were left out because a variable was constant in them.
    """

    correlations: np.ndarray
    n_degenerate: int


def resampled_correlations(
    data: np.ndarray, clusters: np.ndarray, *, draws: int, rng: np.random.Generator
) -> ResampledCorrelations:
    """Correlations in `draws` samples of whole clusters, drawn with replacement.

    Parameters
    ----------
    data
        Shape (n, q), no column constant.
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,). Everyone their own cluster gives
        the ordinary bootstrap of people.

    Notes
    -----
    A resample's moments are its counts of clusters times the clusters' sums of 1, z and zz',
    so a few hundred draws at a time are one matrix product.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap methods and their application, section 3.8,
    https://doi.org/10.1017/CBO9780511802843 (resampling whole clusters).
    """
    q = data.shape[1]
    upper = np.triu_indices(q)
    z = (data - data.mean(axis=0)) / data.std(axis=0)
    moments = np.column_stack([np.ones(len(z)), z, z[:, upper[0]] * z[:, upper[1]]])
    n_clusters = int(clusters.max()) + 1
    sums = cluster_sums(moments, clusters, n_clusters)
    step = max(1, CHUNK_COUNTS // n_clusters)
    sizes = [min(step, draws - start) for start in range(0, draws, step)]
    resampled = np.concatenate([_counts(n_clusters, size, rng) @ sums for size in sizes])
    return _correlations(resampled, q, upper)


def percentile_interval(
    draws: np.ndarray, *, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper percentiles of bootstrap `draws` (b, ...), each of shape (...).

    References
    ----------
    Efron & Tibshirani (1993), An introduction to the bootstrap, section 13.3,
    https://doi.org/10.1201/9780429246593
    """
    tail = (1 - confidence) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return low, high


def reflected(
    estimate: np.ndarray, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of the basic bootstrap interval from the percentiles `low` and `high`.

    Parameters
    ----------
    estimate, low, high
        Each of the same shape.

    Notes
    -----
    The error of an estimate is taken to be distributed as the draws are about the estimate:
    what lies below it in the draws lies above it in the interval. Where an estimator is
    biased, the percentiles repeat the bias and these limits undo it.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap methods and their application, section 5.2,
    https://doi.org/10.1017/CBO9780511802843
    """
    return 2 * estimate - high, 2 * estimate - low


def _counts(n_clusters: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each cluster is in each resample, shape (b, g)."""
    drawn = rng.integers(0, n_clusters, size=(draws, n_clusters))
    drawn += np.arange(draws)[:, None] * n_clusters
    counts = np.bincount(drawn.ravel(), minlength=draws * n_clusters)
    return counts.reshape(draws, n_clusters).astype(float)


def _correlations(
    sums: np.ndarray, q: int, upper: tuple[np.ndarray, np.ndarray]
) -> ResampledCorrelations:
    """Correlations from the resampled sums of 1, z and zz', shape (b, 1 + q + q(q+1)/2)."""
    means = sums[:, 1 : q + 1] / sums[:, :1]
    covariances = np.empty((len(sums), q, q))
    covariances[:, upper[0], upper[1]] = sums[:, q + 1 :] / sums[:, :1]
    covariances[:, upper[1], upper[0]] = covariances[:, upper[0], upper[1]]
    covariances -= means[:, :, None] * means[:, None, :]
    variances = covariances[:, np.arange(q), np.arange(q)]
    varies = (variances > NO_VARIANCE).all(axis=1)
    scale = np.sqrt(variances[varies])
    correlations = covariances[varies] / (scale[:, :, None] * scale[:, None, :])
    correlations[:, np.arange(q), np.arange(q)] = 1.0
    return ResampledCorrelations(correlations, int((~varies).sum()))
