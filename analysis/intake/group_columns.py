"""Columns of groups: their cells, without people in them, and words that may mean nothing."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.intake.cells import EMPTY, by_distinct, column_of, seen, text
from analysis.intake.exports import PeopleExport
from analysis.intake.id_columns import words_for_nothing
from analysis.intake.id_rules import NOBODY
from analysis.intake.personal import looks_personal
from analysis.intake.spreadsheet_errors import ERRORS
from analysis.notes import Note, note


def read_group(people: PeopleExport, column: str) -> tuple[pd.Series, list[Note]]:
    """The groups in `column`, NA where there is none or somebody is named; and notes."""
    found = column_of(people.table, column)
    empty = EMPTY if people.missing is None else {"", *(m.casefold() for m in people.missing)}
    cells = by_distinct(found, lambda cell: group_in(cell, empty))
    own = is_somebodys(people, cells)
    where = {"file": people.file, "column": column}
    notes = word_notes(found, **where) if people.missing is None else []
    if n := int(own.sum()):
        notes.append(note("personal_groups_left_empty", **where, n=n))
    return cells.mask(own), notes


def group_in(cell: str, empty: Iterable[str]) -> str | None:
    """The group that a `cell` names; None for spreadsheets' errors and words for `empty`."""
    cell = seen(cell).strip()
    return None if cell.casefold() in empty or cell in ERRORS else cell


def word_notes(cells: pd.Series, file: str, column: str) -> list[Note]:
    """Notes of words that were read as empty, and of those that stay though they may be."""
    notes: list[Note] = []
    words, n = words_for_nothing(cells, EMPTY)
    if n:
        notes.append(note("words_for_no_group", file=file, column=column, n=n, cells=words))
    words, n = words_for_nothing(cells, NOBODY - EMPTY)
    if n:
        notes.append(note("words_kept_as_group", file=file, column=column, n=n, cells=words))
    return notes


def is_somebodys(people: PeopleExport, cells: pd.Series) -> np.ndarray:
    """Which `cells` of a group are addresses, numbers, names or ids of people.

    Names are those that stand in a column of the file that identifies people. A number is an
    id only if nobody else has it, as groups are numbered too.
    """
    times = cells.value_counts()
    names = known_cells(people, [c for c in people.personal if c not in people.declared])
    taken = known_cells(people, [people.person] if people.person else [])
    personal = {
        cell
        for cell, n in times.items()
        if cell in names
        or looks_personal(str(cell))
        or (cell in taken and (n == 1 or not str(cell).isdecimal()))
    }
    return cells.isin(personal).to_numpy(dtype=bool)


def known_cells(people: PeopleExport, columns: Iterable[str]) -> set[str]:
    """All texts that stand in `columns` of the file."""
    found = [text(people.table.loc[:, people.table.columns == c].iloc[:, 0]) for c in columns]
    return {cell for column in found for cell in column.dropna().unique().tolist()}
