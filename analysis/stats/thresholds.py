"""Where a normal response variable is cut into categories: from an item's own answers."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from analysis.stats.contingency import PairTables


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Thresholds of every item with standard errors.

    Attributes
    ----------
    estimate
        Shape (..., p, k - 1); -inf below the lowest and inf above the highest category
        that was chosen.
    std_error
        Shape (..., p, k - 1); NaN where the threshold is not finite.
    n
        Number of people who answered the item (sum of case weights), shape (..., p).
    """

    estimate: np.ndarray
    std_error: np.ndarray
    n: np.ndarray


def thresholds(marginal: np.ndarray) -> np.ndarray:
    """Normal quantiles of the cumulative shares, shape (..., p, k - 1).

    Parameters
    ----------
    marginal
        How often each category of each item was chosen, shape (..., p, k).

    Notes
    -----
    A category nobody chose has no width: its two thresholds coincide, or are infinite at
    either end. Items with fewer categories than k end in infinite thresholds likewise.

    References
    ----------
    Olsson, U. (1979). Maximum likelihood estimation of the polychoric correlation
    coefficient. Psychometrika, 44(4), 443-460, eqs. 10-11. https://doi.org/10.1007/BF02296207
    """
    return ndtri(cumulative_shares(marginal))


def cumulative_shares(marginal: np.ndarray) -> np.ndarray:
    """Share of answers at or below each category but the last; NaN where nobody answered."""
    below = np.cumsum(marginal, axis=-1)
    total = below[..., -1:]
    above = np.cumsum(marginal[..., ::-1], axis=-1)[..., -2::-1]
    with np.errstate(invalid="ignore"):
        return np.where(above > 0, below[..., :-1] / total, total / total)


def normal_density(x: np.ndarray) -> np.ndarray:
    """Standard normal density; 0 at infinity."""
    return np.exp(-np.square(x) / 2) / np.sqrt(2 * np.pi)


def thresholds_with_errors(tables: PairTables, squared: PairTables | None = None) -> Thresholds:
    """Thresholds with delta-method standard errors.

    Parameters
    ----------
    tables
        Answers of all items.
    squared
        With case weights: the tables made with squared weights, for sandwich errors.

    Notes
    -----
    Sums of squared contributions are scaled by n / (n - 1), n being the people with any
    answer, as lavaan does.
    """
    squared = tables if squared is None else squared
    cut, share = thresholds(tables.marginal), cumulative_shares(tables.marginal)
    n = tables.marginal.sum(axis=-1)
    below = np.cumsum(squared.marginal, axis=-1)
    variance = (1 - share) ** 2 * below[..., :-1] + share**2 * (
        below[..., -1:] - below[..., :-1]
    )
    finite = np.isfinite(cut)
    density = np.where(finite, normal_density(np.where(finite, cut, 0.0)), np.nan)
    scale = np.sqrt(sample_scale(tables.people))[..., None, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        return Thresholds(cut, scale * np.sqrt(variance) / (density * n[..., None]), n)


def sample_scale(people: np.ndarray) -> np.ndarray:
    """Ratio n / (n - 1): what turns a mean of squares into a sample variance."""
    return people / np.maximum(people - 1.0, 1.0)
