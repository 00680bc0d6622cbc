"""Polychoric correlations of all pairs of items at once, by two-step maximum likelihood."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.contingency import PairTables, item_pairs
from analysis.stats.polychoric_empty import with_empty_cell_filled
from analysis.stats.polychoric_search import likeliest
from analysis.stats.thresholds import thresholds


@dataclass(frozen=True, slots=True)
class Polychoric:
    """Two-step estimates of all pairs.

    Attributes
    ----------
    rho
        Correlations, shape (..., pairs), in the order of `contingency.item_pairs`; NaN where a
        pair cannot be estimated (nobody answered both, or an item is constant).
    thresholds
        Shape (..., p, k - 1), see `thresholds.thresholds`.
    n
        People who answered both items (sum of case weights), shape (..., pairs).
    n_empty_cells
        Cells that nobody chose although both categories are in use, shape (..., pairs).
    converged
        Shape (..., pairs).
    at_bound
        The likelihood rises, or has levelled out, up to the end of the range: the estimate is
        ±`polychoric_search.BOUND`, or ±1 for a 2 x 2 table with an empty diagonal; shape
        (..., pairs).
    filled
        2 x 2 table with one empty cell to which half an answer was added; (..., pairs).
    n_steps
        Steps of the search, shape (..., pairs).
    """

    rho: np.ndarray
    thresholds: np.ndarray
    n: np.ndarray
    n_empty_cells: np.ndarray
    converged: np.ndarray
    at_bound: np.ndarray
    filled: np.ndarray
    n_steps: np.ndarray


def polychoric(tables: PairTables) -> Polychoric:
    """Thresholds from each item's own answers, then each correlation given its thresholds.

    Parameters
    ----------
    tables
        Of any number of samples; see `contingency.pair_tables`.

    Notes
    -----
    Thresholds use everyone who answered the item, correlations everyone who answered both
    (the convention of lavaan with `missing = "pairwise"`; with complete answers all
    conventions agree). Empty cells of tables larger than 2 x 2 stay empty. In a 2 x 2 table
    with one empty cell, half an answer is moved so that the margins stay; with two, the
    correlation is perfect.

    References
    ----------
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation
    coefficient. Psychometrika, 44(4), 443-460, section 4. https://doi.org/10.1007/BF02296207

    Rosseel, Y. (2012). lavaan: An R package for structural equation modeling. Journal of
    Statistical Software, 48(2). https://doi.org/10.18637/jss.v048.i02 (`zero.add`)
    """
    p, k = tables.p, tables.n_categories
    shape = tables.joint.shape[:-2]
    cut = thresholds(tables.marginal)
    first, second = item_pairs(p)
    counts = tables.joint.reshape(-1, k, k)
    row = cut[..., first, :].reshape(-1, k - 1)
    column = cut[..., second, :].reshape(-1, k - 1)
    used = tables.marginal > 0
    empty = used[..., first, :, None] & used[..., second, None, :] & (tables.joint == 0)
    filled = with_empty_cell_filled(
        counts, used[..., first, :].reshape(-1, k), used[..., second, :].reshape(-1, k)
    )
    search = likeliest(filled.counts, row, column)
    perfect = filled.perfect != 0
    return Polychoric(
        rho=np.where(perfect, filled.perfect, search.rho).reshape(shape),
        thresholds=cut,
        n=tables.joint.sum(axis=(-2, -1)),
        n_empty_cells=empty.sum(axis=(-2, -1)),
        converged=(search.converged | perfect).reshape(shape),
        at_bound=(search.at_bound | perfect).reshape(shape),
        filled=filled.filled.reshape(shape),
        n_steps=search.n_steps.reshape(shape),
    )


def correlation_matrix(rho: np.ndarray, p: int) -> np.ndarray:
    """Symmetric matrices (..., p, p) with ones on the diagonal, from pairs (..., pairs)."""
    first, second = item_pairs(p)
    out = np.empty((*rho.shape[:-1], p, p))
    out[..., np.arange(p), np.arange(p)] = 1.0
    out[..., first, second] = rho
    out[..., second, first] = rho
    return out
