"""Transformations that bring a skewed indicator closer to a normal one."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from analysis.stats.ranks import ranks


@dataclass(frozen=True, slots=True)
class NormalScores:
    """The normal score of every attained value.

    Attributes
    ----------
    values
        Attained values, ascending, shape (s,).
    scores
        Their normal scores, ascending, shape (s,).
    counts
        How often each was attained, shape (s,).
    """

    values: np.ndarray
    scores: np.ndarray
    counts: np.ndarray


def natural_log(x: np.ndarray) -> np.ndarray:
    """Natural logarithm, NaN where `x` is not positive, shape of `x`."""
    result = np.full(np.shape(x), np.nan)
    np.log(x, out=result, where=np.greater(x, 0))
    return result


def blom_scores(x: np.ndarray) -> NormalScores:
    """Normal scores ``Φ⁻¹((rank - 3/8) / (n + 1/4))``; ties share their mean rank.

    Parameters
    ----------
    x
        Values, NaN left out, shape (n,).

    References
    ----------
    Blom (1958), Statistical Estimates and Transformed Beta-Variables; Beasley, Erickson &
    Allison (2009), Behavior Genetics 39, 580, https://doi.org/10.1007/s10519-009-9281-0
    """
    present = x[~np.isnan(x)]
    values, first, counts = np.unique(present, return_index=True, return_counts=True)
    scores = ndtri((ranks(present) - 3 / 8) / (len(present) + 1 / 4))
    return NormalScores(values, scores[first], counts)


def normal_score(fitted: NormalScores, x: np.ndarray) -> np.ndarray:
    """Normal scores of `x`, shape (n,), interpolated between the attained values.

    Below the lowest and above the highest attained value, the score of that value.
    """
    scores = np.interp(x, fitted.values, fitted.scores)
    return np.where(np.isnan(x), np.nan, scores)
