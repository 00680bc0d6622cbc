"""Where a score stands among those of a norm group."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class NormDistribution:
    """The scores of a norm group, counted.

    Attributes
    ----------
    scores
        The attained scores, ascending, shape (s,).
    counts
        How many people attained each, shape (s,).
    """

    scores: np.ndarray
    counts: np.ndarray


def norm_distribution(scores: np.ndarray) -> NormDistribution:
    """The attained scores and their counts; NaN is left out.

    Parameters
    ----------
    scores
        Scores of the norm group, shape (n,).
    """
    return NormDistribution(*np.unique(scores[~np.isnan(scores)], return_counts=True))


def mid_percentile(norms: NormDistribution, scores: np.ndarray) -> np.ndarray:
    """Mid-percentile ranks (0 to 100) of `scores`, shape (n,); NaN stays NaN.

    All of the norm group who score lower, and half of those who score the same.

    References
    ----------
    Crawford, Garthwaite & Slick (2009), The Clinical Neuropsychologist 23, 1173,
    https://doi.org/10.1080/13854040902795018
    """
    below = np.concatenate([[0], np.cumsum(norms.counts)])
    lower = below[np.searchsorted(norms.scores, scores, side="left")]
    not_higher = below[np.searchsorted(norms.scores, scores, side="right")]
    return np.where(np.isnan(scores), np.nan, 100 * (lower + not_higher) / (2 * below[-1]))
