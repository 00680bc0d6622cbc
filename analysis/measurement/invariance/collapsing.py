"""Categories that not every group chose: joined with a neighbour, so that groups share them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class Joined:
    """An item that lost categories: how many there were, and how many are left."""

    item: str
    n: int
    n_left: int


def collapsed(
    answers: pd.DataFrame, items: Sequence[str], groups: pd.Series, *, fewest: int
) -> tuple[pd.DataFrame, list[Joined]]:
    """Answers whose every category was chosen by at least `fewest` people of every group.

    The rarest category, by its smallest count in a group, is joined with the neighbour that
    fewer people chose, until all are frequent enough or one is left.

    Returns
    -------
    answers
        One column per item, categories numbered from 0.
    joined
        The items that lost categories.
    """
    labels, member = np.unique(groups.astype(str), return_inverse=True)
    columns, found = {}, []
    for item in items:
        values = answers[item].to_numpy(dtype=float, na_value=np.nan)
        numbers = join_rare(category_counts(values, member, len(labels)), fewest)
        known = np.unique(values[~np.isnan(values)])
        columns[item] = recoded(values, known, numbers)
        left = len(np.unique(numbers))
        if left < len(known):
            found.append(Joined(item, len(known), left))
    return pd.DataFrame(columns, index=answers.index), found


def category_counts(values: np.ndarray, member: np.ndarray, n_groups: int) -> np.ndarray:
    """People by group and category, shape (g, c); the categories that anybody chose."""
    seen = ~np.isnan(values)
    known, code = np.unique(values[seen], return_inverse=True)
    counts = np.zeros((n_groups, len(known)), dtype=int)
    np.add.at(counts, (member[seen], code), 1)
    return counts


def join_rare(counts: np.ndarray, fewest: int) -> np.ndarray:
    """The new number of every category, shape (c,), from counts of shape (g, c)."""
    parts = [[category] for category in range(counts.shape[1])]
    counts = counts.copy()
    while len(parts) > 1 and counts.min() < fewest:
        rare = int(counts.min(axis=0).argmin())
        sides = [side for side in (rare - 1, rare + 1) if 0 <= side < len(parts)]
        other = min(sides, key=lambda side: counts[:, side].sum())
        first, second = sorted((rare, other))
        parts[first] += parts.pop(second)
        counts[:, first] += counts[:, second]
        counts = np.delete(counts, second, axis=1)
    numbers = np.empty(sum(len(part) for part in parts), dtype=int)
    for number, part in enumerate(parts):
        numbers[part] = number
    return numbers


def recoded(values: np.ndarray, known: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """Values as new category numbers; NaN stays NaN."""
    found = np.full(len(values), np.nan)
    seen = ~np.isnan(values)
    found[seen] = numbers[np.searchsorted(known, values[seen])]
    return found
