"""Multiple imputation under a joint normal model: EM on resampled clusters, then draws."""

from collections.abc import Iterator

import numpy as np

from analysis.stats.bootstrap import cluster_counts
from analysis.stats.incomplete_moments import (
    Incomplete,
    incomplete,
    likelihood_moments,
    sample_start,
    vary,
)
from analysis.stats.little_mcar import em, patterns_of

MOST_RESAMPLES = 100
"""Resamples are drawn anew while a variable does not vary in them, but not for ever."""


def normal_imputations(
    values: np.ndarray, clusters: np.ndarray, *, count: int, rng: np.random.Generator
) -> np.ndarray:
    """`count` completed copies of `values` (n, p), NaN where missing; shape (count, n, p).

    Each copy draws its missing values from their normal distribution given what the row has,
    with the mean and covariance that EM finds in a bootstrap sample: copies then differ by
    what is not known of the model too.

    Parameters
    ----------
    values
        Every row has one value at least.
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,); whole clusters are resampled.

    Raises
    ------
    numpy.linalg.LinAlgError
        If no resample has variables that all vary.

    References
    ----------
    Honaker & King (2010), American Journal of Political Science 54, 561-581,
    https://doi.org/10.1111/j.1540-5907.2010.00447.x (EM with bootstrapping).
    """
    streams = rng.spawn(count)
    data = incomplete(values, clusters)
    counts = np.stack([resampled_counts(data, stream) for stream in streams])
    found = likelihood_moments(data, counts, sample_start(data, counts))
    return np.stack(
        [
            completed(
                values,
                data.centre + data.scale * mean,
                covariance * np.outer(data.scale, data.scale),
                stream,
            )
            for mean, covariance, stream in zip(
                found.mean, found.covariance, streams, strict=True
            )
        ]
    )


def completed(
    values: np.ndarray, mean: np.ndarray, covariance: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """One copy of `values` without gaps, drawn with this `mean` (p,) and `covariance`."""
    filled = values.copy()
    for rows, absent, expected, left in conditionals(values, mean, covariance):
        noise = rng.standard_normal((len(rows), absent.sum())) @ root_of(left).T
        filled[np.ix_(rows, absent)] = expected + noise
    return filled


def learned(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Maximum likelihood mean and covariance of `values` (n, p), NaN where missing."""
    mean, covariance, _ = em(patterns_of(values, ~np.isnan(values)))
    return mean, covariance


def expected_values(values: np.ndarray, mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """`values` (n, p) with every gap at its expectation given the rest of its row."""
    filled = np.where(np.isnan(values).all(axis=1, keepdims=True), mean, values)
    for rows, absent, expected, _ in conditionals(filled, mean, covariance):
        filled[np.ix_(rows, absent)] = expected
    return filled


def conditionals(
    values: np.ndarray, mean: np.ndarray, covariance: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Of every pattern with gaps: rows, absent columns, their expectation and covariance."""
    missing = np.isnan(values)
    patterns, which = np.unique(missing, axis=0, return_inverse=True)
    for k, absent in enumerate(patterns):
        if not absent.any():
            continue
        rows, o = np.flatnonzero(which.ravel() == k), ~absent
        slopes = np.linalg.solve(covariance[np.ix_(o, o)], covariance[np.ix_(o, absent)])
        expected = mean[absent] + (values[np.ix_(rows, o)] - mean[o]) @ slopes
        left = covariance[np.ix_(absent, absent)] - covariance[np.ix_(absent, o)] @ slopes
        yield rows, absent, expected, left


def root_of(covariance: np.ndarray) -> np.ndarray:
    """A square root of a covariance that rounding may have made slightly indefinite."""
    sizes, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return vectors * np.sqrt(np.maximum(sizes, 0.0))


def resampled_counts(data: Incomplete, rng: np.random.Generator) -> np.ndarray:
    """How often each cluster is drawn (g,), so that every variable varies."""
    n_clusters = len(data.sums[0])
    for _ in range(MOST_RESAMPLES):
        counts = cluster_counts(n_clusters, 1, rng)
        if vary(data, counts)[0]:
            return counts[0]
    raise np.linalg.LinAlgError("no resample in which every variable varies")
