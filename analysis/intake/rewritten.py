"""Sheets written anew, so that far cells stand near and errors and formulas are text."""

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from analysis.intake.archives import WorkbookArchive
from analysis.intake.safe_xml import new_parser, parse
from analysis.intake.sheet_xml import SheetFacts, letters, place
from analysis.intake.spreadsheet_errors import UNCALCULATED

WIDEST_GAP = 100
"""More empty columns than this between filled ones are left out: they have no heading."""

DEEPEST_GAP = 1000
"""More empty rows than this between filled ones are no rows of the table: somebody's cell
stands far below it."""

HEAD = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"


def without_gaps(filled: list[int], widest: int) -> list[int]:
    """The numbers from the first of `filled` to the last, but for gaps wider than `widest`."""
    kept = filled[:1]
    for before, here in pairwise(filled):
        kept.extend(range(before + 1 if here - before <= widest + 1 else here, here + 1))
    return kept


def has_gap(filled: list[int], widest: int) -> bool:
    """Whether more than `widest` numbers are missing between two of `filled`."""
    return any(here - before > widest + 1 for before, here in pairwise(filled))


def must_be_rewritten(facts: SheetFacts, calculates_on_load: bool) -> bool:
    """Whether the reader of values would not tell, or not survive, what the sheet holds."""
    zeros = calculates_on_load and facts.zero_columns
    far = has_gap(facts.rows, DEEPEST_GAP) or has_gap(facts.columns, WIDEST_GAP)
    return bool(facts.has_errors or facts.has_uncalculated or zeros or far)


@dataclass(slots=True)
class Cell:
    """A cell under way: what its element says, and the texts inside."""

    where: tuple[int, int]
    kind: str = ""
    style: str = ""
    has_formula: bool = False
    has_value: bool = False
    value: list[str] = field(default_factory=list)


class Rewriting:
    """Goes through a sheet and writes its filled cells anew, where `rows` and `columns` say.

    Errors and formulas without a value, and all formulas in the columns `uncalculated`,
    become texts.
    """

    def __init__(
        self, rows: Mapping[int, int], columns: Mapping[int, int], uncalculated: frozenset[int]
    ) -> None:
        self.rows, self.columns, self.uncalculated = rows, columns, uncalculated
        self.written: dict[int, list[str]] = {}
        self.depth, self.row, self.column = 0, 0, 0
        self.cell: Cell | None = None
        self.reads = self.skips = False
        self.parser = new_parser()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.characters

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        local = name.rpartition(":")[2]
        if local == "row":
            self.row, self.column = int(attributes.get("r") or self.row + 1), 0
        elif local == "c":
            self.start_cell(attributes)
        elif self.cell is not None:
            self.cell.has_formula |= local == "f"
            self.cell.has_value |= local in ("v", "is")
            self.skips |= local == "rPh"
            self.reads = local in ("v", "t") and not self.skips

    def start_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell where it says it stands, or after the one before."""
        called = attributes.get("r")
        where = place(called) if called else (self.row, self.column + 1)
        self.column = where[1]
        self.cell = Cell(where, attributes.get("t", ""), attributes.get("s", ""))

    def characters(self, text: str) -> None:
        """Take in text of a value."""
        if self.reads and self.cell is not None:
            self.cell.value.append(text)

    def end(self, name: str) -> None:
        """Take in the end of an element."""
        local = name.rpartition(":")[2]
        if local in ("v", "t"):
            self.reads = False
        elif local == "rPh":
            self.skips = False
        elif local == "c" and self.cell is not None:
            self.write(self.cell)
            self.cell = None

    def write(self, cell: Cell) -> None:
        """Write `cell`, if it holds anything."""
        value, row, column = "".join(cell.value), *cell.where
        empty = not cell.has_value or (not value.strip() and cell.kind != "str")
        if cell.has_formula and (empty or column in self.uncalculated):
            body = text_cell(UNCALCULATED)
        elif cell.kind == "e" or cell.kind in ("inlineStr", "str"):
            body = text_cell(value)
        elif empty:
            return
        else:
            body = f" t={quoteattr(cell.kind)}" if cell.kind else ""
            body += f" s={quoteattr(cell.style)}" if cell.style else ""
            body += f"><v>{escape(value)}</v>"
        if row in self.rows and column in self.columns:
            named = f"{letters(self.columns[column])}{self.rows[row]}"
            self.written.setdefault(self.rows[row], []).append(f'<c r="{named}"{body}</c>')

    def result(self) -> bytes:
        """The sheet written anew."""
        rows = (
            f'<row r="{row}">{"".join(cells)}</row>'
            for row, cells in sorted(self.written.items())
        )
        return f"{HEAD}{''.join(rows)}{TAIL}".encode("utf-8", "replace")


def text_cell(text: str) -> str:
    """The rest of a cell's element that holds `text`."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is>'


def rewritten_sheet(
    chunks: Iterable[bytes],
    rows: list[int],
    columns: list[int],
    uncalculated: frozenset[int] = frozenset(),
) -> bytes:
    """The sheet in `chunks` with the numbers in `rows` and `columns` as 1, 2, …"""
    by_row, by_column = (
        {number: i for i, number in enumerate(kept, start=1)} for kept in (rows, columns)
    )
    rewriting = Rewriting(by_row, by_column, uncalculated)
    parse(rewriting.parser, chunks)
    return rewriting.result()


def with_sheets(book: WorkbookArchive, sheets: Mapping[str, bytes]) -> io.BytesIO:
    """The workbook with these `sheets` in place of its members of the same names."""
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for plain, name in book.names.items():
            content = sheets.get(plain) or b"".join(book.chunks(plain))
            archive.writestr(name, content)
    file.seek(0)
    return file
