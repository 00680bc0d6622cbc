"""The items of one block of answers compared between the groups of one grouping."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.groups import (
    NOT_TESTABLE,
    answered,
    comparable_factors,
    group_rows,
    member_of,
)
from analysis.measurement.irt.aligned_dimension import aligned_dimension
from analysis.measurement.irt.dif_dimension import Row, dif_dimension
from analysis.measurement.irt.graded_dimension import ESTIMATOR
from analysis.notes import Note, note, remark
from analysis.stats.benjamini_hochberg import benjamini_hochberg

SAME, UNCLEAR, DIFFERS, UNTESTED = "same", "unclear", "differs", "untested"
"""Neither, one or both of the two tests call an item different; one of them failed."""

ALIGNED = "graded_alignment"
"""Estimator of many groups."""

REASONS = {
    "not_converged": remark("not_converged"),
    "too_few_anchors": remark("too_few_anchors"),
}
"""What may stand in the way of a dimension."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The parameters of `dif` that every comparison shares."""

    points: np.ndarray
    min_group: int
    min_category: int
    most_groups: int
    fewest_anchors: int
    alpha: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows of every table of `Dif` for one block and grouping, and notes."""

    rows: dict[str, list[Row]]
    notes: list[Note]


def compared(
    block: AnswerBlock,
    people: pd.DataFrame,
    grouping: str,
    reference: str | None,
    choices: Choices,
) -> Comparison:
    """One block of answers and one grouping."""
    where = {**block.ids, "grouping": grouping}
    member, counted = member_of(block, people, grouping), answered(block, "available")
    groups = group_rows(member, counted, reference, choices.min_group)
    member = member.where(counted)
    basis = {"estimator": ESTIMATOR, "missing": "available"}
    rows: dict[str, list[Row]] = {"groups": [{**where, **one, **basis} for one in groups]}
    labels = [str(one["group"]) for one in groups if one["role"] != NOT_TESTABLE]
    if len(labels) < 2:
        why = remark("too_few_groups")
        return Comparison(rows, [note("items_not_compared", **where, reason=why)])
    here = np.flatnonzero(member.isin(labels))
    codes, merged = collapsed(
        block.rows.take(here), block.items, member.iloc[here], fewest=choices.min_category
    )
    notes = []
    if merged:
        notes.append(note("dif_categories_joined", **where, items=[one.item for one in merged]))
    index = {label: code for code, label in enumerate(labels)}
    groups_of_rows = member.iloc[here].map(index).to_numpy(dtype=int)
    factors = comparable_factors(block.instrument.scored, codes, member.iloc[here])
    for name in block.instrument.scored:
        about, why = {**where, "dimension": name}, remark("needs_three_items")
        if name in factors:
            found, why = dimension_rows(
                about, factors[name], codes, groups_of_rows, labels, choices
            )
            for table, own in found.items():
                rows[table] = rows.get(table, []) + own
        if why:
            notes.append(note("dif_of_dimension", **about, reason=why))
    decide(rows.get("tests", []), choices.alpha)
    return Comparison(rows, notes)


def dimension_rows(
    about: Row,
    items: list[str],
    answers: pd.DataFrame,
    member: np.ndarray,
    labels: list[str],
    choices: Choices,
) -> tuple[dict[str, list[Row]], str]:
    """What one dimension tells, and what stands in its way, if anything.

    Items are tested one after the other, or aligned where there are too many groups for that.
    """
    codes = answers[items].to_numpy(dtype=float)
    seen = ~np.isnan(codes).all(axis=1)
    given = (items, codes[seen], member[seen], labels, choices.points)
    if len(labels) > choices.most_groups:
        aligned = aligned_dimension(*given, confidence=choices.confidence)
        tables = {"alignment": aligned.parameters, "dimensions": aligned.groups}
        estimator, trouble = ALIGNED, "" if aligned.parameters else "not_converged"
    else:
        found = dif_dimension(
            *given,
            alpha=choices.alpha,
            fewest_anchors=choices.fewest_anchors,
            confidence=choices.confidence,
        )
        tables = {"tests": found.items, "effects": found.effects, "dimensions": found.groups}
        estimator, trouble = ESTIMATOR, found.trouble
    basis = {"n": int(seen.sum()), "estimator": estimator, "missing": "available"}
    rows = {table: [{**about, **basis, **row} for row in own] for table, own in tables.items()}
    return rows, REASONS.get(trouble, "")


def decide(items: list[Row], alpha: float) -> None:
    """Add adjusted p values and the decision to the rows of all items of a comparison."""
    adjusted = {
        kind: benjamini_hochberg(np.array([row[kind] for row in items], dtype=float))
        for kind in ("p_value", "p_logistic")
    }
    for row, ratio, logistic in zip(items, *adjusted.values(), strict=True):
        votes = int(ratio < alpha) + int(logistic < alpha)
        tested = np.isfinite(ratio) and np.isfinite(logistic)
        row["p_adjusted"], row["p_logistic_adjusted"] = float(ratio), float(logistic)
        row["decision"] = (SAME, UNCLEAR, DIFFERS)[votes] if tested else UNTESTED
