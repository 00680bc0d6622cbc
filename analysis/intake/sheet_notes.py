"""What a reader should know of a workbook: what it hides, and what of it was not read."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from analysis.intake.sheet_xml import SheetFacts
from analysis.intake.sheets import SheetTable, WorkbookLayout
from analysis.intake.workbooks import NOTHING, SheetChoice
from analysis.notes import Note, note

Span = tuple[int, int, int, int]


def workbook_notes(file: str, layout: WorkbookLayout, choice: SheetChoice) -> Iterator[Note]:
    """What the workbook does not show, and how its sheets were put together."""
    tables = layout.tables
    n_rows = sum(table.n_filled for table in tables)
    if len(tables) > 1:
        yield note("sheets_read_together", file=file, n=len(tables), n_rows=n_rows)
    if layout.unread:
        unread = layout.unread
        yield note("sheets_not_read", file=file, n=len(unread), n_rows=sum(unread))
    if layout.hidden:
        hidden = layout.hidden
        yield note("hidden_sheets_not_read", file=file, n=len(hidden), n_rows=sum(hidden))
    if n := sum(not table.sheet.visible for table in tables):
        yield note("hidden_sheets_read", file=file, n=n)
    if n := sum(n_hidden_rows(table) for table in tables):
        yield note("hidden_rows_read", file=file, n=n, n_rows=n_rows)
    if columns := sorted({c for t in tables for c in hidden_columns(t, choice)}):
        yield note("hidden_columns_read", file=file, columns=columns)
    if n := sum(n_merged_away(table) for table in tables):
        yield note("merged_cells", file=file, n=n)
    if any(table.sheet.facts is NOTHING for table in tables):
        yield note("old_workbook", file=file)


def data_rows(table: SheetTable) -> list[int]:
    """The numbers of the rows below the heading."""
    return list(table.sheet.row_numbers[table.first_row :])


def n_hidden_rows(table: SheetTable) -> int:
    """How many filled rows below the heading are hidden."""
    heading = table.sheet.row_numbers[table.first_row - 1]
    return sum(row > heading for row in table.sheet.facts.hidden_rows)


def hidden_columns(table: SheetTable, choice: SheetChoice) -> Iterator[str]:
    """The columns that are hidden and have a name, of those the study needs if it says."""
    needed = set(table.called(choice.columns))
    numbers = table.sheet.column_numbers
    for number, name in zip(numbers, table.layout.header, strict=False):
        wanted = name in needed if needed else bool(name)
        if wanted and is_hidden(number, table.sheet.facts):
            yield name


def is_hidden(column: int, facts: SheetFacts) -> bool:
    """Whether the column of this number is hidden."""
    return any(first <= column <= last for first, last in facts.hidden_columns)


def n_merged_away(table: SheetTable) -> int:
    """How many cells below the heading are merged into another, which alone has the value."""
    rows = data_rows(table)
    named = zip(table.sheet.column_numbers, table.layout.header, strict=False)
    columns = [number for number, name in named if name]
    return sum(n_covered(span, rows, columns) for span in table.sheet.facts.merged)


def n_covered(span: Span, rows: list[int], columns: list[int]) -> int:
    """How many cells of `rows` and `columns` lie in the merged `span`, but for its first."""
    top, left, bottom, right = span
    height = bisect_right(rows, bottom) - bisect_left(rows, top)
    width = bisect_right(columns, right) - bisect_left(columns, left)
    return max(height * width - 1, 0)
