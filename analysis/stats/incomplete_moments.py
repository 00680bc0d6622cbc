"""Moments of resamples of people with gaps: EM on many resamples at once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.bootstrap import NO_VARIANCE, ResampledCorrelations
from analysis.stats.cluster_robust import cluster_sums

AT_ONCE = 1_000
"""Resamples that are worked on together."""

MOST_STEPS = 500
TOLERANCE = 1e-8
"""Of every mean and covariance, in standard deviations of the sample."""


@dataclass(frozen=True, slots=True)
class Incomplete:
    """People with gaps, as sums over clusters within every pattern of gaps.

    Attributes
    ----------
    observed
        Which variables a pattern has, shape (k, q).
    sums
        Of each pattern: how many people of a cluster have it, their sums and products of what
        they have (in standard deviations from the mean), each of shape (g, 1 + o + o²).
    centre, scale
        Mean and standard deviation of each variable among those who have it, shape (q,).
    """

    observed: np.ndarray
    sums: list[np.ndarray]
    centre: np.ndarray
    scale: np.ndarray


@dataclass(frozen=True, slots=True)
class Moments:
    """Means (b, q), covariances (b, q, q) and numbers of people (b,) of b resamples."""

    mean: np.ndarray
    covariance: np.ndarray
    size: np.ndarray


def incomplete(values: np.ndarray, clusters: np.ndarray) -> Incomplete:
    """The sums of `values` (n, q), NaN where missing; every row has a value, no column is
    constant. `clusters` are codes 0, 1, ... without gaps, shape (n,).
    """
    centre, scale = np.nanmean(values, axis=0), np.nanstd(values, axis=0)
    z = (values - centre) / scale
    there = ~np.isnan(z)
    observed, which = np.unique(there, axis=0, return_inverse=True)
    n_clusters = int(clusters.max()) + 1
    sums = []
    for k, o in enumerate(observed):
        rows = np.flatnonzero(which.ravel() == k)
        own = z[np.ix_(rows, o)]
        products = (own[:, :, None] * own[:, None, :]).reshape(len(rows), -1)
        moments = np.column_stack([np.ones(len(rows)), own, products])
        sums.append(cluster_sums(moments, clusters[rows], n_clusters))
    return Incomplete(observed, sums, centre, scale)


def expected_moments(data: Incomplete, counts: np.ndarray, counted: int) -> Moments:
    """Expected moments of the people who have variable `counted`, for every resample.

    Mean and covariance of a normal distribution are learned from everybody by maximum
    likelihood; what the people who count lack then enters their moments with its expectation
    and its remaining variance. This is what infinitely many imputations of a resample give.

    Parameters
    ----------
    counts
        How often each cluster is in each resample, shape (b, g). In each of them every
        variable varies among those who have it.

    References
    ----------
    Dempster, Laird & Rubin (1977), J. Royal Statistical Society B 39, 1-38,
    https://doi.org/10.1111/j.2517-6161.1977.tb01600.x (EM)
    Schomaker & Heumann (2018), Statistics in Medicine 37, 2252-2266,
    https://doi.org/10.1002/sim.7654 (resamples are imputed anew, "boot MI")
    """
    start = sample_start(data, counts)
    parts = []
    for first in range(0, len(counts), AT_ONCE):
        own, here = counts[first : first + AT_ONCE], slice(first, first + AT_ONCE)
        begin = Moments(start.mean[here], start.covariance[here], start.size[here])
        found = likelihood_moments(data, own, begin)
        parts.append(em_step(data, resampled_sums(data, own), found, data.observed[:, counted]))
    return Moments(
        np.concatenate([m.mean for m in parts]),
        np.concatenate([m.covariance for m in parts]),
        np.concatenate([m.size for m in parts]),
    )


def sample_start(data: Incomplete, counts: np.ndarray) -> Moments:
    """The moments of the sample itself, from which EM finds those of the resamples sooner."""
    everybody = np.ones((1, counts.shape[1]))
    one = likelihood_moments(data, everybody, available(data, everybody))
    b = len(counts)
    mean, covariance = (np.repeat(m, b, axis=0) for m in (one.mean, one.covariance))
    return Moments(mean, covariance, counts.sum(axis=1))


def available(data: Incomplete, counts: np.ndarray) -> Moments:
    """Means and variances of those who have a variable, and no covariances."""
    q = len(data.scale)
    n, total, squares = (np.zeros((len(counts), q)) for _ in range(3))
    for o, sums in zip(data.observed, resampled_sums(data, counts), strict=True):
        n[:, o] += sums.n[:, None]
        total[:, o] += sums.total
        squares[:, o] += np.einsum("bii->bi", sums.products)
    mean = total / n
    variance = squares / n - mean**2
    return Moments(mean, variance[:, :, None] * np.eye(q), counts.sum(axis=1))


def vary(data: Incomplete, counts: np.ndarray) -> np.ndarray:
    """Which resamples have a value that differs of every variable, shape (b,)."""
    with np.errstate(invalid="ignore"):
        variance = np.einsum("bii->bi", available(data, counts).covariance)
    return np.nan_to_num(variance, nan=0.0).min(axis=1) > NO_VARIANCE


@dataclass(frozen=True, slots=True)
class PatternSums:
    """Of one pattern in b resamples: people (b,), sums (b, o) and products (b, o, o)."""

    n: np.ndarray
    total: np.ndarray
    products: np.ndarray


def resampled_sums(data: Incomplete, counts: np.ndarray) -> list[PatternSums]:
    """The sums of every pattern in every resample."""
    found = []
    for o, sums in zip(data.observed.sum(axis=1), data.sums, strict=True):
        drawn = counts @ sums
        products = drawn[:, 1 + o :].reshape(len(counts), o, o)
        found.append(PatternSums(drawn[:, 0], drawn[:, 1 : 1 + o], products))
    return found


def likelihood_moments(data: Incomplete, counts: np.ndarray, start: Moments) -> Moments:
    """Maximum likelihood moments of everybody in every resample."""
    sums = resampled_sums(data, counts)
    everybody = np.ones(len(data.observed), dtype=bool)
    mean, covariance = start.mean.copy(), start.covariance.copy()
    moving = np.arange(len(counts))
    for _ in range(MOST_STEPS):
        own = [PatternSums(s.n[moving], s.total[moving], s.products[moving]) for s in sums]
        now = Moments(mean[moving], covariance[moving], start.size[moving])
        new = em_step(data, own, now, everybody)
        moved = np.abs(new.mean - now.mean).max(axis=1)
        moved = np.maximum(moved, np.abs(new.covariance - now.covariance).max(axis=(1, 2)))
        mean[moving], covariance[moving] = new.mean, new.covariance
        moving = moving[moved > TOLERANCE]
        if not len(moving):
            break
    return Moments(mean, covariance, counts.sum(axis=1))


def em_step(
    data: Incomplete, sums: Sequence[PatternSums], now: Moments, used: np.ndarray
) -> Moments:
    """Expected moments of the people of the `used` (k,) patterns, given those of `now`."""
    mean, covariance = now.mean, now.covariance
    shift, products = np.zeros_like(mean), np.zeros_like(covariance)
    size = np.zeros(len(mean))
    for o, own, wanted in zip(data.observed, sums, used, strict=True):
        if not wanted:
            continue
        size += own.n
        m = mean[:, o]
        deviation = own.total - own.n[:, None] * m
        crossed = own.total[:, :, None] * m[:, None, :]
        centred = own.products - crossed - np.swapaxes(crossed, 1, 2)
        centred += own.n[:, None, None] * m[:, :, None] * m[:, None, :]
        if o.all():
            shift += deviation
            products += centred
            continue
        here, absent = np.flatnonzero(o), np.flatnonzero(~o)
        among = covariance[:, here[:, None], here]
        across = covariance[:, here[:, None], absent]
        slopes = np.linalg.solve(among, across)
        left = covariance[:, absent[:, None], absent] - np.swapaxes(across, 1, 2) @ slopes
        crossed = centred @ slopes
        shift[:, here] += deviation
        shift[:, absent] += (deviation[:, None, :] @ slopes)[:, 0]
        products[:, here[:, None], here] += centred
        products[:, here[:, None], absent] += crossed
        products[:, absent[:, None], here] += np.swapaxes(crossed, 1, 2)
        products[:, absent[:, None], absent] += (
            np.swapaxes(slopes, 1, 2) @ crossed + own.n[:, None, None] * left
        )
    shift /= size[:, None]
    products /= size[:, None, None]
    return Moments(mean + shift, products - shift[:, :, None] * shift[:, None, :], size)


def resampled_incomplete(
    data: Incomplete,
    counts: np.ndarray,
    *,
    counted: int,
    kept: Sequence[int],
    copies: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
) -> ResampledCorrelations:
    """Correlations of the variables `kept`, as `bootstrap.resampled_correlations` gives them.

    Parameters
    ----------
    counts
        How often each cluster is in each resample, shape (b, g).
    counted
        The variable that people must have to count.
    copies, clusters
        Completed values of those people (m, n, q) and their clusters (n,), for the moments
        between clusters; None where these are not wanted.
    """
    kept = list(kept)
    usable = vary(data, counts)
    drawn = expected_moments(data, counts[usable], counted)
    sample = expected_moments(data, np.ones((1, counts.shape[1])), counted)
    covariance = drawn.covariance[:, kept][:, :, kept]
    deviations = np.sqrt(np.einsum("bii->bi", covariance))
    own = np.sqrt(np.einsum("bii->bi", sample.covariance)[:, kept])
    scale = deviations[:, :, None] * deviations[:, None, :]
    correlations = covariance / scale
    diagonal = np.arange(len(kept))
    correlations[:, diagonal, diagonal] = 1.0
    between = np.empty((len(correlations), 0, 0))
    if copies is not None and clusters is not None:
        z = ((copies - data.centre) / data.scale)[:, :, kept]
        products = total_products(z, clusters, counts.shape[1])
        between = centred_products(counts[usable], products, drawn.mean[:, kept])
        between /= drawn.size[:, None, None] * scale
    return ResampledCorrelations(
        correlations, deviations / own, between, drawn.size, int((~usable).sum())
    )


def total_products(z: np.ndarray, clusters: np.ndarray, n_clusters: int) -> np.ndarray:
    """Products of the clusters' totals of 1 and `z` (m, n, q), mean over copies, (g, r, r)."""
    one = np.ones((*z.shape[:2], 1))
    totals = [
        cluster_sums(copy, clusters, n_clusters) for copy in np.concatenate([one, z], axis=2)
    ]
    return np.mean([t[:, :, None] * t[:, None, :] for t in totals], axis=0)


def centred_products(counts: np.ndarray, products: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """`products` (g, q + 1, q + 1) of resampled clusters, of deviations from `mean` (b, q)."""
    b, q = mean.shape
    total = (counts @ products.reshape(len(products), -1)).reshape(b, q + 1, q + 1)
    identity = np.broadcast_to(np.eye(q), (b, q, q))
    centring = np.concatenate([-mean[:, :, None], identity], axis=2)
    return centring @ total @ np.swapaxes(centring, 1, 2)
