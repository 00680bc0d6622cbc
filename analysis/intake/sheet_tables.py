"""The sheets of a workbook that belong together, put one below the other as text."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.intake.places import Places
from analysis.intake.sheets import SheetTable, WorkbookLayout
from analysis.intake.workbooks import cell_text


def read_tables(layout: WorkbookLayout) -> tuple[pd.DataFrame, Places]:
    """The cells of the sheets that are read, below their headings, and where they stand.

    Columns are those of the first sheet; what other sheets have besides is left out.
    """
    tables, first = layout.tables, layout.tables[0]
    if len(tables) == 1:
        return cells_of(first), places_of(layout)
    names = [*occurrences(first.layout.header)]
    parts = [aligned(cells_of(table), table.layout.header, names) for table in tables]
    return pd.concat(parts, ignore_index=True), places_of(layout)


def cells_of(table: SheetTable) -> pd.DataFrame:
    """The cells of one sheet below its heading."""
    columns = zip(*table.sheet.rows[table.first_row :], strict=True)
    found = {i: pd.Series(list(map(cell_text, c)), dtype="str") for i, c in enumerate(columns)}
    return pd.DataFrame(found)


def occurrences(header: Sequence[str]) -> Iterator[tuple[str, int]]:
    """Every name of `header`, and how often it stands before."""
    times: Counter[str] = Counter()
    for name in header:
        yield name, times[name]
        times[name] += 1


def aligned(
    cells: pd.DataFrame, header: Sequence[str], names: Sequence[tuple[str, int]]
) -> pd.DataFrame:
    """`cells` below this `header` in the order of `names`, empty where it has no such."""
    if cells.empty:
        return pd.DataFrame({i: pd.Series(dtype="str") for i in range(len(names))})
    position = {name: i for i, name in enumerate(occurrences(header))}
    nothing = pd.Series(pd.NA, index=cells.index, dtype="str")
    found = [cells[position[name]] if name in position else nothing for name in names]
    return pd.concat(found, axis=1, keys=range(len(names)))


def places_of(layout: WorkbookLayout) -> Places:
    """Where the rows of the sheets that are read stand, below the heading of each."""
    rows = [rows_below(table) for table in layout.tables]
    if layout.n_sheets > 1:
        sheets = [
            np.full(len(r), t.sheet.number) for r, t in zip(rows, layout.tables, strict=True)
        ]
        return Places(np.concatenate(rows), np.concatenate(sheets))
    in_order = np.array_equal(rows[0], np.arange(1, len(rows[0]) + 1))
    return Places() if in_order else Places(rows[0])


def rows_below(table: SheetTable) -> np.ndarray:
    """The number of every row below the heading, from 1."""
    numbers = np.asarray(table.sheet.row_numbers, dtype=np.int64)
    return numbers[table.first_row :] - numbers[table.first_row - 1]
