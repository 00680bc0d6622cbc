"""Pairs of items with (nearly) the same answer from everybody who answered both."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

FEWEST_PEOPLE = 30
"""Fewer may well agree throughout: three of five do so by chance where items are nearly alike
(r = .9, five options), and .6 to the power of 30 is 2e-7."""

OTHERS = 0.01
"""Share of people who may differ: a cell or two mended in one of the columns."""

BY_CHANCE = 1e-6
"""Largest probability with which unrelated items of these distributions agree throughout."""


@dataclass(frozen=True, slots=True)
class EqualPair:
    """Two columns: their positions, people who answered both, and who answered alike."""

    first: int
    second: int
    n: int
    n_same: int


def equal_columns(values: np.ndarray) -> Iterator[EqualPair]:
    """Pairs of columns that agree in everybody, or in all but one in a hundred.

    Parameters
    ----------
    values
        Answers, shape (n, p); NaN where missing.

    Notes
    -----
    A pair whose answers are so one-sided that unrelated items could agree as much is passed
    over: its probability is the n-th power of the chance that two unrelated answers are equal.
    """
    seen = ~np.isnan(values)
    for first in range(values.shape[1]):
        for second in range(first + 1, values.shape[1]):
            both = seen[:, first] & seen[:, second]
            one, other = values[both, first], values[both, second]
            n, n_same = len(one), int((one == other).sum())
            if n < FEWEST_PEOPLE or n - n_same > OTHERS * n:
                continue
            if n_same * np.log(agreement(one, other)) < np.log(BY_CHANCE):
                yield EqualPair(first, second, n, n_same)


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Probability that unrelated answers of these two distributions are equal."""
    codes = np.union1d(one, other)
    shares = [(column[:, None] == codes).mean(axis=0) for column in (one, other)]
    return float(shares[0] @ shares[1])
