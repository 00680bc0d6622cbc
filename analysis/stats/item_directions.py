"""Which way the items of a set run: with most of the others, or against them."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from analysis.stats.fisher_interval import fisher_interval
from analysis.stats.pairwise_moments import pairwise_correlation
from analysis.stats.rest_scores import column_correlations, rest_scores, standardised

CLOSEST_TO_ONE = 1 - 1e-12
"""A perfect correlation is taken for this one, or Fisher's z would be infinite."""


@dataclass(frozen=True, slots=True)
class ItemDirections:
    """How each item goes with the others, each of them turned to go with most.

    Attributes
    ----------
    signs
        1 where an item runs with the anchors or with most, -1 where against, shape (p,).
    r, low, high
        Its correlation with the mean of the others, and the interval, shape (p,); NaN where
        it does not vary.
    n
        People behind it, shape (p,).
    """

    signs: np.ndarray
    r: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n: np.ndarray


def item_directions(x: np.ndarray, anchors: np.ndarray, *, confidence: float) -> ItemDirections:
    """The directions of the columns of `x`, which are meant to run the same way.

    Parameters
    ----------
    x
        Shape (n, p), p at least 2, NaN where missing.
    anchors
        Items that decide if the two camps are exactly they and the others, shape (p,), bool.
    confidence
        Level of the intervals.

    Notes
    -----
    The camps are the signs of the first principal component. Which of the two is right cannot
    be seen in the correlations: that of the anchors if they are one camp, else the heavier.
    Items that nobody answered together, or that do not vary, are apart: each such set of items
    has camps of its own.
    """
    correlations, signs = pairwise_correlation(x), np.ones(x.shape[1])
    for together in connected(~np.isnan(correlations)):
        part = correlations[np.ix_(together, together)]
        signs[together] = oriented(first_component(part), anchors[together])
    z = standardised(x) * signs
    r, n = column_correlations(standardised(x), rest_scores(z))
    margin = ndtri((1 + confidence) / 2) / np.sqrt(np.maximum(n - 3, 1))
    bounded = np.clip(r, -CLOSEST_TO_ONE, CLOSEST_TO_ONE)
    low, high = fisher_interval(bounded, margin)
    return ItemDirections(signs, r, low, high, n)


def connected(known: np.ndarray) -> list[np.ndarray]:
    """The sets of columns that `known` pairs (p, p) connect, as positions."""
    reach = known | np.eye(len(known), dtype=bool)
    for _ in range(len(known).bit_length()):
        reach = reach @ reach
    return [np.flatnonzero(row) for row in np.unique(reach, axis=0)]


def first_component(correlations: np.ndarray) -> np.ndarray:
    """Loadings on the first principal component, where unknown correlations count as 0."""
    known = np.where(np.isnan(correlations), 0.0, correlations)
    return np.linalg.eigh(known)[1][:, -1]


def oriented(loadings: np.ndarray, anchors: np.ndarray) -> np.ndarray:
    """The signs of `loadings`, so that the anchors, or most of all, have a positive one."""
    signs = np.where(loadings < 0, -1.0, 1.0)
    camps = (signs[anchors], signs[~anchors])
    two_camps = all(len(camp) and (camp == camp[0]).all() for camp in camps)
    decisive = loadings[anchors].sum() if two_camps else loadings.sum()
    return signs if decisive >= 0 else -signs
