"""The ladder of one dimension over occasions of the same people, as rows of tables."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.measurement.invariance.choices import Choices, Row, basis
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.consequences import latent_rows
from analysis.measurement.invariance.familywise import Levels
from analysis.measurement.invariance.group_ladder import COMPARABLE
from analysis.measurement.invariance.halves import first_half
from analysis.measurement.invariance.holdout import (
    NOT_TESTABLE,
    TOO_FEW,
    Halves,
    confirmations,
)
from analysis.measurement.invariance.kinds import Kind
from analysis.measurement.invariance.ladder import Rung, climb
from analysis.measurement.invariance.ladder_rows import item_rows, step_rows
from analysis.measurement.invariance.occasions import (
    continuous_occasions,
    ordinal_occasions,
    wide_answers,
    wide_samples,
)
from analysis.measurement.invariance.places import Places

CORRECTED = ("p_familywise", "p_adjusted", "p_holdout")
"""Columns of p values that allow for several tests."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is compared for one dimension.

    Attributes
    ----------
    factor, items
        The dimension and those of its items that vary at every occasion.
    parts
        Answers at every occasion, the same people in the same order.
    weights
        Case weights of these people, None if all count alike.
    places
        The occasions.
    linear
        Whether answers count as continuous.
    share
        Dimensions among which the level of the tests is divided (Bonferroni).
    """

    factor: str
    items: Sequence[str]
    parts: Sequence[pd.DataFrame]
    weights: pd.Series | None
    places: Places
    linear: bool
    share: int


def dimension_rows(
    task: Task, choices: Choices, rng: np.random.Generator
) -> dict[str, list[Row]]:
    """The rows of occasions, occasion_items and occasion_means of one dimension."""
    alpha = choices.alpha / task.share
    rungs = climb(
        kind_of(task, choices),
        alpha=alpha,
        correction=choices.correction,
        fewest_shared=choices.fewest_shared,
        cutoff_draws=choices.cutoff_draws,
        rng=rng,
    )
    compared = " + ".join(task.places.labels)
    about = {"dimension": task.factor, "compared": compared, "n": len(task.parts[0])}
    levels = Levels(alpha, choices.correction, len(rungs) - 1)
    confirmed = confirmations(rungs, halves_of(task, choices, rng), levels)
    steps = step_rows(rungs, confirmed, len(task.places.labels))
    tests = item_rows(rungs, confirmed)
    return {
        "occasions": [{**about, **for_all(row, task.share)} for row in steps],
        "occasion_items": [{**about, **for_all(row, task.share)} for row in tests],
        "occasion_means": [{**about, **row} for row in mean_rows(rungs, task)],
    }


def halves_of(task: Task, choices: Choices, rng: np.random.Generator) -> Halves:
    """The ladders of both halves of the people, made when they are needed.

    The draw takes nothing from `rng` that others draw.
    """

    def halves() -> tuple[Kind, Kind] | str:
        people = task.parts[0].index
        if len(people) < choices.holdout_group:
            return TOO_FEW
        everybody = pd.Series("", index=people)
        first = first_half(pd.Series(people, index=people), everybody, rng.spawn(1)[0])
        parts = [part_of(task, rows) for rows in (first, ~first)]
        if any(part.nunique().min() < 2 for one in parts for part in one.parts):
            return NOT_TESTABLE
        one, other = (kind_of(part, choices) for part in parts)
        return one, other

    return halves


def part_of(task: Task, rows: np.ndarray) -> Task:
    """The same comparison of some of the people."""
    weights = None if task.weights is None else task.weights.loc[rows].reset_index(drop=True)
    return replace(task, parts=[part.loc[rows] for part in task.parts], weights=weights)


def for_all(row: Row, share: int) -> Row:
    """A row whose corrected p values are to be compared with the level of all dimensions."""
    return row | {
        name: min(share * value, 1.0)
        for name, value in row.items()
        if name in CORRECTED and isinstance(value, float)
    }


def kind_of(task: Task, choices: Choices) -> Kind:
    """The ladder for these answers."""
    factors, how = {task.factor: list(task.items)}, basis(choices, task.linear)
    estimator, missing = str(how["estimator"]), str(how["missing"])
    if task.linear:
        return continuous_occasions(
            wide_answers(task.parts),
            factors,
            task.places,
            estimator=estimator,
            missing=missing,
            case_weights=task.weights,
        )
    wide = wide_answers(shared_options(task, choices.min_category))
    samples = wide_samples(wide, missing=missing, case_weights=task.weights)
    return ordinal_occasions(samples, factors, task.places, estimator=estimator)


def shared_options(task: Task, fewest: int) -> list[pd.DataFrame]:
    """The answers with options joined until each was chosen often enough at every occasion."""
    n = len(task.parts[0])
    long = pd.concat(task.parts, ignore_index=True)
    occasion = pd.Series(np.repeat(task.places.labels, n))
    joined, _ = collapsed(long, task.items, occasion, fewest=fewest)
    return [joined.iloc[o * n : (o + 1) * n] for o in range(len(task.parts))]


def mean_rows(rungs: list[Rung], task: Task) -> list[Row]:
    """Latent means of later occasions where intercepts are equal, at least in part."""
    reached = [one.accepted for one in rungs if one.step.name == COMPARABLE]
    if not reached or reached[0] is None:
        return []
    return latent_rows(reached[0].fit, {task.factor: list(task.items)}, task.places)
