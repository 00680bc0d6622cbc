"""What an export says of each response besides its answers: who, about whom, when."""

import numpy as np
import pandas as pd

from analysis.intake.cells import column_of, ids, n_rounded, numbers, text, timestamps
from analysis.intake.exports import Export
from analysis.notes import Note, note


def particulars(
    export: Export, max_invalid_share: float
) -> tuple[pd.DataFrame, list[str], list[Note]]:
    """person, rater, form, language, started_at, seconds; problems; and notes."""
    problems: list[str] = []
    notes: list[Note] = []
    columns = {name: column_of(export.table, c) for name, c in export.columns.items()}
    nothing = pd.Series(pd.NA, index=export.table.index, dtype="str")
    person = ids(columns["person"])
    rater = person if export.source == "self" else ids(columns["rater"])
    for name, found in {"person": person, "rater": rater}.items():
        if name in columns and (n := n_rounded(found)):
            problems.append(rounded_ids(export.file, export.columns[name], n))
    if export.source != "self" and (n := int((person == rater).sum())):
        notes.append(note("rater_is_person", file=export.file, n=n))
    seconds = np.full(len(person), np.nan)
    if "seconds" in columns:
        seconds, bad = durations(columns["seconds"])
        unread = unread_numbers(export.file, export.columns["seconds"], columns["seconds"], bad)
        sort_out(unread, max_invalid_share, problems, notes)
    started_at, n = timestamps(columns.get("started_at", nothing))
    if n:
        where = {"file": export.file, "column": export.columns["started_at"]}
        notes.append(note("times_without_year", **where, n=n))
    found = {
        "person": person,
        "rater": rater,
        "form": pd.Series(export.form, index=person.index, dtype="str"),
        "language": text(columns.get("language", nothing)),
        "started_at": started_at,
        "seconds": seconds,
    }
    return pd.DataFrame(found), problems, notes


def durations(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The seconds in `column`, NaN where there are none, and where a cell cannot be any."""
    seconds, bad = numbers(column)
    bad = bad | (seconds < 0)
    return np.where(bad, np.nan, seconds), bad


def unread_numbers(file: str, column: str, cells: pd.Series, bad: np.ndarray) -> Note:
    """How many filled cells of a column are no numbers."""
    size = {"n": int(bad.sum()), "n_filled": int(cells.notna().sum())}
    return note("not_numbers_left_empty", file=file, column=column, **size)


def sort_out(
    unread: Note, max_invalid_share: float, problems: list[str], notes: list[Note]
) -> None:
    """Add what `unread_numbers` found to `problems` if it is too much, else to `notes`."""
    n, filled = unread["n"], unread["n_filled"]
    if n > max_invalid_share * filled:
        problems.append(
            f"{unread['file']}: column {unread['column']!r}: {n} of {filled} cells are not "
            f"numbers, more than the allowed {max_invalid_share:.0%}"
        )
    elif n:
        notes.append(unread)


def undeclared(file: str, table: pd.DataFrame, declared: set[str | None]) -> list[Note]:
    """A note of the columns that nobody declared, by name only (none if there are none)."""
    left = sorted(set(table.columns) - declared)
    return [note("columns_not_declared", file=file, columns=left)] if left else []


def rounded_ids(file: str, column: str, n: int) -> str:
    """The message for ids that a spreadsheet has rounded."""
    return (
        f"{file}: column {column!r}: {n} ids are numbers like 1.1E+17, which a spreadsheet "
        "has rounded; export the column as text"
    )
