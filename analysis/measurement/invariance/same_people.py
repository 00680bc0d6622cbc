"""Sources and years compared: the ladder for several answers about the same people."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.group_ladder import (
    Choices,
    LadderTables,
    basis,
    is_continuous,
)
from analysis.measurement.invariance.groups import Row
from analysis.measurement.invariance.paired_ladder import Task, paired_rows, task_of
from analysis.measurement.invariance.places import Places
from analysis.measurement.invariance.wave_ladder import WAVE, overlapping
from analysis.notes import note, remark

SOURCE = "source"
"""What tables call the comparison of sources; the block is that of the reference."""

REFERENCE_SOURCE = "self"
"""The source with the unit; without it the first by name."""


def same_people_ladders(
    blocks: Sequence[AnswerBlock], choices: Choices, rng: np.random.Generator
) -> list[LadderTables]:
    """Ladders over the sources of every wave, and over waves that share people."""
    found = []
    for own in gathered(blocks, lambda one: (one.id.instrument, one.id.wave)):
        order = sorted(own, key=lambda one: one.id.source != REFERENCE_SOURCE)
        where = {**order[0].ids, "grouping": SOURCE}
        found.append(occasion_tables(order, where, choices, rng))
    for own in gathered(blocks, lambda one: (one.id.instrument, one.id.source)):
        if overlapping(own):
            where = {**own[-1].ids, "grouping": WAVE}
            found.append(occasion_tables(own, where, choices, rng))
    return found


def gathered(
    blocks: Sequence[AnswerBlock], key: Callable[[AnswerBlock], tuple[str, str | int]]
) -> list[list[AnswerBlock]]:
    """Blocks with the same key, where there are several."""
    found: dict[tuple[str, str | int], list[AnswerBlock]] = {}
    for block in blocks:
        found.setdefault(key(block), []).append(block)
    return [own for own in found.values() if len(own) > 1]


def occasion_tables(
    blocks: Sequence[AnswerBlock], where: Row, choices: Choices, rng: np.random.Generator
) -> LadderTables:
    """A ladder for every dimension of blocks that differ in source or wave.

    Occasions with several answers about a person are left out. Dimensions share the level of
    the tests evenly (Bonferroni), as their answers are dependent.
    """
    single = [one for one in blocks if not one.rows["person"].duplicated().any()]
    notes = [
        note("several_answers_a_person", **where, left_out=label_of(one, where))
        for one in blocks
        if one not in single
    ]
    linear = is_continuous(blocks[0], choices.continuous_from)
    people = shared_people(single)
    common = {**where, "n": len(people), **basis(choices, linear)}
    if len(single) < 2 or len(people) < choices.min_group:
        notes.append(note("invariance_not_testable", **where, reason=remark("too_few_pairs")))
        return LadderTables({}, common, notes)
    places = Places(tuple(label_of(one, where) for one in single), wide=True)
    parts, weights = [answers_of(one, people) for one in single], weights_of(single[0], people)
    tasks = []
    for factor, items in single[0].instrument.scored.items():
        task = task_of(factor, items, parts, weights, places, choices, linear=linear)
        if isinstance(task, Task):
            tasks.append(task)
            continue
        about = {**where, "dimension": factor, "reason": remark(task)}
        notes.append(note("dimension_not_paired", **about))
    joined = [item for task in tasks for item in task.joined]
    if joined:
        notes.append(note("occasion_options_joined", **where, items=joined))
    rows: dict[str, list[Row]] = {}
    for task in tasks:
        for name, own in paired_rows(task, len(tasks), choices, rng).items():
            rows[name] = rows.get(name, []) + own
    return LadderTables(rows, common, notes)


def label_of(block: AnswerBlock, where: Row) -> str:
    """What tells an occasion from the others."""
    return block.id.source if where["grouping"] == SOURCE else str(block.id.wave)


def shared_people(blocks: Sequence[AnswerBlock]) -> list[str]:
    """The people with an answer at every occasion, in a fixed order."""
    found = []
    for block in blocks:
        seen = ~np.isnan(block.values(block.items)).all(axis=1)
        found.append(set(block.rows["person"].to_numpy()[seen]))
    return sorted(set.intersection(*found)) if found else []


def answers_of(block: AnswerBlock, people: Sequence[str]) -> pd.DataFrame:
    """Answers about these people, one row each."""
    values = pd.DataFrame(
        block.values(block.items), columns=block.items, index=block.rows["person"].to_numpy()
    )
    return values.loc[list(people)]


def weights_of(block: AnswerBlock, people: Sequence[str]) -> pd.Series | None:
    """Case weights of these people, those of the first occasion."""
    weights = block.case_weights
    if weights is None:
        return None
    return pd.Series(weights, index=block.rows["person"].to_numpy()).loc[list(people)]
