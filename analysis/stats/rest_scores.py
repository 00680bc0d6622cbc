"""Every item against the others of its set: rest scores, and their correlations."""

import numpy as np


def standardised(x: np.ndarray) -> np.ndarray:
    """Columns of `x` (n, p) with mean 0 and variance 1; NaN where missing or constant."""
    present = ~np.isnan(x)
    n = np.maximum(present.sum(axis=0), 1)
    centred = x - np.where(present, x, 0.0).sum(axis=0) / n
    spread = np.sqrt(np.where(present, centred**2, 0.0).sum(axis=0) / n)
    return centred / np.where(spread > 0, spread, np.nan)


def rest_scores(x: np.ndarray) -> np.ndarray:
    """The mean of the other columns of standardised `x`, for every column.

    Parameters
    ----------
    x
        Shape (n, p), NaN where missing.

    Returns
    -------
    numpy.ndarray
        Shape (n, p), NaN where a row has no other column.
    """
    present = ~np.isnan(x)
    filled = np.where(present, x, 0.0)
    others = present.sum(axis=1, keepdims=True) - present
    total = filled.sum(axis=1, keepdims=True) - filled
    return np.divide(total, others, out=np.full(x.shape, np.nan), where=others > 0)


def column_correlations(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlation of each column of `x` with that of `y`, both (n, p), and how many rows.

    NaN where one of the two does not vary in the rows that have both.
    """
    both = ~np.isnan(x) & ~np.isnan(y)
    a, b = (standardised(np.where(both, values, np.nan)) for values in (x, y))
    n = both.sum(axis=0)
    known = both & ~np.isnan(a) & ~np.isnan(b)
    total = np.where(known, a * b, 0.0).sum(axis=0)
    varies = known.any(axis=0)
    r = np.divide(total, n, out=np.full(x.shape[1], np.nan), where=varies)
    return np.clip(r, -1.0, 1.0), n
