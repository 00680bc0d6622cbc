"""Excel workbooks: the cells of their sheets, as Python values and as text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from analysis.intake.archives import Listed, WorkbookArchive, open_workbook
from analysis.intake.kinds import refuse_other_office
from analysis.intake.rewritten import (
    DEEPEST_GAP,
    WIDEST_GAP,
    must_be_rewritten,
    rewritten_sheet,
    with_sheets,
    without_gaps,
)
from analysis.intake.sheet_xml import SheetFacts, sheet_facts
from analysis.intake.unreadable import UnreadableError
from analysis.messages import message

EXACT_BELOW = 1e15
"""Excel keeps 15 digits of a number; a longer one has been rounded."""

MOST_CELLS = 100_000_000
"""A sheet whose rows times columns are beyond it is refused."""

NOTHING = SheetFacts([], [], frozenset(), (), (), False, False, frozenset())
"""What is known of the sheets of a workbook of before 2007, and of sheets of charts."""


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """Which sheets of a workbook are wanted.

    Attributes
    ----------
    columns
        The columns that the study needs: sheets that have them all are read.
    named
        The sheets that the study names, by name or number; none where it leaves it open.
    """

    columns: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


ANY_SHEET = SheetChoice()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet, from its first filled row and column.

    Attributes
    ----------
    number
        Which sheet of the workbook it is, from 1.
    name
        What it is called.
    visible
        Whether the workbook shows it.
    rows
        Its rows, "" where a cell is empty.
    row_numbers, column_numbers
        Which row and column of the sheet each of them is, from 1.
    facts
        What else the workbook says of it.
    """

    number: int
    name: str
    visible: bool
    rows: list[list[Any]] = field(repr=False)
    row_numbers: Sequence[int] = field(repr=False)
    column_numbers: Sequence[int] = field(repr=False)
    facts: SheetFacts = field(repr=False, default=NOTHING)


def read_sheets(path: str | Path) -> Iterator[Sheet]:
    """The sheets of the workbook at `path` that hold anything, one by one.

    Raises
    ------
    UnreadableError
        If it is no workbook, is protected or damaged, or expands to too much.
    """
    with Path(path).open("rb") as file:
        zipped = file.read(2) == b"PK"
    try:
        yield from (new_sheets(path) if zipped else old_sheets(path))
    except PasswordError:
        raise UnreadableError(message("files.password")) from None
    except (CalamineError, ZipError, XmlError, OSError, IndexError, ValueError):
        raise UnreadableError(message("files.damaged_workbook")) from None


def old_sheets(path: str | Path) -> Iterator[Sheet]:
    """The filled sheets of a workbook of before 2007, of which only the values are known."""
    refuse_other_office(Path(path).read_bytes())
    book = CalamineWorkbook.from_path(str(path))
    for i, listed in enumerate(book.sheets_metadata):
        rows, top, left = values(book, i)
        if rows:
            shown = listed.visible == SheetVisibleEnum.Visible
            row_numbers = range(top + 1, top + 1 + len(rows))
            columns = range(left + 1, left + 1 + len(rows[0]))
            yield Sheet(i + 1, listed.name, shown, rows, row_numbers, columns)


def values(book: CalamineWorkbook, i: int) -> tuple[list[list[Any]], int, int]:
    """The filled part of sheet `i`, and how many rows and columns stand before it."""
    sheet = book.get_sheet_by_index(i)
    top, left = sheet.start or (0, 0)
    return sheet.to_python(), top, left


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sheet before it is read: what is known of it, and its rows and columns that count."""

    facts: SheetFacts
    rows: list[int]
    columns: list[int]
    rewritten: bool


def new_sheets(path: str | Path) -> Iterator[Sheet]:
    """The filled sheets of a workbook of Excel 2007 or later."""
    with open_workbook(path) as archive:
        listed = archive.listed()
        known = [numbered(archive, member, listed) for member in listed.members]
        anew = {
            member: rewritten(archive, member, sheet, listed)
            for member, sheet in zip(listed.members, known, strict=True)
            if sheet.rewritten
        }
        source = with_sheets(archive, anew) if anew else None
    book = (
        CalamineWorkbook.from_filelike(source)
        if source
        else CalamineWorkbook.from_path(str(path))
    )
    if len(book.sheets_metadata) != len(known):
        raise UnreadableError(message("files.damaged_workbook"))
    for i, sheet in enumerate(known):
        if sheet.rows:
            yield new_sheet(book, i, sheet, visible=listed.visible[i])


def numbered(archive: WorkbookArchive, member: str, listed: Listed) -> Numbered:
    """What is known of the sheet in `member`; raises if its table would be too large."""
    facts = sheet_facts(archive.chunks(member)) if member else NOTHING
    rows = without_gaps(facts.rows, DEEPEST_GAP)
    columns = without_gaps(facts.columns, WIDEST_GAP)
    if len(rows) * len(columns) > MOST_CELLS:
        raise UnreadableError(message("files.too_large"))
    return Numbered(facts, rows, columns, must_be_rewritten(facts, listed.calculates_on_load))


def rewritten(archive: WorkbookArchive, member: str, sheet: Numbered, listed: Listed) -> bytes:
    """The sheet in `member` with its errors as text and without its gaps."""
    zeros = sheet.facts.zero_columns if listed.calculates_on_load else frozenset()
    return rewritten_sheet(archive.chunks(member), sheet.rows, sheet.columns, zeros)


def new_sheet(book: CalamineWorkbook, i: int, sheet: Numbered, *, visible: bool) -> Sheet:
    """Sheet `i` of `book` with its cells."""
    rows, top, left = values(book, i)
    width = len(rows[0]) if rows else 0
    if sheet.rewritten:
        row_numbers = sheet.rows[top : top + len(rows)]
        column_numbers = sheet.columns[left : left + width]
    else:
        row_numbers = range(top + 1, top + 1 + len(rows))
        column_numbers = range(left + 1, left + 1 + width)
    name = book.sheet_names[i]
    return Sheet(i + 1, name, visible, rows, row_numbers, column_numbers, sheet.facts)


def cell_text(cell: Any) -> str | None:
    """A workbook's cell as the text that a CSV file would hold; None where empty.

    A number too long for Excel to be exact stays in scientific notation, so that it is
    not taken for an exact id.
    """
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        number = float(cell)
        if not number.is_integer():
            return repr(number)
        return str(int(number)) if abs(number) < EXACT_BELOW else f"{number:.14e}"
    if isinstance(cell, datetime):
        return str(cell.date()) if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
