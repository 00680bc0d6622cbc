"""The mean of the answered items of a scale."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ScaleMean:
    """A score for everyone who answered enough.

    Attributes
    ----------
    score
        Mean of the answered items, NaN below the required share, shape (n,).
    n_answered
        Number of answered items, shape (n,).
    """

    score: np.ndarray
    n_answered: np.ndarray


def scale_mean(answers: np.ndarray, *, min_answered: float) -> ScaleMean:
    """Mean of the answered items where at least the share `min_answered` is answered.

    Parameters
    ----------
    answers
        Keyed answers, NaN where empty, shape (n, p).
    min_answered
        Share of the p items, in (0, 1].
    """
    answered = ~np.isnan(answers)
    n_answered = answered.sum(axis=1)
    total = np.where(answered, answers, 0.0).sum(axis=1)
    enough = (n_answered > 0) & (n_answered / answers.shape[1] >= min_answered)
    score = np.full(len(answers), np.nan)
    np.divide(total, n_answered, out=score, where=enough)
    return ScaleMean(score, n_answered)
