"""Thresholds and polychoric correlations of resampled people or clusters."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.stats.contingency import pair_tables
from analysis.stats.polychoric import correlation_matrix, polychoric


@dataclass(frozen=True, slots=True)
class ResampledMoments:
    """Moments of bootstrap samples in which every correlation is an ordinary estimate.

    Attributes
    ----------
    thresholds
        Infinite where an item has fewer categories than others, or nobody drawn chose the
        outermost; shape (b, p, k - 1).
    correlation
        Shape (b, p, p).
    n_left_out
        Samples with an item that does not vary, or a correlation that is at its bound or
        cannot be found.
    """

    thresholds: np.ndarray
    correlation: np.ndarray
    n_left_out: int


def resampled_moments(
    codes: np.ndarray,
    clusters: np.ndarray,
    *,
    n_categories: int,
    draws: int,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
) -> ResampledMoments:
    """Moments of `draws` samples of whole clusters, drawn with replacement.

    Parameters
    ----------
    codes
        Answers to ordinal items as 0, 1, 2 ..., negative where missing, shape (n, p).
    clusters
        Cluster of every person, any labels, shape (n,). Everyone their own cluster gives the
        ordinary bootstrap of people.
    n_categories
        Of the item that has most, k.
    case_weights
        Weight of every person, shape (n,), which goes along into each sample.

    Notes
    -----
    Missing answers are drawn with the person; every correlation takes who answered both items.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap methods and their application, section 3.8,
    https://doi.org/10.1017/CBO9780511802843 (resampling whole clusters).
    """
    p = codes.shape[1]
    thresholds, rho = [], []
    for people in resampled_people(clusters, draws, rng):
        weights = None if case_weights is None else case_weights[people]
        found = polychoric(pair_tables(codes[people], n_categories, weights))
        if np.isfinite(found.rho).all() and found.converged.all() and not found.at_bound.any():
            thresholds.append(found.thresholds)
            rho.append(found.rho)
    return ResampledMoments(
        thresholds=np.array(thresholds).reshape(-1, p, n_categories - 1),
        correlation=correlation_matrix(np.array(rho).reshape(-1, p * (p - 1) // 2), p),
        n_left_out=draws - len(rho),
    )


def resampled_people(
    clusters: np.ndarray, draws: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Positions of the people in every sample, as many clusters as there are."""
    of = np.unique(clusters, return_inverse=True)[1].ravel()
    edges = np.cumsum(np.bincount(of))[:-1]
    members = np.split(np.argsort(of, kind="stable"), edges)
    if len(members) == len(of):
        order = np.concatenate(members)
        yield from (order[rng.integers(0, len(of), len(of))] for _ in range(draws))
        return
    for _ in range(draws):
        yield np.concatenate([members[c] for c in rng.integers(0, len(members), len(members))])
