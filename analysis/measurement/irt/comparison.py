"""The items of one block of answers compared between the groups of one grouping."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.compared_groups import comparable_factors
from analysis.measurement.invariance.group_ladder import group_rows
from analysis.measurement.invariance.holdout import NOT_TESTABLE
from analysis.measurement.irt.aligned_dimension import aligned_dimension
from analysis.measurement.irt.dif_dimension import Row, dif_dimension
from analysis.measurement.irt.graded_dimension import ESTIMATOR
from analysis.notes import Note, note, remark
from analysis.stats.benjamini_hochberg import benjamini_hochberg

SAME, UNCLEAR, DIFFERS = "same", "unclear", "differs"
"""Neither, one or both of the two tests call an item different."""


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
    member = group_of(block, people, grouping)
    groups = group_rows(member, reference, choices.min_group)
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
        why = remark("needs_three_items")
        if name in factors:
            add = add_aligned if len(labels) > choices.most_groups else add_dimension
            why = add(rows, where, name, factors[name], codes, groups_of_rows,
                                labels, choices)  # fmt: skip
        if why:
            notes.append(note("dif_of_dimension", **where, dimension=name, reason=why))
    decide(rows.get("tests", []), choices.alpha)
    return Comparison(rows, notes)


def group_of(block: AnswerBlock, people: pd.DataFrame, grouping: str) -> pd.Series:
    """The group of each response with an answer; None where it is unknown."""
    known = people.take(np.flatnonzero(people[grouping].notna()))
    of = dict(zip(known["person"], known[grouping].astype(str), strict=True))
    member = pd.Series([of.get(p) for p in block.rows["person"]], index=block.rows.index)
    return member.where(~np.isnan(block.values(block.items)).all(axis=1))


def add_dimension(
    rows: dict[str, list[Row]],
    where: Row,
    name: str,
    items: list[str],
    answers: pd.DataFrame,
    member: np.ndarray,
    labels: list[str],
    choices: Choices,
) -> str:
    """Add what one dimension tells to `rows`; gives what stands in its way, if anything."""
    codes = answers[items].to_numpy(dtype=float)
    seen = ~np.isnan(codes).all(axis=1)
    found = dif_dimension(
        items,
        codes[seen],
        member[seen],
        labels,
        choices.points,
        alpha=choices.alpha,
        fewest_anchors=choices.fewest_anchors,
        confidence=choices.confidence,
    )
    about = {**where, "dimension": name, **basis_of(int(seen.sum()), ESTIMATOR)}
    for table, given in (
        ("tests", found.items),
        ("effects", found.effects),
        ("dimensions", found.groups),
    ):
        rows.setdefault(table, []).extend({**about, **row} for row in given)
    if found.trouble == "not_converged":
        return remark("not_converged")
    return remark("too_few_anchors") if found.trouble else ""


def add_aligned(
    rows: dict[str, list[Row]],
    where: Row,
    name: str,
    items: list[str],
    answers: pd.DataFrame,
    member: np.ndarray,
    labels: list[str],
    choices: Choices,
) -> str:
    """The same where there are too many groups to test one after the other."""
    codes = answers[items].to_numpy(dtype=float)
    seen = ~np.isnan(codes).all(axis=1)
    found = aligned_dimension(
        items, codes[seen], member[seen], labels, choices.points, confidence=choices.confidence
    )
    about = {**where, "dimension": name, **basis_of(int(seen.sum()), "graded_alignment")}
    for table, given in (("alignment", found.parameters), ("dimensions", found.groups)):
        rows.setdefault(table, []).extend({**about, **row} for row in given)
    return "" if found.parameters else remark("not_converged")


def basis_of(n: int, estimator: str) -> Row:
    """What rows of one dimension rest on."""
    return {"n": n, "estimator": estimator, "missing": "available"}


def decide(items: list[Row], alpha: float) -> None:
    """Add adjusted p values and the decision to the rows of all items of a comparison."""
    adjusted = {
        kind: benjamini_hochberg(np.array([row[kind] for row in items], dtype=float))
        for kind in ("p_value", "p_logistic")
    }
    for row, ratio, logistic in zip(items, *adjusted.values(), strict=True):
        votes = int(ratio < alpha) + int(logistic < alpha)
        row["p_adjusted"], row["p_logistic_adjusted"] = float(ratio), float(logistic)
        row["decision"] = (SAME, UNCLEAR, DIFFERS)[votes]
