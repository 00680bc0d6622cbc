"""Sources and years compared: the ladder for several answers about the same people."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.choices import Choices, Row, basis, is_continuous
from analysis.measurement.invariance.compared_groups import comparable_factors
from analysis.measurement.invariance.group_ladder import LadderTables
from analysis.measurement.invariance.paired_ladder import Task, dimension_rows
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
    parts = [answers_of(one, people) for one in single]
    labels = occasion_labels(places, len(people))
    scored = single[0].instrument.scored
    factors = comparable_factors(scored, pd.concat(parts), labels)
    weights = weights_of(single[0], people)
    rows: dict[str, list[Row]] = {}
    for factor in scored:
        kept = answered(
            [part.reindex(columns=scored[factor]) for part in parts], choices.missing
        )
        reason = why_not(factor in factors, int(kept.sum()), choices.min_group)
        if reason is not None:
            about = {**where, "dimension": factor, "reason": remark(reason)}
            notes.append(note("dimension_not_paired", **about))
            continue
        task = Task(
            factor=factor,
            items=factors[factor],
            parts=[part.loc[kept, factors[factor]] for part in parts],
            weights=None if weights is None else weights.loc[kept].reset_index(drop=True),
            places=places,
            linear=linear,
            share=len(factors),
        )
        for name, own in dimension_rows(task, choices, rng).items():
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


def occasion_labels(places: Places, n: int) -> pd.Series:
    """The occasion of every row of answers that stand one below the other."""
    return pd.Series(pd.Categorical(np.repeat(places.labels, n), categories=places.labels))


def answered(parts: Sequence[pd.DataFrame], missing: str) -> np.ndarray:
    """People with an answer at every occasion, or without a gap ("listwise")."""
    seen = np.array([part.notna().to_numpy() for part in parts])
    every = seen.all(axis=2) if missing == "listwise" else seen.any(axis=2)
    return np.asarray(every.all(axis=0))


def why_not(comparable: bool, n: int, min_group: int) -> str | None:
    """Why a dimension is not tested, None if it is."""
    if not comparable:
        return "too_few_items"
    return "too_few_pairs" if n < min_group else None
