"""What a polychoric correlation implies for each cell of a two-way table."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.stats.bivariate_normal import (
    FAR,
    TAIL,
    density_and_slope,
    far_apart,
    probability,
    shortfall,
)
from analysis.stats.thresholds import normal_density

SMALLEST = 1e-16
"""Rounding error of a cell probability, and the least that is taken for one."""

IMPOSSIBLE = 1e-13
"""Cell probability below which the difference of distribution functions is only noise."""

CORRELATED = 0.3
"""Absolute correlation from which cells off the diagonal can be rarer than rounding errors."""

SMALLEST_IN_TAIL, IMPOSSIBLE_IN_TAIL = 1e-300, 1e-280
"""The same two where such cells are worked out from what lies beyond their corners."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of m tables under a normal pair of variables cut at thresholds.

    Attributes
    ----------
    probability
        Shape (m, k, k), at least `SMALLEST`, or `SMALLEST_IN_TAIL`.
    impossible
        Probability below which a cell of a table has only noise left, shape (m,).
    slope
        First derivative with respect to the correlation, shape (m, k, k).
    curvature
        Second derivative, shape (m, k, k).
    """

    probability: np.ndarray
    impossible: np.ndarray
    slope: np.ndarray
    curvature: np.ndarray


def cells(first: np.ndarray, second: np.ndarray, rho: np.ndarray) -> Cells:
    """Probabilities of all cells with their derivatives in rho.

    Parameters
    ----------
    first, second
        Thresholds of the row and the column item of every table, shape (m, k - 1).
    rho
        Correlation of every table, shape (m,), abs(rho) < 1.

    References
    ----------
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation
    coefficient. Psychometrika, 44(4), 443-460, eqs. 4 and 9.
    https://doi.org/10.1007/BF02296207
    """
    h, k, r = first[:, :, None], second[:, None, :], rho[:, None, None]
    slope, curvature = density_and_slope(h, k, r)
    tail = _has_tails(first, second, rho)
    within = np.empty((len(rho), first.shape[1] + 1, second.shape[1] + 1))
    plain = ~tail
    if plain.any():
        below = probability(h[plain], k[plain], rho[plain])
        margins = ndtr(first[plain]), ndtr(second[plain])
        inner = _differences(_with_margins(below, *margins))
        within[plain] = np.maximum(inner, SMALLEST)
    if tail.any():
        inner = _in_tails(first[tail], second[tail], rho[tail])
        within[tail] = np.maximum(inner, SMALLEST_IN_TAIL)
    return Cells(
        probability=within,
        impossible=np.where(tail, IMPOSSIBLE_IN_TAIL, IMPOSSIBLE),
        slope=_differences(_framed(slope)),
        curvature=_differences(_framed(curvature)),
    )


def _has_tails(first: np.ndarray, second: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Which tables may have cells so rare that differences of probabilities lose them, (m,)."""
    size, sign = np.abs(rho), np.where(rho < 0, -1.0, 1.0)[:, None, None]
    far = far_apart(first[:, :, None], sign * second[:, None, :], size[:, None, None])
    return (size >= TAIL) | ((size >= CORRELATED) & far.any(axis=(1, 2)))


def _in_tails(first: np.ndarray, second: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Cell probabilities (m, k, k) with small relative errors, rare cells included.

    At a perfect correlation all is on the diagonal, where differences are exact; from there
    the shortfall at the corners is taken. A negative correlation is a positive one of the row
    item and the column item turned round.
    """
    turned = (rho < 0)[:, None]
    column = np.where(turned, -second[:, ::-1], second)
    shape = (len(rho), first.shape[1], column.shape[1])
    h = np.broadcast_to(first[:, :, None], shape)
    k = np.broadcast_to(column[:, None, :], shape)
    less = shortfall(h.reshape(len(rho), -1), k.reshape(len(rho), -1), np.abs(rho)).reshape(
        shape
    )
    row_share, column_share = ndtr(first), ndtr(column)
    most = np.minimum(row_share[:, :, None], column_share[:, None, :])
    inner = _differences(_with_margins(most, row_share, column_share))
    inner -= _differences(_framed(less))
    return np.where(turned[:, :, None], inner[:, :, ::-1], inner)


def threshold_slopes(first: np.ndarray, second: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Probability that moves across each threshold of the row item, per category of the other.

    Parameters
    ----------
    first, second
        Thresholds of the row and the column item of every table, shape (m, k - 1).
    rho
        Correlation of every table, shape (m,), abs(rho) < 1.

    Returns
    -------
    Shape (m, k - 1, k): derivative of the probability below the threshold.

    References
    ----------
    Olsson, U. (1979), eq. 13. https://doi.org/10.1007/BF02296207
    """
    at = np.clip(first, -FAR, FAR)[:, :, None]
    other = np.clip(second, -FAR, FAR)[:, None, :]
    r = rho[:, None, None]
    below = np.zeros((*first.shape, second.shape[1] + 2))
    below[:, :, 1:-1] = ndtr((other - r * at) / np.sqrt((1 - r) * (1 + r)))
    below[:, :, -1] = 1.0
    return normal_density(first)[:, :, None] * (below[:, :, 1:] - below[:, :, :-1])


def _framed(corners: np.ndarray) -> np.ndarray:
    """Values at the inner corners, with the zeros they have at infinity around them."""
    m, rows, columns = corners.shape
    out = np.zeros((m, rows + 2, columns + 2))
    out[:, 1:-1, 1:-1] = corners
    return out


def _with_margins(below: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Joint distribution function at all corners, those at infinity included."""
    out = _framed(below)
    out[:, 1:-1, -1] = first
    out[:, -1, 1:-1] = second
    out[:, -1, -1] = 1.0
    return out


def _differences(corners: np.ndarray) -> np.ndarray:
    """What lies in each cell, from cumulative values at its four corners."""
    rows = corners[:, 1:] - corners[:, :-1]
    return rows[:, :, 1:] - rows[:, :, :-1]
