"""What is done about empty cells of 2 x 2 tables, where the likelihood may have no maximum."""

from dataclasses import dataclass

import numpy as np

ADDED = 0.5
"""Answers moved into a single empty cell of a 2 x 2 table (lavaan's `zero.add`)."""


@dataclass(frozen=True, slots=True)
class Filled:
    """Tables ready for the search.

    Attributes
    ----------
    counts
        Tables, shape (m, k, k).
    filled
        Whether an empty cell was filled, shape (m,).
    perfect
        1 or -1 where one diagonal of a 2 x 2 table is empty, otherwise 0; shape (m,).
    """

    counts: np.ndarray
    filled: np.ndarray
    perfect: np.ndarray


def with_empty_cell_filled(
    counts: np.ndarray, row_used: np.ndarray, column_used: np.ndarray
) -> Filled:
    """Move half an answer into a single empty cell, so that both margins stay as they are.

    Parameters
    ----------
    counts
        Tables, shape (m, k, k).
    row_used, column_used
        Categories that somebody chose, shape (m, k); only tables with two in use in each
        direction are touched.
    """
    m = len(counts)
    filled, perfect = np.zeros(m, bool), np.zeros(m)
    two = np.flatnonzero((row_used.sum(axis=1) == 2) & (column_used.sum(axis=1) == 2))
    if not two.size:
        return Filled(counts, filled, perfect)
    rows, columns = _both(row_used[two]), _both(column_used[two])
    where = (two[:, None, None], rows[:, :, None], columns[:, None, :])
    small = counts[where]
    empty = small == 0
    same, opposite = empty[:, [0, 1], [0, 1]], empty[:, [0, 1], [1, 0]]
    one = empty.sum(axis=(1, 2)) == 1
    given = np.where(
        same.any(axis=1)[:, None], small[:, [0, 1], [1, 0]], small[:, [0, 1], [0, 1]]
    )
    moved = np.where(one, np.minimum(ADDED, given.min(axis=1)), 0.0)
    sign = np.where(same.any(axis=1), 1.0, -1.0)
    counts = counts.copy()
    counts[where] = small + (moved * sign)[:, None, None] * np.array([[1, -1], [-1, 1]])
    filled[two] = one
    perfect[two[opposite.all(axis=1) & ~same.any(axis=1)]] = 1.0
    perfect[two[same.all(axis=1) & ~opposite.any(axis=1)]] = -1.0
    return Filled(counts, filled, perfect)


def _both(used: np.ndarray) -> np.ndarray:
    """The two categories in use, shape (m, 2)."""
    k = used.shape[1]
    return np.stack([used.argmax(axis=1), k - 1 - used[:, ::-1].argmax(axis=1)], axis=1)
