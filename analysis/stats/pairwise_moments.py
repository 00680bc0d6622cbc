"""Correlations and covariances of all pairs of columns, from the rows that have both."""

from dataclasses import dataclass

import numpy as np

ROWS_AT_ONCE = 1 << 16
"""Bounds the memory of the sums: as many rows of 100 columns need 150 MB."""


@dataclass(frozen=True, slots=True)
class PairSums:
    """Sums over the rows that have both columns of a pair; deviations from whole numbers.

    Attributes
    ----------
    n
        Number of rows, shape (p, p).
    first, square
        Sums of the row's column of the pair and of its square, shape (p, p).
    cross
        Sums of products, shape (p, p).
    """

    n: np.ndarray
    first: np.ndarray
    square: np.ndarray
    cross: np.ndarray


def pair_sums(x: np.ndarray) -> PairSums:
    """Sums over pairs of columns of `x`, shape (n, p), NaN where missing.

    Notes
    -----
    Columns are counted from their mean, rounded: sums of codes are then exact, so that a
    column that does not vary has a variance of exactly zero.
    """
    present = ~np.isnan(x)
    n = np.maximum(present.sum(axis=0), 1)
    origin = np.rint(np.where(present, x, 0.0).sum(axis=0) / n)
    sums = [np.zeros((x.shape[1], x.shape[1])) for _ in range(4)]
    for start in range(0, len(x), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        here = present[rows].astype(float)
        z = np.where(present[rows], x[rows] - origin, 0.0)
        for total, part in zip(sums, (here.T @ here, z.T @ here, (z * z).T @ here, z.T @ z),
                               strict=True):  # fmt: skip
            total += part
    return PairSums(*sums)


def pairwise_correlation(x: np.ndarray) -> np.ndarray:
    """Pearson correlations of the columns of `x` (n, p) over rows with both, shape (p, p).

    NaN where one of the two does not vary in these rows.
    """
    s = pair_sums(x)
    spread = np.maximum(s.n * s.square - s.first**2, 0.0)
    scale = np.sqrt(spread) * np.sqrt(spread.T)
    cross = s.n * s.cross - s.first * s.first.T
    found = np.divide(cross, scale, out=np.full_like(cross, np.nan), where=scale > 0)
    return np.clip(found, -1.0, 1.0)


def pairwise_covariance(x: np.ndarray) -> np.ndarray:
    """Covariances of the columns of `x` (n, p) over rows with both, divisor n - 1.

    NaN where fewer than two rows have both.
    """
    s = pair_sums(x)
    cross = s.cross - s.first * s.first.T / np.maximum(s.n, 1)
    return np.divide(cross, s.n - 1, out=np.full_like(cross, np.nan), where=s.n > 1)
