"""Which sheets of a workbook make up a table: those that have the columns of the study."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from analysis.intake.headers import column_called
from analysis.intake.layouts import Layout, is_filled, table_layout
from analysis.intake.unreadable import UnreadableError
from analysis.intake.workbooks import Sheet, SheetChoice, read_sheets
from analysis.messages import message

TOP = 3
"""Rows below the heading that are kept of a sheet that is not read."""


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A sheet that can be read as a table.

    Attributes
    ----------
    sheet
        Its cells.
    layout
        Where its heading stands and what it says.
    n_filled
        How many rows below the heading hold anything.
    """

    sheet: Sheet
    layout: Layout
    n_filled: int

    @property
    def first_row(self) -> int:
        """The position of the first row below the heading."""
        return self.layout.blank_lines + self.layout.heading.n_rows

    def has(self, columns: Collection[str]) -> bool:
        """Whether every one of `columns` is there once, by its name or its question."""
        return self.n_of(columns) == len(columns)

    def n_of(self, columns: Collection[str]) -> int:
        """How many of `columns` are there once."""
        times = Counter(self.layout.header)
        return sum(times[name] == 1 for name in self.called(columns))

    def called(self, columns: Collection[str]) -> list[str]:
        """The names of `columns` in the sheet."""
        return [column_called(column, self.layout.heading) for column in columns]

    def top(self) -> "SheetTable":
        """The same without most of its rows."""
        rows = self.sheet.rows[: self.first_row + TOP]
        return replace(self, sheet=replace(self.sheet, rows=rows))


@dataclass(frozen=True, slots=True)
class WorkbookLayout(Layout):
    """How a workbook is laid out; its heading is that of the first of its `tables`.

    Attributes
    ----------
    tables
        The sheets that are read one below the other.
    n_sheets
        How many sheets hold anything.
    unread
        Filled rows of every sheet that is not read as it lacks columns of the study.
    hidden
        Filled rows of every sheet that has the columns and is not read as it is hidden.
    named
        Whether the study names its sheets.
    """

    tables: tuple[SheetTable, ...] = field(default=(), repr=False)
    n_sheets: int = 1
    unread: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    named: bool = False


def workbook_layout(path: str | Path, format: str, choice: SheetChoice) -> WorkbookLayout:
    """How the workbook at `path` is laid out, in the sheets of `choice`.

    Raises
    ------
    UnreadableError
        If it cannot be read, or does not have a sheet that is named.
    """
    tables = [*read_tables(path, format, choice)]
    chosen = [*named_tables(tables, choice)] if choice.named else fitting(tables, choice)
    numbers = {table.sheet.number for table in chosen}
    rest = [t for t in tables if t.sheet.number not in numbers and not choice.named]
    hidden = [bool(choice.columns) and t.has(choice.columns) for t in rest]
    first = chosen[0].layout
    return WorkbookLayout(
        kind=first.kind,
        heading=first.heading,
        has_rows=any(table.n_filled for table in chosen),
        blank_lines=first.blank_lines,
        tables=tuple(chosen),
        n_sheets=len(tables),
        unread=tuple(t.n_filled for t, fits in zip(rest, hidden, strict=True) if not fits),
        hidden=tuple(t.n_filled for t, fits in zip(rest, hidden, strict=True) if fits),
        named=bool(choice.named),
    )


def read_tables(path: str | Path, format: str, choice: SheetChoice) -> Iterator[SheetTable]:
    """The sheets of the workbook at `path`, without most rows of those that will not be read.

    Only the one that lacks fewest columns is kept whole beside those that have them all.
    """
    found: list[SheetTable] = []
    fullest = -1
    problem = UnreadableError(message("files.empty"))
    for sheet in read_sheets(path):
        try:
            table = sheet_table(sheet, format)
        except UnreadableError as error:
            problem = error
            continue
        n = table.n_of(choice.columns)
        whole = choice.named or n == len(choice.columns)
        if not whole and fullest >= 0 and n <= found[fullest].n_of(choice.columns):
            table = table.top()
        elif not whole:
            if fullest >= 0:
                found[fullest] = found[fullest].top()
            fullest = len(found)
        found.append(table)
    if not found:
        raise problem
    yield from found


def sheet_table(sheet: Sheet, format: str) -> SheetTable:
    """`sheet` as a table; raises UnreadableError where it cannot be one."""
    layout = table_layout(sheet.rows, format, "xlsx")
    first = layout.blank_lines + layout.heading.n_rows
    return SheetTable(sheet, layout, sum(map(is_filled, sheet.rows[first:])))


def named_tables(tables: list[SheetTable], choice: SheetChoice) -> Iterator[SheetTable]:
    """The `tables` that the study names, in its order."""
    for place, wanted in enumerate(choice.named):
        called = wanted.strip().casefold()
        by_name = [t for t in tables if t.sheet.name.strip().casefold() == called]
        by_number = [t for t in tables if str(t.sheet.number) == called]
        table = next(iter(by_name or by_number), None)
        if table is None:
            raise UnreadableError(message("files.no_such_sheet", sheet=wanted))
        if place and not table.has(choice.columns):
            raise UnreadableError(message("files.sheet_lacks_columns", sheet=wanted))
        yield table


def fitting(tables: list[SheetTable], choice: SheetChoice) -> list[SheetTable]:
    """The `tables` that are read: those that are shown and have all columns of the study.

    Hidden ones are read where no other has them all; where none has, the fullest one is.
    Where the study needs no column, all sheets headed as the first one with rows are.
    """
    if not choice.columns:
        shown = [t for t in tables if t.sheet.visible] or tables
        first = next((t for t in shown if t.n_filled), shown[0])
        header = sorted(first.layout.header)
        return [
            first,
            *(t for t in shown if t is not first and sorted(t.layout.header) == header),
        ]
    fit = [t for t in tables if t.has(choice.columns)]
    shown = [t for t in fit if t.sheet.visible] or fit
    if not shown:
        return [max(tables, key=lambda t: (t.n_of(choice.columns), t.sheet.visible))]
    called = shown[0].called(choice.columns)
    return [t for t in shown if t.called(choice.columns) == called]
