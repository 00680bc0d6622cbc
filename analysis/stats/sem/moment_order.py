"""Moments of some items taken out of those of more, or put into another order."""

from dataclasses import replace

import numpy as np

from analysis.stats.contingency import item_pairs
from analysis.stats.sem.ordinal_moments import OrdinalMoments


def moment_positions(
    n_thresholds: np.ndarray, ordinal: np.ndarray, order: np.ndarray
) -> np.ndarray:
    """Where the moments of the items `order` stand among those of all p items, shape (s,).

    Parameters
    ----------
    n_thresholds, ordinal
        Of all items, shape (p,), see `OrdinalMoments`.
    order
        Positions of the items wanted, each at most once.
    """
    p = len(ordinal)
    width = np.where(ordinal, n_thresholds, 1)
    start = np.concatenate([[0], np.cumsum(width)])
    margins = [np.arange(int(start[item]), int(start[item + 1])) for item in order]
    continuous = order[~ordinal[order]]
    rank = np.cumsum(~ordinal) - 1
    covariances = start[-1] + int((~ordinal).sum()) + pair_positions(p, order)
    return np.concatenate([*margins, start[-1] + rank[continuous], covariances]).astype(np.intp)


def pair_positions(p: int, order: np.ndarray) -> np.ndarray:
    """Where the pairs of the items `order` stand among all pairs of p items."""
    position = np.zeros((p, p), dtype=np.intp)
    first, second = item_pairs(p)
    position[first, second] = position[second, first] = np.arange(len(first))
    a, b = item_pairs(len(order))
    return position[order[a], order[b]]


def rearranged(moments: OrdinalMoments, order: np.ndarray, at: np.ndarray) -> OrdinalMoments:
    """Moments of the items `order`, standing at `at` (see `moment_positions`)."""
    pairs = pair_positions(len(moments.ordinal), order)
    start = np.concatenate([[0], np.cumsum(moments.n_thresholds)])
    cuts = [moments.thresholds[start[item] : start[item + 1]] for item in order]
    return replace(
        moments,
        mean=moments.mean[order],
        covariance=moments.covariance[np.ix_(order, order)],
        thresholds=np.concatenate([np.empty(0), *cuts]),
        observed=moments.observed[at],
        ordinal=moments.ordinal[order],
        n_thresholds=moments.n_thresholds[order],
        n_pair=moments.n_pair[pairs],
        n_empty_cells=moments.n_empty_cells[pairs],
        converged=moments.converged[pairs],
        at_bound=moments.at_bound[pairs],
        filled=moments.filled[pairs],
    )
