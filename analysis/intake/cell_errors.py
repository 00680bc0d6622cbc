"""Cells that hold a spreadsheet's error, or a formula that was never calculated."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.intake.cells import column_of
from analysis.intake.spreadsheet_errors import ERRORS, NOT_AVAILABLE, UNCALCULATED
from analysis.messages import message
from analysis.notes import Note, note


@dataclass(frozen=True, slots=True)
class Faults:
    """How many cells of each column, of those that hold anything, are no values.

    Attributes
    ----------
    errors
        Cells with an error.
    broken
        Those of them that nobody writes for an empty cell, as #N/A is written.
    uncalculated
        Cells with a formula that was never calculated.
    filled
        Cells that hold anything, these included.
    """

    errors: dict[str, int]
    broken: dict[str, int]
    uncalculated: dict[str, int]
    filled: dict[str, int]


def faults_in(table: pd.DataFrame, columns: Iterable[str | None]) -> Faults:
    """What is no value in the `columns` of `table` that are there once."""
    faults = Faults({}, {}, {}, {})
    names = list(table.columns)
    for name in dict.fromkeys(c for c in columns if c is not None and names.count(c) == 1):
        found = column_of(table, name)
        times = Counter(found[found.isin(ERRORS).to_numpy(dtype=bool)].tolist())
        if times:
            faults.uncalculated[name] = times.pop(UNCALCULATED, 0)
            faults.errors[name] = times.total()
            faults.broken[name] = times.total() - times[NOT_AVAILABLE]
            faults.filled[name] = int(found.notna().sum())
    return faults


def tell_faults(
    file: str,
    table: pd.DataFrame,
    columns: Iterable[str | None],
    max_invalid_share: float,
    problems: list[str],
    notes: list[Note],
) -> None:
    """Add what is no value in `columns` to `problems` where it is too much, else to `notes`."""
    found = faults_in(table, columns)
    for column, n_filled in found.filled.items():
        n_errors, n_waiting = found.errors[column], found.uncalculated[column]
        size = {"file": file, "column": column, "n_filled": n_filled}
        if found.broken[column] > max_invalid_share * n_filled:
            problems.append(message("files.error_cells", **size, n=n_errors))
        elif n_errors:
            notes.append(note("error_cells_left_empty", **size, n=n_errors))
        if n_waiting > max_invalid_share * n_filled:
            problems.append(message("files.uncalculated", **size, n=n_waiting))
        elif n_waiting:
            notes.append(note("formulas_without_value", **size, n=n_waiting))
