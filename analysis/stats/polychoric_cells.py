"""What a polychoric correlation implies for each cell of a two-way table."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.stats.bivariate_normal import FAR, density_and_slope, probability
from analysis.stats.thresholds import normal_density

SMALLEST = 1e-16
"""Rounding error of a cell probability, and the least that is taken for one."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells of m tables under a normal pair of variables cut at thresholds.

    Attributes
    ----------
    probability
        Shape (m, k, k), at least `SMALLEST`.
    slope
        First derivative with respect to the correlation, shape (m, k, k).
    curvature
        Second derivative, shape (m, k, k).
    """

    probability: np.ndarray
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
    below = probability(h, k, rho)
    slope, curvature = density_and_slope(h, k, r)
    inner = _differences(_with_margins(below, ndtr(first), ndtr(second)))
    return Cells(
        probability=np.maximum(inner, SMALLEST),
        slope=_differences(_framed(slope)),
        curvature=_differences(_framed(curvature)),
    )


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
