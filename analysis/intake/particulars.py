"""What an export says of each response besides its answers: who, about whom, when."""

import numpy as np
import pandas as pd

from analysis.intake.cells import column_of, ids, n_rounded, numbers, text, timestamps
from analysis.intake.exports import Export


def particulars(
    export: Export, max_invalid_share: float
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """person, rater, form, language, started_at, seconds; problems; and notes."""
    problems: list[str] = []
    notes: list[str] = []
    columns = {name: column_of(export.table, c) for name, c in export.columns.items()}
    nothing = pd.Series(pd.NA, index=export.table.index, dtype="str")
    person = ids(columns["person"])
    rater = person if export.source == "self" else ids(columns["rater"])
    for name, found in {"person": person, "rater": rater}.items():
        if name in columns and (n := n_rounded(found)):
            problems.append(rounded_ids(export.file, export.columns[name], n))
    if export.source != "self" and (n := int((person == rater).sum())):
        notes.append(f"{export.file}: rows in which the rater is the person: {n}")
    seconds = np.full(len(person), np.nan)
    if "seconds" in columns:
        seconds, bad = durations(columns["seconds"])
        refuse, line = not_numbers(
            export.file, export.columns["seconds"], columns["seconds"], bad, max_invalid_share
        )
        (problems if refuse else notes).extend(line)
    started_at, n = timestamps(columns.get("started_at", nothing))
    if n:
        name = export.columns["started_at"]
        notes.append(f"{export.file}: column {name!r}: {n} times do not begin with a year")
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


def not_numbers(
    file: str, column: str, cells: pd.Series, bad: np.ndarray, max_invalid_share: float
) -> tuple[bool, list[str]]:
    """Whether too many cells are no numbers, and a line about them (none if all are)."""
    n, filled = int(bad.sum()), int(cells.notna().sum())
    if not n:
        return False, []
    line = f"{file}: column {column!r}: {n} of {filled} cells are not numbers"
    if n > max_invalid_share * filled:
        return True, [f"{line}, more than the allowed {max_invalid_share:.0%}"]
    return False, [f"{line} and were left empty"]


def undeclared(file: str, table: pd.DataFrame, declared: set[str | None]) -> list[str]:
    """A line with the columns that nobody declared, by name only (none if there are none)."""
    left = sorted(set(table.columns) - declared)
    return [
        f"{file}: columns not declared, never read ({len(left)}): {', '.join(left)}"
    ] * bool(left)


def rounded_ids(file: str, column: str, n: int) -> str:
    """The message for ids that a spreadsheet has rounded."""
    return (
        f"{file}: column {column!r}: {n} ids are numbers like 1.1E+17, which a spreadsheet "
        "has rounded; export the column as text"
    )
