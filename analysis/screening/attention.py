"""Attention items: "please choose the second answer here"."""

from collections.abc import Mapping

import numpy as np
import pandas as pd


def attention(answers: pd.DataFrame, expected: Mapping[str, int]) -> np.ndarray:
    """The number of attention items each person answered other than asked.

    An item without an answer is no failure; a person who answered none has no value.

    Parameters
    ----------
    answers
        Answers as given.
    expected
        The right answer of every attention item.

    Notes
    -----
    Own code: the library counts a person who answered none of the items as having passed.

    References
    ----------
    Meade & Craig (2012), Psychological Methods 17, 437-455 (instructed response items),
    https://doi.org/10.1037/a0028085
    """
    given = answers[list(expected)].to_numpy(float)
    answered = ~np.isnan(given)
    failed = (answered & (given != np.array(list(expected.values()), float))).sum(axis=1)
    return np.where(answered.any(axis=1), failed, np.nan)
