"""The ladder of one block of answers and one grouping of people, as rows of tables."""

from collections import Counter
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.choices import Choices, Row, basis, is_continuous
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.compared_groups import (
    Given,
    comparable_factors,
    halves_of,
    kind_of,
)
from analysis.measurement.invariance.consequences import (
    effect_rows,
    impact_rows,
    latent_rows,
)
from analysis.measurement.invariance.familywise import Levels
from analysis.measurement.invariance.holdout import NOT_TESTABLE, Halves, confirmations
from analysis.measurement.invariance.kinds import Kind
from analysis.measurement.invariance.ladder import Rung, climb
from analysis.measurement.invariance.ladder_rows import item_rows, step_rows
from analysis.measurement.invariance.places import Places
from analysis.notes import Note, note, remark

COMPARABLE = "intercepts"
"""The step that puts the means of all groups on one scale."""

REFERENCE, COMPARED = "reference", "compared"
"""Roles of groups; the third is `NOT_TESTABLE`."""


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
    known = people.take(np.flatnonzero(people[grouping].notna()))
    of = dict(zip(known["person"], known[grouping].astype(str), strict=True))
    member = pd.Series([of.get(p) for p in block.rows["person"]], index=block.rows.index)
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
    member = member.where(answered(block, choices.missing))
    groups = group_rows(member, reference, choices.min_group)
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
    given = Given(answers, labels, factors, weights, block.rows.loc[answers.index, "person"])
    make = partial(kind_of, choices=choices, linear=linear)
    halves = halves_of(given, labels, make, choices, rng, linear=linear)
    climbed = ladder_rows(make(given), halves, given, choices, rng)
    return LadderTables({"groups": groups, **climbed}, common, notes)


def ladder_rows(
    kind: Kind, halves: Halves, given: Given, choices: Choices, rng: np.random.Generator
) -> dict[str, list[Row]]:
    """A ladder climbed: the rows of every table but that of the groups.

    Parameters
    ----------
    kind, halves
        The ladders of all people and of both halves of them.
    given
        What they are fitted to.
    """
    rungs = climb(
        kind,
        alpha=choices.alpha,
        correction=choices.correction,
        fewest_shared=choices.fewest_shared,
        cutoff_draws=choices.cutoff_draws,
        rng=rng,
    )
    levels = Levels(choices.alpha, choices.correction, len(rungs) - 1)
    confirmed = confirmations(rungs, halves, levels)
    return {
        "steps": step_rows(rungs, confirmed, len(kind.places.labels)),
        "item_tests": item_rows(rungs, confirmed),
        **consequences(rungs, kind.places, given, choices, rng),
    }


def answered(block: AnswerBlock, missing: str) -> np.ndarray:
    """Which responses count: all with an answer, or those without a gap ("listwise").

    An item that nobody answered makes no gap.
    """
    seen = ~np.isnan(block.values(block.items))
    kept = seen[:, seen.any(axis=0)]
    return np.asarray(kept.all(axis=1) if missing == "listwise" else seen.any(axis=1))


def group_rows(member: pd.Series, reference: str | None, min_group: int) -> list[Row]:
    """The groups, the reference first (the largest if none is named), then by size and name."""
    sizes = Counter(str(name) for name in member.dropna())
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


def consequences(
    rungs: list[Rung],
    places: Places,
    given: Given,
    choices: Choices,
    rng: np.random.Generator,
) -> dict[str, list[Row]]:
    """Effect sizes, impact and latent means from the step that makes means comparable."""
    reached = [one.accepted for one in rungs if one.step.name == COMPARABLE]
    if not reached or reached[0] is None:
        return {}
    fit, factors = reached[0].fit, given.factors
    return {
        "effects": effect_rows(fit, factors, places, given.answers, given.labels),
        "impact": impact_rows(fit, factors, places, share=choices.share, rng=rng),
        "latent_means": latent_rows(fit, factors, places),
    }
