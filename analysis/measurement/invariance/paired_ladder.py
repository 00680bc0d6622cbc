"""The ladder of one dimension over occasions of the same people, as rows of tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.group_ladder import Choices, basis, ladder_rows
from analysis.measurement.invariance.groups import Row, comparable_factors
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

CORRECTED = ("p_familywise", "p_adjusted")
"""Columns of p values that allow for several tests."""


TOO_FEW_ITEMS, TOO_FEW_PAIRS = "needs_three_items", "too_few_pairs"
"""Why a dimension is not tested."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is compared for one dimension.

    Attributes
    ----------
    factor, items
        The dimension and those of its items that vary at every occasion.
    answers
        Of all occasions one below the other, the same people in the same order; options of
        ordinal answers joined until each was chosen often enough at every occasion.
    occasion
        That of every row of answers.
    joined
        Items of which options were joined.
    weights
        Case weights of these people, None if all count alike.
    places
        The occasions.
    linear
        Whether answers count as continuous.
    """

    factor: str
    items: list[str]
    answers: pd.DataFrame
    occasion: pd.Series
    joined: list[str]
    weights: pd.Series | None
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
    kept = answered([part[asked[factor]] for part in parts], choices.missing)
    occasion, joined = occasions_of(places, int(kept.sum())), []
    if kept.sum() < choices.min_group:
        return TOO_FEW_PAIRS
    answers = pd.concat([part.loc[kept, asked[factor]] for part in parts], ignore_index=True)
    if not linear:
        answers, joined = collapsed(
            answers, asked[factor], occasion, fewest=choices.min_category
        )
    left = comparable_factors(asked, answers, occasion)
    if not left:
        return TOO_FEW_ITEMS
    return Task(
        factor=factor,
        items=left[factor],
        answers=answers[left[factor]],
        occasion=occasion,
        joined=[one.item for one in joined],
        weights=None if weights is None else weights.loc[kept].reset_index(drop=True),
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
    found = ladder_rows(
        kind_of(task, choices),
        {task.factor: task.items},
        task.answers,
        task.occasion,
        replace(choices, alpha=choices.alpha / share),
        rng,
    )
    labels = task.places.labels
    about = {"dimension": task.factor, "compared": " + ".join(labels)}
    about["n"] = len(task.answers) // len(labels)
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


def kind_of(task: Task, choices: Choices) -> Kind:
    """The ladder for these answers."""
    factors, how = {task.factor: task.items}, basis(choices, task.linear)
    estimator, missing = str(how["estimator"]), str(how["missing"])
    parts = [task.answers[task.occasion == label] for label in task.places.labels]
    wide = wide_answers(parts)
    if task.linear:
        return continuous_occasions(
            wide,
            factors,
            task.places,
            estimator=estimator,
            missing=missing,
            case_weights=task.weights,
        )
    samples = wide_samples(wide, missing=missing, case_weights=task.weights)
    return ordinal_occasions(samples, factors, task.places, estimator=estimator)
