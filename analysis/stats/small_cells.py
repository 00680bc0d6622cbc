"""Counts of few people made part of larger ones, so that no count names anybody."""

import numpy as np


def merged_cells(counts: np.ndarray, least: int) -> np.ndarray:
    """The cell of each of some ordered counts, so that every cell holds `least` or more.

    Neighbours are joined from the lowest on; what is left at the end joins the cell before.
    All are one cell where together they are fewer.

    Parameters
    ----------
    counts
        How many there are of each, in order, shape (s,).

    Returns
    -------
    (s,) the cell of each, numbered from 0 in order.
    """
    cells = np.zeros(len(counts), dtype=np.int64)
    cell, size = 0, 0
    for i, count in enumerate(counts):
        cells[i] = cell
        size += int(count)
        if size >= least:
            cell, size = cell + 1, 0
    if 0 < size < least:
        cells[cells == cell] = max(cell - 1, 0)
    return cells


def representatives(
    values: np.ndarray, counts: np.ndarray, cells: np.ndarray, least: int
) -> np.ndarray:
    """What stands for each cell: the value that `least` or more have, else the mean of all.

    Parameters
    ----------
    values, counts
        The values in order, and how many have each, shape (s,).
    cells
        The cell of each, as in `merged_cells`.

    Returns
    -------
    (number of cells,) values in order.
    """
    found = []
    for cell in np.unique(cells):
        here = np.flatnonzero(cells == cell)
        most = here[np.argmax(counts[here])]
        common = counts[most] >= least
        found.append(values[most] if common else np.average(values[here], weights=counts[here]))
    return np.array(found, dtype=float)


def sizes_of(counts: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """How many there are in each cell, shape (number of cells,)."""
    return np.bincount(cells, weights=counts).astype(np.int64)
