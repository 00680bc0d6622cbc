"""The answers of groups or occasions that are compared, of all people or of half of them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.invariance.choices import Choices, basis
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.groups import comparable_factors
from analysis.measurement.invariance.halves import first_half
from analysis.measurement.invariance.holdout import NOT_TESTABLE, TOO_FEW, Halves
from analysis.measurement.invariance.kinds import Kind, continuous_kind, ordinal_kind


@dataclass(frozen=True, slots=True)
class Given:
    """What a ladder is fitted to, all with the same rows.

    Attributes
    ----------
    answers, labels
        One row for every answer of a group or occasion, and which.
    factors
        The items of every dimension that is compared.
    weights
        Case weights, None if all count alike.
    people
        Whom each answer is about.
    """

    answers: pd.DataFrame
    labels: pd.Series
    factors: dict[str, list[str]]
    weights: pd.Series | None
    people: pd.Series

    def part(self, rows: np.ndarray) -> "Given":
        """Some of the rows, shape (n,)."""
        weights = None if self.weights is None else self.weights.loc[rows]
        return Given(
            self.answers.loc[rows],
            self.labels.loc[rows],
            self.factors,
            weights,
            self.people.loc[rows],
        )


def kind_of(given: Given, choices: Choices, *, linear: bool) -> Kind:
    """The ladder for these answers."""
    factors, how = given.factors, basis(choices, linear)
    items = [item for own in factors.values() for item in own]
    estimator, missing = str(how["estimator"]), str(how["missing"])
    if linear:
        return continuous_kind(
            given.answers,
            given.labels,
            factors,
            estimator=estimator,
            missing=missing,
            case_weights=given.weights,
        )
    samples = ordinal_samples(
        given.answers,
        items=items,
        ordinal=items,
        missing=missing,
        groups=given.labels,
        case_weights=given.weights,
        clusters=None,
    )
    return ordinal_kind(samples, factors, estimator=estimator)


def halves_of(
    given: Given,
    strata: pd.Series,
    make: Callable[[Given], Kind],
    choices: Choices,
    rng: np.random.Generator,
    *,
    linear: bool,
) -> Halves:
    """The ladders of both halves of the people, made when they are needed.

    The draw takes nothing from `rng` that others draw.

    Parameters
    ----------
    strata
        Aligned with the rows of `given`: of each half of the people are drawn.
    make
        The ladder of answers.
    """

    def halves() -> tuple[Kind, Kind] | str:
        if given.labels.value_counts().min() < choices.holdout_group:
            return TOO_FEW
        first = first_half(given.people, strata, rng.spawn(1)[0])
        parts = [given.part(first), given.part(~first)]
        if not linear:
            parts = [shared_options(one, choices.min_category) for one in parts]
        if any(comparable_factors(p.factors, p.answers, p.labels) != p.factors for p in parts):
            return NOT_TESTABLE
        one, other = (make(part) for part in parts)
        return one, other

    return halves


def shared_options(given: Given, fewest: int) -> Given:
    """The answers with options joined until each was chosen often enough in every group."""
    items = list(given.answers)
    answers, _ = collapsed(given.answers, items, given.labels, fewest=fewest)
    return replace(given, answers=answers)
