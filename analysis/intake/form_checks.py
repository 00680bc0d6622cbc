"""The checks of attention that forms add: did people get those that the study describes?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.blocks import by_block
from analysis.form_plan import is_added
from analysis.instrument import Instrument, Item
from analysis.notes import Note, note


def check_notes(answers: pd.DataFrame, instruments: dict[str, Instrument]) -> Iterator[Note]:
    """Blocks without the checks, and checks that most people answered otherwise.

    The right answers follow from the study's seed and layout; most people fail a check only
    if the form they saw was made from others.
    """
    for block, rows in by_block(answers):
        items = instruments[block.instrument].all_items.values()
        checks = [item for item in items if is_added(item)]
        if checks and rows[[item.id for item in checks]].isna().to_numpy().all():
            yield note("form_checks_not_in_answers", **block.columns)
        for item in checks:
            n, n_answered = failed(rows, item)
            if n > n_answered / 2:
                about = {"item": item.id, "n": n, "n_answered": n_answered}
                yield note("form_check_mostly_failed", **block.columns, **about)


def failed(rows: pd.DataFrame, check: Item) -> tuple[int, int]:
    """How many answered `check` otherwise than asked, and how many answered it."""
    given = rows[check.id].dropna().to_numpy(dtype=float)
    return int(np.count_nonzero(given != check.expected)), len(given)
