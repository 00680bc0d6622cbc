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
    x = answers.to_numpy(float)
    absent = np.isnan(x)
    turned = np.broadcast_to(np.isin(answers.columns, list(reversed_items)), x.shape)
    if absent.any():
        order = np.argsort(absent, axis=1, kind="stable")
        x, turned = (np.take_along_axis(cells, order, axis=1) for cells in (x, turned))
    turned, forward = turned & ~np.isnan(x), ~turned & ~np.isnan(x)
    rarer = np.minimum(count_in_run(x, turned), count_in_run(x, forward))
    return np.where(absent.all(axis=1), np.nan, rarer.max(axis=1, initial=0))


def count_in_run(x: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """In every cell: how many `counted` cells its run of identical values has up to it."""
    total = np.cumsum(counted, axis=1)
    begins = np.ones(x.shape, dtype=bool)
    begins[:, 1:] = x[:, 1:] != x[:, :-1]
    before = np.where(begins, total - counted, 0)
    return total - np.maximum.accumulate(before, axis=1)
