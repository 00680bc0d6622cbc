"""Cells that a file of SPSS or Stata itself declares missing, outside the answers to items."""

from collections.abc import Mapping

import pandas as pd

from analysis.intake.cells import column_of
from analysis.notes import Note, note


def without_declared(
    file: str, table: pd.DataFrame, missing: Mapping[str, frozenset[str]]
) -> tuple[pd.DataFrame, list[Note]]:
    """`table` with empty cells for those in `missing`, by column; and how many they are."""
    notes: list[Note] = []
    names = list(table.columns)
    for column, declared in missing.items():
        if names.count(column) == 1:
            cells = column_of(table, column)
            here = cells.isin(declared)
            table = table.assign(**{column: cells.mask(here)})
            said = {"file": file, "column": column, "n": int(here.sum())}
            notes.append(note("declared_missing_left_empty", **said))
    return table, notes
