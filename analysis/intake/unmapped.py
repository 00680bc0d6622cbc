"""Answers that are neither codes nor labels: which may be named, and what they may be."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.instrument import Instrument
from analysis.intake.labels import SPACES, CodedColumn
from analysis.intake.personal import holds_personal
from analysis.intake.wording import closest

NAMED_FROM = 3
"""How often an unreadable answer must be there to be named."""

COLUMNS_NEEDED = 2
"""In how many items it must be there, unless it is like a label: a name is in one column."""

SHORT_NUMBER = 2
"""A number of so few digits is named even if it stands elsewhere too: it tells nobody."""

OWN_SHARE = 0.8
"""A column with more distinct cells than this share of its rows tells who they are."""

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
    file: str,
    items: Mapping[str, CodedColumn],
    instrument: Instrument,
    table: pd.DataFrame,
    *,
    private: Collection[str],
) -> Unmapped:
    """The unreadable answers to `items`; those that could be personal have no name.

    What also stands in a `private` column of the `table`, or in one that tells most of its
    rows apart, is somebody's id or name.
    """
    times: Counter[str] = Counter()
    where: dict[str, list[str]] = defaultdict(list)
    for item, column in items.items():
        times.update(column.invalid)
        for cell in column.invalid:
            where[cell].append(item)
    named: dict[str, str] = {}
    frequent = [c for c, n in times.most_common() if n >= NAMED_FROM]
    for cell in public(frequent, table, private):
        like = closest(cell, instrument.options_of(where[cell][0]))
        if like or len(where[cell]) >= COLUMNS_NEEDED:
            named[cell] = like
    rows = [(file, c, times[c], len(where[c]), named[c]) for c in sorted(named)]
    others = [cell for cell in times if cell not in named]
    if others:
        n_items = len({item for cell in others for item in where[cell]})
        rows.append((file, "", sum(times[c] for c in others), n_items, ""))
    return Unmapped(named, pd.DataFrame(rows, columns=COLUMNS))


def public(cells: Sequence[str], table: pd.DataFrame, private: Collection[str]) -> list[str]:
    """Those of the most frequent `cells` that are nobody's."""
    short = [c for c in cells if len(c) <= LONGEST_LABEL and not holds_personal(c)]
    short = short[:MOST_NAMED]
    somebodys: set[str] = set()
    for position, name in enumerate(table.columns if short else []):
        column = table.iloc[:, position].dropna()
        if name in private or column.nunique() > OWN_SHARE * len(column):
            plain = column.str.strip().str.replace(SPACES, " ", regex=True)
            somebodys.update(plain[plain.isin(short)].unique().tolist())
    return [c for c in short if c not in somebodys or is_short_number(c)]


def is_short_number(cell: str) -> bool:
    """Whether `cell` is a number that tells nobody, such as a code of another scale."""
    return len(cell) <= SHORT_NUMBER and cell.isdecimal()


def in_words(named: Mapping[str, str]) -> str:
    """The unreadable answers with what they may be, in a message."""
    return "; ".join(f"{c} ({like}?)" if like else c for c, like in sorted(named.items()))
