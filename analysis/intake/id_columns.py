"""Columns of ids: what they hold, and what is wrong or odd about it."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.intake.cells import by_distinct, column_of, ids, n_rounded, n_unseen
from analysis.intake.id_rules import IdRules
from analysis.intake.places import IN_ORDER, Places
from analysis.intake.rejects import empty_rows
from analysis.messages import message
from analysis.notes import Note, note


@dataclass(frozen=True, slots=True)
class IdColumn:
    """A column of ids after reading.

    Attributes
    ----------
    ids
        The ids without what does not count, NA where there is none.
    problems
        One line each, beginning with the file.
    notes
        What a reader should know.
    """

    ids: pd.Series
    problems: list[str]
    notes: list[Note]


def read_ids(file: str, table: pd.DataFrame, column: str, rules: IdRules) -> IdColumn:
    """The ids in `column` of `table`."""
    cells = column_of(table, column)
    written = ids(cells, rules.empty)
    found = by_distinct(written, rules.normal) if rules.changes_ids else written
    where = {"file": file, "column": column}
    problems = [
        *([message("ids.rounded", **where, n=n)] if (n := n_rounded(written)) else []),
        *([message("ids.merged", **where, n=n)] if (n := n_merged(written, found)) else []),
    ]
    notes: list[Note] = []
    if n := n_unseen(cells):
        notes.append(note("ids_with_unseen_characters", **where, n=n))
    words, n = words_for_nothing(cells, rules.empty)
    if n and rules.missing is None:
        notes.append(note("words_for_no_id", **where, n=n, cells=words))
    return IdColumn(found, problems, notes)


def read_person_ids(
    file: str,
    table: pd.DataFrame,
    column: str | None,
    rules: IdRules,
    places: Places = IN_ORDER,
) -> IdColumn:
    """The ids in `column`; without one, every filled row is a person with an id of its own.

    Such an id says where the row stands, so that rows of other sheets are other people.
    """
    if column is not None:
        return read_ids(file, table, column, rules)
    filled = ~empty_rows(table, np.ones(len(table), dtype=bool))
    return IdColumn(row_ids(file, table, places).where(filled).astype("str"), [], [])


def row_ids(file: str, table: pd.DataFrame, places: Places = IN_ORDER) -> pd.Series:
    """An id for every row of `file`."""
    positions = np.arange(len(table))
    rows = pd.Series(places.rows_at(positions), index=table.index).astype("str")
    files = pd.Series(places.files_at(file, positions), index=table.index, dtype="str")
    return files + ":" + rows


def n_merged(written: pd.Series, found: pd.Series) -> int:
    """How many different ids of a column become the same as another one."""
    distinct = pd.DataFrame({"written": written, "found": found}).dropna().drop_duplicates()
    return int(distinct["found"].duplicated(keep=False).sum())


def words_for_nothing(cells: pd.Series, empty: Collection[str]) -> tuple[list[str], int]:
    """The words among `cells` that stand for an `empty` one, and how many cells hold one."""
    times = cells.dropna().str.strip().value_counts()
    times = times[[w != "" and w.casefold() in empty for w in times.index.tolist()]]
    return sorted(times.index.tolist()), int(times.sum())
