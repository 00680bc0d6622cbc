"""Whether the answers of a block can carry any analysis at all."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.blocks import by_block
from analysis.instrument import Instrument
from analysis.intake.coding import CodedExport
from analysis.intake.layout import shown_items
from analysis.messages import message


def content_problems(
    answers: pd.DataFrame,
    parts: np.ndarray,
    coded: Sequence[CodedExport],
    instruments: dict[str, Instrument],
) -> Iterator[str]:
    """What is wrong with the answers of each instrument, source and wave.

    Parameters
    ----------
    answers
        The answer table.
    parts
        (n,) the position in `coded` of the export that each response comes from.
    coded
        The exports.
    instruments
        The questionnaires, by id.
    """
    for block, rows in by_block(answers):
        instrument = instruments[block.instrument]
        exports = [coded[i] for i in np.unique(parts[rows.index])]
        place = ", ".join(sorted({c.export.file for c in exports}))
        shown = {i for c in exports for i in shown_items(c.export, instrument)}
        refused = {i for c in exports for i in c.refused}
        asked = [i for items in instrument.scored.values() for i in items if i in shown]
        n_persons = len(set(rows["person"]))
        if n_persons == 1:
            yield message("content.one_person", files=place)
            continue
        yield from constant_items(rows, place, [i for i in asked if i not in refused])
        if n_persons < len(asked):
            about = {"n": n_persons, "n_items": len(asked)}
            yield message("content.fewer_people_than_items", files=place, **about)


def constant_items(rows: pd.DataFrame, place: str, items: list[str]) -> Iterator[str]:
    """Items that tell nobody apart."""
    for item in items:
        codes = rows[item].dropna().to_numpy(dtype=float)
        if len(codes) == 0:
            yield message("content.nobody_answered", files=place, item=item)
        elif (codes == codes[0]).all():
            yield message("content.all_the_same", files=place, item=item, n=len(codes))
