"""The ladder of one dimension over occasions of the same people, as rows of tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.measurement.invariance.choices import Choices, Row, basis
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.compared_groups import Given, halves_of
from analysis.measurement.invariance.group_ladder import ladder_rows
from analysis.measurement.invariance.groups import comparable_factors
from analysis.measurement.invariance.kinds import Kind
from analysis.measurement.invariance.occasions import (
    continuous_occasions,
    ordinal_occasions,
    wide_answers,
    wide_samples,
)
from analysis.measurement.invariance.places import Places

TABLES = {
    "occasions": "steps",
    "occasion_items": "item_tests",
    "occasion_effects": "effects",
    "occasion_impact": "impact",
    "occasion_means": "latent_means",
}
"""The tables of occasions, and those of groups with the same rows."""

CORRECTED = ("p_familywise", "p_adjusted", "p_holdout")
"""Columns of p values that allow for several tests."""


TOO_FEW_ITEMS, TOO_FEW_PAIRS = "needs_three_items", "too_few_pairs"
"""Why a dimension is not tested."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is compared for one dimension.

    Attributes
    ----------
    factor
        The dimension.
    given
        Answers of all occasions one below the other, the same people in the same order, to
        those of its items that vary at every occasion; options of ordinal answers joined until
        each was chosen often enough at every occasion.
    joined
        Items of which options were joined.
    places
        The occasions.
    linear
        Whether answers count as continuous.
    """

    factor: str
    given: Given
    joined: list[str]
    places: Places
    linear: bool


def task_of(
    factor: str,
    items: Sequence[str],
    parts: Sequence[pd.DataFrame],
    weights: pd.Series | None,
    places: Places,
    choices: Choices,
    *,
    linear: bool,
) -> Task | str:
    """What is compared for a dimension with these items, or why nothing can be.

    Parameters
    ----------
    parts
        Answers to all items at every occasion, one row a person with the same index.
    weights
        With that index.
    """
    scored, long = {factor: list(items)}, pd.concat(parts)
    asked = comparable_factors(scored, long, occasions_of(places, len(parts[0])))
    if not asked:
        return TOO_FEW_ITEMS
    own = [part.loc[:, asked[factor]] for part in parts]
    kept = answered(own, choices.missing)
    occasion, joined = occasions_of(places, int(kept.sum())), []
    if kept.sum() < choices.min_group:
        return TOO_FEW_PAIRS
    answers = pd.concat([part.loc[kept] for part in own], ignore_index=True)
    if not linear:
        answers, joined = collapsed(
            answers, asked[factor], occasion, fewest=choices.min_category
        )
    left = comparable_factors(asked, answers, occasion)
    if not left:
        return TOO_FEW_ITEMS
    people = pd.Series(np.tile(parts[0].index[kept], len(parts)))
    counts = None if weights is None else pd.Series(np.tile(weights.loc[kept], len(parts)))
    return Task(
        factor=factor,
        given=Given(answers.loc[:, left[factor]], occasion, left, counts, people),
        joined=[one.item for one in joined],
        places=places,
        linear=linear,
    )


def occasions_of(places: Places, n: int) -> pd.Series:
    """The occasion of every row of answers of n people that stand one below the other."""
    return pd.Series(pd.Categorical(np.repeat(places.labels, n), categories=places.labels))


def answered(parts: Sequence[pd.DataFrame], missing: str) -> np.ndarray:
    """People with an answer at every occasion, or without a gap ("listwise")."""
    seen = np.array([part.notna().to_numpy() for part in parts])
    every = seen.all(axis=2) if missing == "listwise" else seen.any(axis=2)
    return np.asarray(every.all(axis=0))


def paired_rows(
    task: Task, share: int, choices: Choices, rng: np.random.Generator
) -> dict[str, list[Row]]:
    """The ladder of one dimension climbed: rows of every table about occasions.

    Parameters
    ----------
    share
        Dimensions among which the level of the tests is divided (Bonferroni).
    """
    own, given = replace(choices, alpha=choices.alpha / share), task.given

    def make(part: Given) -> Kind:
        return kind_of(part, task.places, own, linear=task.linear)

    everybody = pd.Series("", index=given.people.index)
    halves = halves_of(given, everybody, make, own, rng, linear=task.linear)
    found = ladder_rows(make(given), halves, given, own, rng)
    labels = task.places.labels
    about: Row = {"dimension": task.factor, "compared": " + ".join(labels)}
    about["n"] = len(given.answers) // len(labels)
    return {
        table: [{**about, **for_all(row, share)} for row in found.get(name, [])]
        for table, name in TABLES.items()
    }


def for_all(row: Row, share: int) -> Row:
    """A row whose corrected p values are to be compared with the level of all dimensions."""
    return row | {
        name: min(share * value, 1.0)
        for name, value in row.items()
        if name in CORRECTED and isinstance(value, float)
    }


def kind_of(given: Given, places: Places, choices: Choices, *, linear: bool) -> Kind:
    """The ladder for these answers."""
    how, at = basis(choices, linear), [given.labels == label for label in places.labels]
    estimator, missing = str(how["estimator"]), str(how["missing"])
    wide, weights = wide_answers([given.answers.loc[rows] for rows in at]), None
    if given.weights is not None:
        weights = given.weights.loc[at[0]].reset_index(drop=True)
    if linear:
        return continuous_occasions(
            wide,
            given.factors,
            places,
            estimator=estimator,
            missing=missing,
            case_weights=weights,
        )
    samples = wide_samples(wide, missing=missing, case_weights=weights)
    return ordinal_occasions(samples, given.factors, places, estimator=estimator)
