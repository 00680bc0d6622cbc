"""The groups that fairness is about: who is in them, and which are large enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.notes import remark

TOO_SMALL = "group_too_small"
NOBODY = "nobody_selected"
NO_VARIANCE = "no_differences_in_group"
REMARKS = {TOO_SMALL: remark("group_too_small"), NOBODY: remark("nobody_selected")}
REMARKS |= {NO_VARIANCE: remark("no_differences_in_group"), "": ""}
"""Why something cannot be tested, as the reader is told."""


@dataclass(frozen=True, slots=True)
class Scored:
    """The people with every score of a source, and the composites they would have.

    Attributes
    ----------
    people
        Person codes, shape (n,).
    dimensions
        Their scores in standard deviations, by dimension.
    composites
        Their composites by scheme, standardised.
    clusters
        Cluster codes without gaps, shape (n,).
    criterion
        Composite criterion, standardised; NaN where there is none; shape (n,).
    """

    people: np.ndarray
    dimensions: pd.DataFrame
    composites: pd.DataFrame
    clusters: np.ndarray
    criterion: np.ndarray


@dataclass(frozen=True, slots=True)
class Comparison:
    """A focal group beside the reference group.

    Attributes
    ----------
    group, focal, reference
        The column of the people table and two of its values.
    is_focal, is_reference
        Shape (n,).
    note
        Why it cannot be tested, or "".
    """

    group: str
    focal: str
    reference: str
    is_focal: np.ndarray
    is_reference: np.ndarray
    note: str

    @property
    def members(self) -> np.ndarray:
        """Everyone of either group, shape (n,)."""
        return self.is_focal | self.is_reference

    def named(self) -> dict[str, Any]:
        """The columns that say who is compared."""
        return {
            **{"group": self.group, "focal": self.focal, "reference": self.reference},
            **{
                "n_focal": int(self.is_focal.sum()),
                "n_reference": int(self.is_reference.sum()),
            },
        }


def comparisons(
    people: pd.DataFrame,
    persons: np.ndarray,
    protected: Mapping[str, str | None],
    *,
    min_group: int,
) -> list[Comparison]:
    """Every group of the protected columns beside the reference group.

    Parameters
    ----------
    people
        One row per person, with the protected columns.
    persons
        Who is compared, shape (n,).
    protected
        Column to its reference group; None: the largest.
    min_group
        A comparison with a smaller group is not tested.

    Raises
    ------
    DataError
        If a column or a reference group is not there, one line each.
    """
    raise_all(group_problems(people, protected))
    table = people.drop_duplicates("person").set_index("person").reindex(persons)
    found = []
    for column, reference in protected.items():
        labels = table[column].astype("string").fillna("").to_numpy(dtype=str)
        sizes = pd.Series(labels[labels != ""]).value_counts()
        base = str(sizes.index[0]) if reference is None else reference
        for focal in sorted(set(sizes.index) - {base}):
            sides = labels == focal, labels == base
            small = min(int(side.sum()) for side in sides) < min_group
            found.append(Comparison(column, focal, base, *sides, TOO_SMALL if small else ""))
    return found


def group_problems(people: pd.DataFrame, protected: Mapping[str, str | None]) -> list[str]:
    """What the people table lacks, one line each."""
    problems = []
    for column, reference in protected.items():
        if column not in people:
            problems.append(f"groups: the people table has no column {column!r}")
        elif reference is not None and reference not in set(people[column].astype("string")):
            problems.append(f"groups: nobody is {reference!r}, the reference of {column}")
    return problems


def scored(
    wide: pd.DataFrame,
    weights: Mapping[str, Sequence[float]],
    clusters: np.ndarray,
    criterion: pd.Series,
) -> Scored:
    """Complete people of `wide` (people by dimension) with the composites of each scheme.

    Parameters
    ----------
    weights
        Weight of each dimension, in the order of `wide`, by scheme.
    clusters
        Cluster codes of the people of `wide`.
    criterion
        By person.

    Raises
    ------
    DataError
        If there is nothing to compare, one line each.
    """
    complete = wide.notna().to_numpy().all(axis=1)
    kept = wide.take(np.flatnonzero(complete))
    raise_all(scored_problems(kept, criterion))
    z = standardised(kept.to_numpy(dtype=float))
    values = criterion.reindex(kept.index).to_numpy(dtype=float)
    return Scored(
        np.asarray(kept.index),
        pd.DataFrame(z, columns=list(wide.columns)),
        pd.DataFrame({s: standardised(z @ np.asarray(w)) for s, w in weights.items()}),
        np.unique(clusters[complete], return_inverse=True)[1],
        (values - np.nanmean(values)) / np.nanstd(values, ddof=1),
    )


def scored_problems(kept: pd.DataFrame, criterion: pd.Series) -> list[str]:
    """Why the people of `kept`, who have every score, cannot be compared, one line each."""
    known = criterion.reindex(kept.index).dropna().to_numpy(dtype=float)
    if len(known) < 2:
        return [
            f"groups: {len(known)} people have all {kept.shape[1]} scores and a criterion "
            "value; at least 2 are needed"
        ]
    values = [*kept.to_numpy(dtype=float).T, known]
    return [
        f"groups: {name} is the same for all {len(column)} people"
        for name, column in zip([*kept.columns, "the criterion"], values, strict=True)
        if np.ptp(column) == 0
    ]


def standardised(values: np.ndarray) -> np.ndarray:
    """`values` (n, ...) with mean 0 and standard deviation 1 (n - 1)."""
    return (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)


def without_gaps(codes: np.ndarray) -> np.ndarray:
    """Cluster codes 0, 1, ... without gaps."""
    return np.unique(codes, return_inverse=True)[1]
