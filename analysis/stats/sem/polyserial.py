"""Correlation of a continuous and an ordinal item by two-step maximum likelihood."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.stats.bivariate_normal import FAR
from analysis.stats.thresholds import normal_density

BOUND = 0.999
"""Largest absolute correlation that the search visits."""

TOLERANCE = 1e-10
"""The search ends when a Newton step in Fisher's z is shorter."""

MOST_STEPS = 100
"""Steps after which a pair is given up; four to six are usual."""

SMALLEST = 1e-16
"""Least probability of a category that is taken for one."""


@dataclass(frozen=True, slots=True)
class Polyserial:
    """Two-step estimate of one pair.

    Attributes
    ----------
    rho
        Correlation; NaN where the pair cannot tell one.
    converged, at_bound
        Whether the search ended, and whether it ended at ±`BOUND`.
    """

    rho: float
    converged: bool
    at_bound: bool


@dataclass(frozen=True, slots=True)
class PolyserialScores:
    """Derivatives of the log likelihood of single answers, each of shape (n,).

    Attributes
    ----------
    rho, mean, variance
        With respect to the correlation, and to mean and variance of the continuous item.
    upper, lower
        With respect to the threshold above and below the category that was chosen.
    """

    rho: np.ndarray
    mean: np.ndarray
    variance: np.ndarray
    upper: np.ndarray
    lower: np.ndarray


def polyserial(
    z: np.ndarray, category: np.ndarray, count: np.ndarray, cut: np.ndarray
) -> Polyserial:
    """The likeliest correlation, mean, variance and thresholds being given.

    Parameters
    ----------
    z
        Standardised continuous answers, shape (n,).
    category
        Categories 0 .. k - 1 chosen with them, shape (n,).
    count
        How often each combination occurred (or the sum of its case weights), shape (n,).
    cut
        Thresholds of the ordinal item, shape (k - 1,).

    References
    ----------
    Olsson, U., Drasgow, F., & Dorans, N. J. (1982). The polyserial correlation coefficient.
    Psychometrika, 47(3), 337-347, eqs. 13-16. https://doi.org/10.1007/BF02294164
    """
    above, below = bounds(category, cut)
    rho, low, high = _start(z, category, count, cut), -np.inf, np.inf
    if not np.isfinite(rho):
        return Polyserial(np.nan, converged=False, at_bound=False)
    for _ in range(MOST_STEPS):
        slope, bend = _slope_and_bend(z, above, below, count, rho)
        if abs(rho) == BOUND and slope * rho > 0:
            return Polyserial(rho, converged=True, at_bound=True)
        low, high = (rho, high) if slope > 0 else (low, rho)
        step = np.clip(-slope / bend, -1.0, 1.0) if bend < 0 else np.sign(slope)
        new = float(np.clip(np.tanh(np.arctanh(rho) + step), -BOUND, BOUND))
        if abs(step) < TOLERANCE:
            return Polyserial(new, converged=True, at_bound=False)
        if not low < new < high:
            new = (max(low, -BOUND) + min(high, BOUND)) / 2
        rho = new
    return Polyserial(rho, converged=False, at_bound=False)


def polyserial_scores(
    z: np.ndarray, above: np.ndarray, below: np.ndarray, rho: float, variance: float
) -> PolyserialScores:
    """Scores of single answers.

    Parameters
    ----------
    z
        Standardised continuous answers, shape (n,).
    above, below
        Thresholds around the category chosen with each, shape (n,); see `bounds`.
    rho
        Correlation.
    variance
        Of the continuous item.

    References
    ----------
    Olsson, U., Drasgow, F., & Dorans, N. J. (1982), eqs. 17-20.
    https://doi.org/10.1007/BF02294164
    """
    rest = np.sqrt((1 - rho) * (1 + rho))
    upper, lower = (above - rho * z) / rest, (below - rho * z) / rest
    share = np.maximum(ndtr(upper) - ndtr(lower), SMALLEST)
    upper, lower = normal_density(upper) / share, normal_density(lower) / share
    across = rho / rest * (upper - lower)
    return PolyserialScores(
        rho=(upper * (rho * above - z) - lower * (rho * below - z)) / rest**3,
        mean=(z + across) / np.sqrt(variance),
        variance=(z * z - 1 + z * across) / (2 * variance),
        upper=upper / rest,
        lower=-lower / rest,
    )


def bounds(category: np.ndarray, cut: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Thresholds above and below each answer; `bivariate_normal.FAR` stands for infinity."""
    edges = np.concatenate([[-FAR], np.clip(cut, -FAR, FAR), [FAR]])
    return edges[category + 1], edges[category]


def _start(z: np.ndarray, category: np.ndarray, count: np.ndarray, cut: np.ndarray) -> float:
    """Point-polyserial correlation over the sum of densities at the thresholds."""
    n = count.sum()
    height = normal_density(cut[np.isfinite(cut)]).sum()
    if not n > 0 or not height > 0:
        return np.nan
    z = z - (count @ z) / n
    code = category - (count @ category) / n
    z_variance, variance = (count @ (z * z)) / n, (count @ (code * code)) / n
    if z_variance <= 0 or variance <= 0:
        return np.nan
    return float(np.clip((count @ (z * code)) / n / np.sqrt(z_variance) / height, -0.9, 0.9))


def _slope_and_bend(
    z: np.ndarray, above: np.ndarray, below: np.ndarray, count: np.ndarray, rho: float
) -> tuple[float, float]:
    """First and second derivative of the log likelihood in Fisher's z."""
    rest = (1 - rho) * (1 + rho)
    root = np.sqrt(rest)
    share, first, second = 0.0, 0.0, 0.0
    for sign, cut in ((1.0, above), (-1.0, below)):
        at, gap = (cut - rho * z) / root, rho * cut - z
        move = gap / root**3
        density = sign * normal_density(at)
        share = share + sign * ndtr(at)
        first = first + density * move
        second = second + density * (cut / root**3 + 3 * rho * gap / root**5 - at * move**2)
    share = np.maximum(share, SMALLEST)
    score = first / share
    slope = float(count @ score)
    bend = float(count @ (second / share - score**2))
    return rest * slope, rest**2 * bend - 2 * rho * rest * slope
