"""The ladder of one block of answers and one grouping of people, as rows of tables."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.consequences import (
    effect_rows,
    impact_rows,
    latent_rows,
)
from analysis.measurement.invariance.groups import (
    NOT_TESTABLE,
    Row,
    answered,
    comparable_factors,
    group_rows,
    member_of,
)
from analysis.measurement.invariance.kinds import Kind, continuous_kind, ordinal_kind
from analysis.measurement.invariance.ladder import Rung, climb
from analysis.measurement.invariance.places import Places
from analysis.notes import Note, note, remark

COMPARABLE = "intercepts"
"""The step that puts the means of all groups on one scale."""

ROBUST, FULL = "mlr", {"pairwise": "fiml"}
"""Estimator of continuous answers, and what all answers that can be used mean to it."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The parameters of `invariance` that every ladder shares."""

    estimator: str
    missing: str
    continuous_from: int
    min_group: int
    min_category: int
    fewest_shared: int
    alpha: float
    correction: str
    share: float
    confidence: float
    cutoff_draws: int


@dataclass(frozen=True, slots=True)
class LadderTables:
    """One ladder.

    Attributes
    ----------
    rows
        Of every table of `Invariance`, by its name.
    common
        What all rows are about and rest on: block, grouping, n, estimator, missing.
    notes
        What a reader has to know.
    """

    rows: dict[str, list[Row]]
    common: Row
    notes: list[Note]


def group_ladder(
    block: AnswerBlock,
    people: pd.DataFrame,
    grouping: str,
    reference: str | None,
    choices: Choices,
    rng: np.random.Generator,
) -> LadderTables:
    """The tables of `Invariance` for one block of answers and one grouping."""
    member = member_of(block, people, grouping)
    return ladder_tables(block, member, grouping, reference, choices, rng)


def ladder_tables(
    block: AnswerBlock,
    member: pd.Series,
    grouping: str,
    reference: str | None,
    choices: Choices,
    rng: np.random.Generator,
) -> LadderTables:
    """The same from the group of every response, missing where it has none.

    Parameters
    ----------
    member
        Aligned with the rows of `block`.
    grouping
        What the tables call it.
    reference
        Group with the unit; None for the largest.
    """
    counted = answered(block, choices.missing)
    groups = group_rows(member, counted, reference, choices.min_group)
    member = member.where(counted)
    where = {**block.ids, "grouping": grouping}
    linear = is_continuous(block, choices.continuous_from)
    common = {**where, "n": len(member), **basis(choices, linear)}
    kept = [str(row["group"]) for row in groups if row["role"] != NOT_TESTABLE]
    if len(kept) < 2:
        notes = [note("invariance_not_testable", **where, reason=remark("too_few_groups"))]
        return LadderTables({"groups": groups}, common, notes)
    here = member.isin(kept).to_numpy()
    labels = pd.Series(pd.Categorical(member[here], categories=kept), index=member.index[here])
    rows, joined, notes = block.rows.take(np.flatnonzero(here)), [], []
    if linear:
        values = block.values(block.items)[here]
        answers = pd.DataFrame(values, columns=block.items, index=labels.index)
    else:
        answers, joined = collapsed(rows, block.items, labels, fewest=choices.min_category)
    if joined:
        notes.append(note("categories_joined", **where, items=[one.item for one in joined]))
    factors = comparable_factors(block.instrument.scored, answers, labels)
    notes += [
        note("dimension_not_compared", **where, dimension=name)
        for name in block.instrument.scored
        if name not in factors
    ]
    common["n"] = int(here.sum())
    if not factors:
        notes.append(note("invariance_not_testable", **where, reason=remark("too_few_items")))
        return LadderTables({"groups": groups}, common, notes)
    weights = block.case_weights
    if weights is not None:
        weights = pd.Series(weights, index=block.rows.index).loc[answers.index]
    kind = kind_of(answers, labels, factors, weights, choices, linear=linear)
    rows = {"groups": groups, **ladder_rows(kind, factors, answers, labels, choices, rng)}
    return LadderTables(rows, common, notes)


def ladder_rows(
    kind: Kind,
    factors: Mapping[str, list[str]],
    answers: pd.DataFrame,
    labels: pd.Series,
    choices: Choices,
    rng: np.random.Generator,
) -> dict[str, list[Row]]:
    """A ladder climbed: the rows of every table but that of the groups.

    Parameters
    ----------
    answers, labels
        What it is fitted to, one row for every answer of a group or occasion, and which.
    """
    rungs = climb(
        kind,
        alpha=choices.alpha,
        correction=choices.correction,
        fewest_shared=choices.fewest_shared,
        cutoff_draws=choices.cutoff_draws,
        rng=rng,
    )
    return {
        "steps": [step_row(one, len(kind.places.labels)) for one in rungs],
        "item_tests": [row for one in rungs for row in item_rows(one)],
        **consequences(rungs, kind.places, factors, answers, labels, choices, rng),
    }


def is_continuous(block: AnswerBlock, continuous_from: int) -> bool:
    """Whether every item offers so many options that its answers count as continuous."""
    instrument = block.instrument
    return all(len(instrument.options_of(i).codes) >= continuous_from for i in block.items)


def basis(choices: Choices, linear: bool) -> Row:
    """Estimator and rule for missing answers of a ladder."""
    if not linear:
        return {"estimator": choices.estimator, "missing": choices.missing}
    return {"estimator": ROBUST, "missing": FULL.get(choices.missing, choices.missing)}


def kind_of(
    answers: pd.DataFrame,
    labels: pd.Series,
    factors: dict[str, list[str]],
    case_weights: pd.Series | None,
    choices: Choices,
    *,
    linear: bool,
) -> Kind:
    """The ladder for these answers."""
    items, how = [item for own in factors.values() for item in own], basis(choices, linear)
    estimator, missing = str(how["estimator"]), str(how["missing"])
    if linear:
        return continuous_kind(
            answers,
            labels,
            factors,
            estimator=estimator,
            missing=missing,
            case_weights=case_weights,
        )
    samples = ordinal_samples(
        answers,
        items=items,
        ordinal=items,
        missing=missing,
        groups=labels,
        case_weights=case_weights,
        clusters=None,
    )
    return ordinal_kind(samples, factors, estimator=estimator)


def step_row(rung: Rung, n_groups: int) -> Row:
    """The row of one step."""
    return {
        "step": rung.step.name,
        "adds": " + ".join(rung.step.adds),
        "decision": rung.decision,
        "n_groups": n_groups,
        **rung.row,
    }


def item_rows(rung: Rung) -> list[Row]:
    """Score tests of the items that stayed equal, and the items that were released."""
    rows = [
        {"step": rung.step.name, "released": False, **row}
        for row in rung.tests.drop(columns="kind", errors="ignore").to_dict("records")
    ]
    freed = sorted(item for kind, item in rung.released if kind == rung.step.name)
    return rows + [
        {"step": rung.step.name, "released": True, "item": item}
        for item in freed
        if rung.accepted is not None
    ]


def consequences(
    rungs: list[Rung],
    places: Places,
    factors: Mapping[str, list[str]],
    answers: pd.DataFrame,
    labels: pd.Series,
    choices: Choices,
    rng: np.random.Generator,
) -> dict[str, list[Row]]:
    """Effect sizes, impact and latent means from the step that makes means comparable."""
    reached = [one.accepted for one in rungs if one.step.name == COMPARABLE]
    if not reached or reached[0] is None:
        return {}
    fit = reached[0].fit
    return {
        "effects": effect_rows(fit, factors, places, answers, labels),
        "impact": impact_rows(fit, factors, places, share=choices.share, rng=rng),
        "latent_means": latent_rows(fit, factors, places),
    }
