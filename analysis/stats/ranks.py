"""Ranks of values, ties sharing one."""

from typing import Literal

import numpy as np

Ties = Literal["average", "min", "max"]


def ranks(values: np.ndarray, ties: Ties = "average") -> np.ndarray:
    """Ranks from 1 along the last axis, shape of `values`, which may have no rows.

    Parameters
    ----------
    values
        Without NaN, shape (..., n).
    ties
        Whether equal values share their mean, lowest or highest rank.
    """
    if not values.size:
        return np.empty(values.shape)
    return np.apply_along_axis(ranks_of_row, -1, values, ties)


def ranks_of_row(row: np.ndarray, ties: Ties) -> np.ndarray:
    """Ranks in one row, shape (n,)."""
    in_order = np.sort(row)
    lowest = np.searchsorted(in_order, row, side="left") + 1.0
    highest = np.searchsorted(in_order, row, side="right") + 0.0
    return {"average": (lowest + highest) / 2, "min": lowest, "max": highest}[ties]
