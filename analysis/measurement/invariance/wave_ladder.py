"""Years compared: the ladder for answers of different people in different waves."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.group_ladder import Choices, LadderTables, ladder_tables
from analysis.notes import note, remark

WAVE = "wave"
"""What tables call this grouping; the block is that of the latest wave."""


def wave_ladders(
    blocks: Sequence[AnswerBlock], choices: Choices, rng: np.random.Generator
) -> list[LadderTables]:
    """A ladder for every instrument and source that was asked in several waves."""
    found: dict[tuple[str, str], list[AnswerBlock]] = {}
    for block in blocks:
        found.setdefault((block.id.instrument, block.id.source), []).append(block)
    several = [sorted(own, key=lambda one: one.id.wave) for own in found.values()]
    return [wave_ladder(own, choices, rng) for own in several if len(own) > 1]


def wave_ladder(
    blocks: Sequence[AnswerBlock], choices: Choices, rng: np.random.Generator
) -> LadderTables:
    """The waves of one instrument and source as groups; the first is the reference.

    Answers of the same people are dependent: where anybody answered in two waves nothing is
    tested.
    """
    latest = blocks[-1]
    where = {**latest.ids, "grouping": WAVE}
    rows = pd.concat([block.rows for block in blocks], ignore_index=True)
    seen = set(zip(rows["person"], rows[WAVE], strict=True))
    if len({person for person, _ in seen}) < len(seen):
        said = note("invariance_not_testable", **where, reason=remark("same_people"))
        return LadderTables({}, where, [said])
    member = pd.Series([str(int(wave)) for wave in rows[WAVE]], index=rows.index)
    together = replace(latest, rows=rows)
    first = str(blocks[0].id.wave)
    return ladder_tables(together, member, WAVE, first, choices, rng)
