"""Years compared: the ladder for answers of different people in different waves."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.choices import Choices
from analysis.measurement.invariance.group_ladder import LadderTables, ladder_tables

WAVE = "wave"
"""What tables call this grouping; the block is that of the latest wave."""


def wave_ladders(
    blocks: Sequence[AnswerBlock], choices: Choices, rng: np.random.Generator
) -> list[LadderTables]:
    """A ladder for every instrument and source that asked different people in several waves."""
    found: dict[tuple[str, str], list[AnswerBlock]] = {}
    for block in blocks:
        found.setdefault((block.id.instrument, block.id.source), []).append(block)
    several = [sorted(own, key=lambda one: one.id.wave) for own in found.values()]
    independent = [own for own in several if len(own) > 1 and not overlapping(own)]
    return [wave_ladder(own, choices, rng) for own in independent]


def overlapping(blocks: Sequence[AnswerBlock]) -> bool:
    """Whether anybody answered in two of these blocks."""
    people = pd.concat([block.rows["person"].drop_duplicates() for block in blocks])
    return bool(people.duplicated().any())


def wave_ladder(
    blocks: Sequence[AnswerBlock], choices: Choices, rng: np.random.Generator
) -> LadderTables:
    """The waves of one instrument and source as groups; the first is the reference."""
    latest = blocks[-1]
    rows = pd.concat([block.rows for block in blocks], ignore_index=True)
    member = pd.Series([str(int(wave)) for wave in rows[WAVE]], index=rows.index)
    together = replace(latest, rows=rows)
    first = str(blocks[0].id.wave)
    return ladder_tables(together, member, WAVE, first, choices, rng)
