"""What is learned while one whole group, or year, is withheld."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.chain.refit import Choices, StudyData, criterion_of, of_people, refit
from analysis.criterion.apply_criterion import apply_criterion
from analysis.errors import AnalysisError
from analysis.notes import Note, note
from analysis.stats.folds import group_folds

YEAR = "year"
"""What years are called where groups have the name of their column."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One group or year, and what was learned without it.

    Attributes
    ----------
    column, group
        What is left out.
    scores
        Person scores of everyone.
    learned_from, tried_on
        Performance of the people that weights are learned from, and of those they are tried
        on; for a year both are the same people, in other years and in this one.
    """

    column: str
    group: str
    scores: pd.DataFrame
    learned_from: pd.DataFrame
    tried_on: pd.DataFrame


Learn = Callable[[np.ndarray, np.random.Generator], tuple[pd.DataFrame, pd.DataFrame]]


def groups_withheld(
    learn: Learn,
    people: pd.DataFrame,
    columns: Sequence[str],
    rng: np.random.Generator,
    notes: list[Note],
) -> Iterator[Withheld]:
    """Every group of every column, with all that was learned from the others.

    A group without which too little is left to learn from goes into `notes`.
    """
    for column in columns:
        known = people.take(np.flatnonzero(people[column].notna()))
        persons, labels = known["person"].to_numpy(), known[column].astype(str).to_numpy()
        folds = group_folds(labels)[0]
        for fold, stream in zip(
            range(folds.max() + 1), rng.spawn(folds.max() + 1), strict=True
        ):
            out = folds == fold
            group = str(labels[out][0])
            try:
                scores, performance = learn(persons[~out], stream)
            except AnalysisError:
                notes.append(note("group_not_left_out", grouping=column, group=group))
                continue
            yield Withheld(
                column,
                group,
                scores,
                of_people(performance, persons[~out]),
                of_people(performance, persons[out]),
            )


def years_withheld(
    data: StudyData, choices: Choices, persons: np.ndarray, rng: np.random.Generator
) -> Iterator[Withheld]:
    """Every year of the records, with all that was learned from the other years."""
    years = data.records["period"].astype("string").str.slice(0, 4)
    known = sorted(set(years.dropna()))
    for year in known if len(known) > 1 else []:
        here = (years == year).fillna(value=False).to_numpy(dtype=bool)
        others = replace(data, records=data.records.take(np.flatnonzero(~here)))
        (stream,) = rng.spawn(1)
        scores, learned_from = refit(others, choices, persons, stream)
        key = criterion_of(others, choices, persons)
        tried_on = apply_criterion(key, data.records.take(np.flatnonzero(here)), data.people)
        yield Withheld(YEAR, str(year), scores, learned_from, tried_on.performance)
