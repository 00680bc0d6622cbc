"""The longest stretch of answers that repeats a pattern, such as 1-2-3-1-2-3."""

import numpy as np
import pandas as pd

LONGEST_PERIOD = 10
"""Patterns of more answers than this are not looked for: a limit of cost, not a cutoff."""


def repeated_pattern(answers: pd.DataFrame, keyed: pd.DataFrame) -> np.ndarray:
    """The number of items in each person's longest repetition of one pattern of answers.

    A pattern has two to ten answers that are not all the same, and counts once it stands twice
    in a row; 0 where none does. It goes on over an item without an answer. Where answers differ
    only because items are keyed differently there is no pattern: all items were answered alike.

    Parameters
    ----------
    answers
        Answers as given (not keyed), the items in the order of the questionnaire.
    keyed
        The same after reversal.

    Notes
    -----
    Own code: the library already counts a single answer that returns as a pattern.

    References
    ----------
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19 (patterns other than
    straight lines), https://doi.org/10.1016/j.jesp.2015.07.006
    """
    x = answers.to_numpy(float)
    n, p = x.shape
    absent = np.isnan(x)
    meant = keyed.to_numpy(float)
    if absent.any():
        order = np.argsort(absent, axis=1, kind="stable")
        x, meant = (np.take_along_axis(codes, order, axis=1) for codes in (x, meant))
    columns, intended = np.ascontiguousarray(x.T), np.ascontiguousarray(meant.T)
    longest = np.zeros(n, dtype=np.int32)
    same = np.maximum(
        run_lengths(columns[1:] == columns[:-1]), run_lengths(intended[1:] == intended[:-1])
    )
    for period in range(2, min(LONGEST_PERIOD, p // 2) + 1):
        returns = run_lengths(columns[period:] == columns[:-period])
        # the last `period` answers of a constant stretch have no change between them
        counts = (returns >= period) & (same[period - 1 :] < period - 1)
        returns += period
        np.maximum(longest, (returns * counts).max(axis=0), out=longest)
    return np.where(absent.all(axis=1), np.nan, longest)


def run_lengths(holds: np.ndarray) -> np.ndarray:
    """In every column and cell: for how many cells down to it `holds` was true unbroken."""
    lengths = np.zeros(holds.shape, dtype=np.int16)
    before = np.zeros(holds.shape[1], dtype=np.int16)
    for length, here in zip(lengths, holds, strict=True):
        np.multiply(before + 1, here, out=length)
        before = length
    return lengths
