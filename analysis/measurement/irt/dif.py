"""Do items work the same in every group? Likelihood ratios and logistic regression."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import BASIS, BLOCK, ESTIMATE
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import AnswerBlock, answer_blocks
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.group_ladder import (
    NOT_TESTABLE,
    comparable_factors,
    group_rows,
)
from analysis.measurement.irt.dif_dimension import Row, dif_dimension
from analysis.measurement.irt.graded_dimension import ESTIMATOR
from analysis.notes import Note, note, remark
from analysis.stats.benjamini_hochberg import benjamini_hochberg

SAME, UNCLEAR, DIFFERS = "same", "unclear", "differs"
"""Neither, one or both of the two tests call an item different."""

ITEMS = ["grouping", "dimension", "item", "decision", "anchor", "statistic", "df", "p_value"]
ITEMS += ["p_adjusted", "p_uniform", "p_nonuniform", "p_logistic", "p_logistic_adjusted"]
ITEMS += ["r_squared_gain", "mcfadden_gain", "size"]
EFFECTS = ["grouping", "group", "dimension", "item", "signed", "unsigned", "standardised"]
DIMENSIONS = ["grouping", "group", "dimension", "n_items", "n_anchors", *ESTIMATE, "sd"]
DIMENSIONS += ["sd_std_error", "score_shift"]
GROUPS = ["grouping", "group", "role", "note"]


@dataclass(frozen=True, slots=True)
class Dif:
    """Differential item functioning of every block of answers and grouping of people.

    All tables begin with instrument, source, wave and grouping (a column of people) and end
    with n, estimator, missing. The reference group is the first.

    Attributes
    ----------
    items
        One row per item: decision (same, unclear, differs), anchor, the likelihood-ratio test
        (statistic, df, p_value, p_adjusted), the logistic one (p_uniform, p_nonuniform,
        p_logistic of both, p_logistic_adjusted), r_squared_gain (Nagelkerke), mcfadden_gain,
        size (negligible, moderate, large). Adjusted over all items of block and grouping.
    effects
        Expected answers of a group less those of the reference group at the same standing:
        group, dimension, item, signed, unsigned (in answer options), standardised.
    dimensions
        The attribute in every group but the reference: n_items, n_anchors, estimate (mean) ...,
        sd, sd_std_error, in standard deviations of the reference group; score_shift (what items
        that are no anchors do to the mean answer).
    groups
        group, role (reference, compared, not_testable), note; n is the group's own.
    alpha, confidence
        Levels of tests and intervals.
    notes
        What a reader has to know.
    """

    items: pd.DataFrame
    effects: pd.DataFrame
    dimensions: pd.DataFrame
    groups: pd.DataFrame
    alpha: float
    confidence: float
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Choices:
    """The parameters of `dif` that every comparison shares."""

    points: np.ndarray
    min_group: int
    min_category: int
    fewest_anchors: int
    alpha: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows of every table of `Dif` for one block and grouping, and notes."""

    rows: dict[str, list[Row]]
    notes: list[Note]


def dif(
    keyed: pd.DataFrame,
    people: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    groupings: Mapping[str, str | None],
    n_points: int,
    reach: float,
    min_group: int,
    min_category: int,
    fewest_anchors: int,
    alpha: float,
    confidence: float,
) -> Dif:
    """Which items groups answer differently at the same standing, and by how much.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response.
    people
        One row per person, with a column for every grouping.
    groupings
        Columns of `people`, each with its reference group or None (the largest).
    n_points, reach
        Points of the grid over the attribute, and its ends in standard deviations.
    min_group
        Smaller groups are not tested.
    min_category
        Categories that fewer people of a group chose are joined with a neighbour.
    fewest_anchors
        Items of every dimension that must stay equal.
    alpha
        Level of the tests of all items of a block and grouping (Benjamini & Hochberg).
    confidence
        Level of intervals.

    Raises
    ------
    DataError
        If `people` lacks a grouping.
    """
    raise_all([f"people have no column {name!r}" for name in groupings if name not in people])
    choices = Choices(
        points=np.linspace(-reach, reach, n_points),
        min_group=min_group,
        min_category=min_category,
        fewest_anchors=fewest_anchors,
        alpha=alpha,
        confidence=confidence,
    )
    found = [
        compared(block, people, grouping, reference, choices)
        for block in answer_blocks(keyed, instruments)
        for grouping, reference in groupings.items()
    ]
    return Dif(
        items=joined(found, "items", ITEMS),
        effects=joined(found, "effects", EFFECTS),
        dimensions=joined(found, "dimensions", DIMENSIONS),
        groups=joined(found, "groups", GROUPS),
        alpha=alpha,
        confidence=confidence,
        notes=[said for one in found for said in one.notes],
    )


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
    factors = comparable_factors(block.instrument.scored, codes)
    for name in block.instrument.scored:
        why = remark("needs_three_items")
        if name in factors:
            why = add_dimension(rows, where, name, factors[name], codes, groups_of_rows,
                                labels, choices)  # fmt: skip
        if why:
            notes.append(note("dif_of_dimension", **where, dimension=name, reason=why))
    decide(rows.get("items", []), choices.alpha)
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
    about = {**where, "dimension": name, "n": int(seen.sum()), "estimator": ESTIMATOR}
    about["missing"] = "available"
    for table, given in (
        ("items", found.items),
        ("effects", found.effects),
        ("dimensions", found.groups),
    ):
        rows.setdefault(table, []).extend({**about, **row} for row in given)
    if found.trouble == "not_converged":
        return remark("not_converged")
    return remark("too_few_anchors") if found.trouble else ""


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


def joined(found: list[Comparison], name: str, columns: list[str]) -> pd.DataFrame:
    """A table of all comparisons: what it is about first, what it rests on last."""
    rows = [row for one in found for row in one.rows.get(name, [])]
    return pd.DataFrame(rows, columns=[*BLOCK, *columns, *BASIS])
