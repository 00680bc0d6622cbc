"""The ladder of one block of answers and one grouping of people, as rows of tables."""

from collections import Counter
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
from analysis.measurement.invariance.kinds import Kind, continuous_kind, ordinal_kind
from analysis.measurement.invariance.ladder import Rung, climb
from analysis.measurement.invariance.places import Places
from analysis.notes import Note, note, remark

COMPARABLE = "intercepts"
"""The step that puts the means of all groups on one scale."""

FEWEST_ITEMS = 3
"""Fewer items do not identify a factor in every group."""

ROBUST, FULL = "mlr", {"pairwise": "fiml"}
"""Estimator of continuous answers, and what all answers that can be used mean to it."""

REFERENCE, COMPARED, NOT_TESTABLE = "reference", "compared", "not_testable"

Row = dict[str, object]


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


def member_of(block: AnswerBlock, people: pd.DataFrame, grouping: str) -> pd.Series:
    """The group of each response, None where it is unknown."""
    known = people.take(np.flatnonzero(people[grouping].notna()))
    of = dict(zip(known["person"], known[grouping].astype(str), strict=True))
    return pd.Series([of.get(p) for p in block.rows["person"]], index=block.rows.index)


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


def answered(block: AnswerBlock, missing: str) -> np.ndarray:
    """Which responses count: all with an answer, or those without a gap ("listwise").

    An item that nobody answered makes no gap.
    """
    seen = ~np.isnan(block.values(block.items))
    kept = seen[:, seen.any(axis=0)]
    return np.asarray(kept.all(axis=1) if missing == "listwise" else seen.any(axis=1))


def group_rows(
    member: pd.Series, counted: np.ndarray, reference: str | None, min_group: int
) -> list[Row]:
    """The groups, the reference first (the largest if none is named), then by size and name.

    Parameters
    ----------
    member
        The group of each response.
    counted
        Which responses count; a group without one is listed all the same.
    """
    sizes = Counter(dict.fromkeys(member.dropna().astype(str), 0))
    sizes.update(member[counted].dropna().astype(str))
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    enough = [name for name in order if sizes[name] >= min_group]
    first = reference if reference in enough else enough[0] if enough else None
    rows = []
    for name in sorted(order, key=lambda name: name != first):
        small = sizes[name] < min_group
        role = REFERENCE if name == first else NOT_TESTABLE if small else COMPARED
        said = remark("group_too_small") if small else ""
        rows.append({"group": name, "role": role, "n": sizes[name], "note": said})
    return rows


def comparable_factors(
    scored: Mapping[str, list[str]], answers: pd.DataFrame, labels: pd.Series
) -> dict[str, list[str]]:
    """Dimensions with items enough that vary in every group, and these items."""
    least = answers.groupby(labels.to_numpy()).nunique().min().to_dict()
    varying = {
        name: [item for item in items if least[item] > 1] for name, items in scored.items()
    }
    return {name: items for name, items in varying.items() if len(items) >= FEWEST_ITEMS}


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
