"""Straight lines over items keyed both ways: the same answer says yes and no at once."""

from collections.abc import Collection

import numpy as np
import pandas as pd


def contrary_run(answers: pd.DataFrame, reversed_items: Collection[str]) -> np.ndarray:
    """How often each person's straightest line contradicts itself.

    Of a run of identical answers, the number of items keyed the rarer way: a run of nine over
    two reversed items and seven others has two. The most of all runs of a person; 0 where
    every run keeps to items keyed one way. A run goes on over an item without an answer.

    Who honestly chooses one end of every scale answers reversed items at the other end, so
    that no run of theirs crosses from the ones to the others.

    Parameters
    ----------
    answers
        Answers as given (not keyed), the items in the order of the questionnaire.
    reversed_items
        The items that are keyed the other way.

    Notes
    -----
    Own code: the library's runs do not know how items are keyed.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39, 103-129 (runs),
    https://doi.org/10.1016/j.jrp.2004.09.009; Curran (2016), Journal of Experimental Social
    Psychology 66, 4-19, https://doi.org/10.1016/j.jesp.2015.07.006
    """
    x = np.asfortranarray(answers.to_numpy(float))
    last = np.full(len(x), np.nan)
    turned, forward, rarest = np.zeros((3, len(x)), dtype=np.int16)
    for codes, other_way in zip(
        x.T, np.isin(answers.columns, list(reversed_items)), strict=True
    ):
        present = ~np.isnan(codes)
        same = ~(present & (codes != last))
        turned *= same
        forward *= same
        (turned if other_way else forward)[...] += present
        np.maximum(rarest, np.minimum(turned, forward), out=rarest)
        np.copyto(last, codes, where=present)
    return np.where(np.isnan(last), np.nan, rarest)
