"""The ladder of one block of answers and one grouping of people, as rows of tables."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.absent_options import absent_options
from analysis.measurement.invariance.choices import Choices, Row, basis, is_continuous
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.compared_groups import Given, halves_of, kind_of
from analysis.measurement.invariance.consequences import (
    effect_rows,
    impact_rows,
    latent_rows,
)
from analysis.measurement.invariance.familywise import Levels
from analysis.measurement.invariance.groups import (
    NOT_TESTABLE,
    answered,
    comparable_factors,
    group_rows,
    member_of,
)
from analysis.measurement.invariance.holdout import Halves, confirmations
from analysis.measurement.invariance.kinds import Kind
from analysis.measurement.invariance.ladder import Rung, climb
from analysis.measurement.invariance.ladder_rows import item_rows, step_rows
from analysis.measurement.invariance.places import Places
from analysis.notes import Note, note, remark

COMPARABLE = "intercepts"
"""The step that puts the means of all groups on one scale."""


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
        notes += absent_options(block, labels, grouping)
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
