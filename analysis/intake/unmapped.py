"""Answers that are neither codes nor labels: which may be named, and what they may be."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.instrument import Instrument
from analysis.intake.labels import CodedColumn
from analysis.intake.personal import holds_personal
from analysis.intake.wording import closest

NAMED_FROM = 3
"""How often an unreadable answer must be there to be named."""

COLUMNS_NEEDED = 2
"""In how many items it must be there, unless it is like a label: a name is in one column."""

LONGEST_LABEL = 40
"""A longer one is a free text and never named."""

MOST_NAMED = 100
"""No more are named; the most frequent come first."""

COLUMNS = ["file", "label", "n", "n_items", "suggestion"]


@dataclass(frozen=True, slots=True)
class Unmapped:
    """The unreadable answers of one file.

    Attributes
    ----------
    named
        The closest option of each that may be named, "" where none is like it.
    table
        The same with counts, and one row without a label for all that may not be named.
    """

    named: Mapping[str, str]
    table: pd.DataFrame


def unmapped_of(
    file: str, items: Mapping[str, CodedColumn], instrument: Instrument
) -> Unmapped:
    """The unreadable answers to `items`; those that could be personal have no name."""
    times: Counter[str] = Counter()
    where: dict[str, list[str]] = defaultdict(list)
    for item, column in items.items():
        times.update(column.invalid)
        for cell in column.invalid:
            where[cell].append(item)
    named: dict[str, str] = {}
    for cell, n in times.most_common(MOST_NAMED):
        if n >= NAMED_FROM and len(cell) <= LONGEST_LABEL and not holds_personal(cell):
            like = closest(cell, instrument.options_of(where[cell][0]))
            if like or (len(where[cell]) >= COLUMNS_NEEDED):
                named[cell] = like
    rows = [(file, c, times[c], len(where[c]), named[c]) for c in sorted(named)]
    others = [cell for cell in times if cell not in named]
    if others:
        n_items = len({item for cell in others for item in where[cell]})
        rows.append((file, "", sum(times[c] for c in others), n_items, ""))
    return Unmapped(named, pd.DataFrame(rows, columns=COLUMNS))


def in_words(named: Mapping[str, str]) -> str:
    """The unreadable answers with what they may be, in a message."""
    return "; ".join(f"{c} ({like}?)" if like else c for c, like in sorted(named.items()))
