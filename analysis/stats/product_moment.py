"""Pearson correlations of all pairs of items, from the same tables as the polychoric ones."""

import numpy as np

from analysis.stats.contingency import PairTables


def product_moment(tables: PairTables) -> np.ndarray:
    """Correlations of category numbers over people who answered both, shape (..., pairs).

    NaN where one of the two does not vary among these people.
    """
    code = np.arange(tables.n_categories, dtype=float)
    n = tables.joint.sum(axis=(-2, -1))
    row, column = tables.joint.sum(axis=-1), tables.joint.sum(axis=-2)
    cross = n * np.einsum("...ij,i,j->...", tables.joint, code, code)
    cross -= (row @ code) * (column @ code)
    row_square = n * (row @ code**2) - (row @ code) ** 2
    column_square = n * (column @ code**2) - (column @ code) ** 2
    scale = np.sqrt(np.maximum(row_square, 0)) * np.sqrt(np.maximum(column_square, 0))
    return np.divide(cross, scale, out=np.full_like(cross, np.nan), where=scale > 0)
