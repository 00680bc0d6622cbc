"""Who belongs to whom: people in clusters, as the codes of a nested model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

PERSON = "person"
"""The name of the innermost level."""


@dataclass(frozen=True, slots=True)
class Nesting:
    """The groups of the rows of a table of periods.

    Attributes
    ----------
    persons
        Person codes, ascending, shape (G_1,).
    codes
        Position in `persons` of every row.
    parents
        For each level but the outermost, the group one level up of each group.
    levels
        Their names, innermost (`PERSON`) first.
    """

    persons: np.ndarray
    codes: np.ndarray
    parents: tuple[np.ndarray, ...]
    levels: list[str]


def nesting(person: np.ndarray, people: pd.DataFrame, clusters: list[str]) -> Nesting:
    """The nesting of rows by `person` in the columns `clusters` of `people`, inner to outer.

    A cluster in two outer ones counts as two; who has no known cluster stands in one alone.
    """
    persons, codes = np.unique(person, return_inverse=True)
    rows = people[["person", *clusters]].set_index("person").reindex(persons)
    outer = np.zeros(len(persons), dtype=np.int64)
    groups: list[np.ndarray] = []
    for name in reversed(clusters):
        labels = rows[name]
        known = labels.notna().to_numpy()
        own = np.full(len(persons), -1, dtype=np.int64)
        own[known] = np.unique(labels[known].astype(str), return_inverse=True)[1]
        own[~known] = own.max(initial=-1) + 1 + np.arange((~known).sum())
        outer = np.unique(outer * (own.max() + 1) + own, return_inverse=True)[1]
        groups.insert(0, outer)
    parents, inner = [], np.arange(len(persons))
    for outer in groups:
        up = np.zeros(int(inner.max()) + 1, dtype=np.int64)
        up[inner] = outer
        parents.append(up)
        inner = outer
    return Nesting(persons, codes, tuple(parents), [PERSON, *clusters])


def separable_clusters(
    people: pd.DataFrame, persons: np.ndarray, clusters: list[str]
) -> list[str]:
    """Those `clusters` of `persons` that are more than one group and fewer than those below."""
    kept: list[str] = []
    lower = len(persons)
    for name in clusters:
        found = nesting(persons, people, [*kept, name])
        n_groups = int(found.parents[-1].max()) + 1
        if 1 < n_groups < lower:
            kept.append(name)
            lower = n_groups
    return kept
