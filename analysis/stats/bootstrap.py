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
    spread
        Standard deviation of each variable in each draw, in units of the sample's; (b, q).
    between
        What a variable that is shared within clusters adds to chance correlations: sums over
        clusters of products of cluster totals, scaled like `correlations`; (b, q, q). Equal
        to `correlations` where everyone is their own cluster. Empty where it was not asked
        for.
    size
        How many people each draw is worth: (sum of weights)² / sum of squared weights; (b,).
    n_degenerate
        How many draws were left out because a variable was constant in them.
    """

    correlations: np.ndarray
    spread: np.ndarray
    between: np.ndarray
    size: np.ndarray
    n_degenerate: int


def resampled_correlations(
    data: np.ndarray,
    clusters: np.ndarray,
    *,
    draws: int,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
    between: bool = False,
) -> ResampledCorrelations:
    """Correlations in `draws` samples of whole clusters, drawn with replacement.

    Parameters
    ----------
    data
        Shape (n, q), no column constant.
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,). Everyone their own cluster gives
        the ordinary bootstrap of people.
    case_weights
        Weight of each person, shape (n,), positive; they go along with the person into each
        draw. Whole numbers give what that many copies of the person in the same cluster give.
    between
        Whether the moments between clusters are wanted, for noise shared within clusters.

    Notes
    -----
    A resample's moments are its counts of clusters times the clusters' sums of 1, z and zz',
    so a few hundred draws at a time are one matrix product.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap methods and their application, section 3.8,
    https://doi.org/10.1017/CBO9780511802843 (resampling whole clusters).
    """
    sums = cluster_moments(data, clusters, case_weights)
    if between:
        sums = np.column_stack([sums, squared_totals(sums, data.shape[1])])
    n_clusters = len(sums)
    step = max(1, CHUNK_COUNTS // n_clusters)
    sizes = [min(step, draws - start) for start in range(0, draws, step)]
    resampled = np.concatenate([cluster_counts(n_clusters, size, rng) @ sums for size in sizes])
    return _correlations(resampled, data.shape[1])


def deleted_correlations(
    data: np.ndarray, clusters: np.ndarray, *, case_weights: np.ndarray | None = None
) -> ResampledCorrelations:
    """Correlations without each cluster in turn; arguments as in `resampled_correlations`.

    References
    ----------
    Efron & Tibshirani (1993), An introduction to the bootstrap, chapter 11,
    https://doi.org/10.1201/9780429246593 (jackknife).
    """
    sums = cluster_moments(data, clusters, case_weights)
    return _correlations(sums.sum(axis=0) - sums, data.shape[1])


def sample_correlations(
    data: np.ndarray, *, case_weights: np.ndarray | None = None
) -> np.ndarray:
    """Correlations of the columns of `data`, shape (1, q, q)."""
    one_cluster = np.zeros(len(data), dtype=int)
    sums = cluster_moments(data, one_cluster, case_weights)
    return _correlations(sums, data.shape[1]).correlations


def cluster_moments(
    data: np.ndarray, clusters: np.ndarray, case_weights: np.ndarray | None
) -> np.ndarray:
    """What each cluster adds to the moments of a sample.

    Returns
    -------
    numpy.ndarray
        Shape (g, 2 + q + q(q+1)/2): weighted sums of 1, z and zz', sum of squared weights.
    """
    weights = np.ones(len(data)) if case_weights is None else case_weights / case_weights.mean()
    average = np.average(data, axis=0, weights=weights)
    deviation = data - average
    z = deviation / np.sqrt(np.average(deviation**2, axis=0, weights=weights))
    upper = np.triu_indices(data.shape[1])
    moments = np.column_stack([np.ones(len(z)), z, z[:, upper[0]] * z[:, upper[1]], weights])
    return cluster_sums(moments * weights[:, None], clusters, int(clusters.max()) + 1)


def squared_totals(sums: np.ndarray, q: int) -> np.ndarray:
    """Products of each cluster's sums of 1 and z with themselves, (g, (q+1)(q+2)/2)."""
    rows, columns = np.triu_indices(q + 1)
    return sums[:, rows] * sums[:, columns]


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


def cluster_counts(n_clusters: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """How often each of `n_clusters` is in each of `draws` resamples, shape (b, g)."""
    drawn = rng.integers(0, n_clusters, size=(draws, n_clusters))
    drawn += np.arange(draws)[:, None] * n_clusters
    counts = np.bincount(drawn.ravel(), minlength=draws * n_clusters)
    return counts.reshape(draws, n_clusters).astype(float)


def _correlations(sums: np.ndarray, q: int) -> ResampledCorrelations:
    """Correlations from resampled `cluster_moments`, shape (b, ...)."""
    total = sums[:, :1]
    means = sums[:, 1 : q + 1] / total
    end = 1 + q + q * (q + 1) // 2
    covariances = _symmetric(sums[:, q + 1 : end] / total, q)
    covariances -= means[:, :, None] * means[:, None, :]
    variances = covariances[:, np.arange(q), np.arange(q)]
    varies = (variances > NO_VARIANCE).all(axis=1)
    spread = np.sqrt(variances[varies])
    scale = spread[:, :, None] * spread[:, None, :]
    correlations = covariances[varies] / scale
    correlations[:, np.arange(q), np.arange(q)] = 1.0
    squares = sums[varies, end]
    between = np.empty((len(squares), 0, 0))
    if sums.shape[1] > end + 1:
        between = _between(sums[varies, end + 1 :], means[varies], q)
        between /= squares[:, None, None] * scale
    size = total[varies, 0] ** 2 / squares
    return ResampledCorrelations(correlations, spread, between, size, int((~varies).sum()))


def _between(products: np.ndarray, means: np.ndarray, q: int) -> np.ndarray:
    """Sums over clusters of products of their totals of z less its mean, shape (b, q, q)."""
    squares = _symmetric(products, q + 1)
    centring = np.concatenate(
        [-means[:, :, None], np.broadcast_to(np.eye(q), (len(means), q, q))], axis=2
    )
    return centring @ squares @ np.swapaxes(centring, 1, 2)


def _symmetric(upper: np.ndarray, q: int) -> np.ndarray:
    """Symmetric matrices (b, q, q) from their upper triangles, row by row."""
    rows, columns = np.triu_indices(q)
    full = np.empty((len(upper), q, q))
    full[:, rows, columns] = upper
    full[:, columns, rows] = upper
    return full
