"""How a file is laid out: its kind, encoding, rows above the answers, column names.

It runs before any job starts, so it imports nothing heavy for the kinds that need nothing.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from types import ModuleType
from typing import Any

from analysis.intake.encodings import detect_encoding
from analysis.intake.kinds import FIRST, refuse_other_programs
from analysis.intake.tools import limesurvey, odk, qualtrics, redcap, surveymonkey, wenjuanxing
from analysis.intake.tools.heading import INVISIBLE, Heading
from analysis.intake.tools.plain import plain_heading
from analysis.intake.tools.two_rows import is_no_part
from analysis.intake.unreadable import UnreadableError
from analysis.intake.workbooks import ANY_SHEET, SheetChoice, cell_text
from analysis.messages import message

ZIP_MARK = b"PK\x03\x04"
OLD_EXCEL_MARK = b"\xd0\xcf\x11\xe0"
STATA = (105, 108, 110, 111, 113, 114, 115)
"""The versions of Stata files that begin with their number and the order of bytes."""

MARKS = {
    "xlsx": (ZIP_MARK, OLD_EXCEL_MARK),
    "sav": (b"$FL2", b"$FL3"),
    "dta": (b"<stata_dta>", *(bytes([v, order, 1, 0]) for v in STATA for order in (1, 2))),
    "parquet": (b"PAR1",),
}
"""The first bytes of the kinds of file that are no text."""

IS = {
    "csv": "files.is_text",
    "xlsx": "files.is_workbook",
    "sav": "files.is_spss",
    "dta": "files.is_stata",
    "parquet": "files.is_parquet",
}
"""The message about a file of a kind that the study calls by another."""

TEXT = ("csv", "tsv")
TOOLS: Mapping[str, ModuleType] = {
    "qualtrics": qualtrics,
    "wenjuanxing": wenjuanxing,
    "odk": odk,
    "redcap": redcap,
    "limesurvey": limesurvey,
    "surveymonkey": surveymonkey,
}
"""The tools in the order in which a file is taken for theirs."""

FORMATS = ("auto", *TEXT, *MARKS, *TOOLS)
DELIMITERS = ",;\t|^"
RARE = "|^"
"""Delimiters that titles contain too: fewer than `CELLS_OF_HEADING` cells are none."""

HEADING_ROWS = 6
"""Rows that show which of them are headings: three at most, and answers below."""

TITLE_ROWS = 8
"""How far down the heading may stand below titles."""

CELLS_OF_HEADING = 3
"""A row of fewer filled cells is no heading if rows of one cell stand above it."""

BEGINNING = 200
"""Characters of a text that show whether it is a table at all."""

MARK = "\ufeff"
"""The mark of byte order, which some tools write twice."""

NO_TABLE = {
    "<!doctype": "files.web_page",
    "<html": "files.web_page",
    "<table": "files.web_page",
    "<?xml": "files.web_page",
    "<meta": "files.web_page",
    "{": "files.json",
    "[{": "files.json",
}
"""How a text begins that is no table, in lower case, and the message that says so."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out.

    Attributes
    ----------
    kind
        csv for all text, or a key of `MARKS`.
    heading
        What the rows above the answers say.
    has_rows
        Whether any row below them has a cell that is not empty.
    encoding, delimiter
        Of a text file; "" for others.
    blank_lines
        Number of empty lines and titles above the heading.
    """

    kind: str
    heading: Heading = field(repr=False)
    has_rows: bool
    encoding: str = ""
    delimiter: str = ""
    blank_lines: int = 0

    @property
    def header(self) -> list[str]:
        """The column names."""
        return self.heading.names


def read_layout(path: str | Path, format: str, choice: SheetChoice = ANY_SHEET) -> Layout:
    """How the file at `path` is laid out; raises UnreadableError where it has no layout.

    Of a workbook, the sheets of `choice` are read.
    """
    path = Path(path)
    if format not in FORMATS:
        raise UnreadableError(
            message("files.unknown_format", format=format, known=", ".join(FORMATS))
        )
    kind = kind_of(path, format)
    if kind == "xlsx":
        from analysis.intake.sheets import workbook_layout

        return workbook_layout(path, format, choice)
    if choice.named:
        raise UnreadableError(message("files.no_sheets"))
    if kind in ("sav", "dta"):
        from analysis.intake.tools.statistical import read_described

        found = read_described(path, kind, cells=False)
        return Layout(kind, found.heading, found.n_rows > 0)
    if kind == "parquet":
        from analysis.intake.parquet import parquet_heading

        return Layout(kind, *parquet_heading(path))
    return text_layout(path.read_bytes(), format)


def kind_of(path: Path, format: str) -> str:
    """The kind of the file at `path`, which `format` may not contradict."""
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise UnreadableError(message("files.unknown_format", format=format, known=known))
    first = first_bytes(path)
    if not first.strip():
        raise UnreadableError(message("files.empty"))
    found = next((k for k, marks in MARKS.items() if first.startswith(marks)), "csv")
    if found == "csv":
        refuse_other_programs(path, first)
    if format in TEXT and found != "csv":
        raise UnreadableError(message("files.not_text", kind=called(found), found=found))
    if format in MARKS and format != found:
        raise UnreadableError(message("files.other_kind", kind=called(format), found=found))
    return found


def first_bytes(path: Path) -> bytes:
    """The beginning of the file at `path`; raises UnreadableError where there is none."""
    try:
        if path.is_dir():
            raise UnreadableError(message("files.folder"))
        if not path.is_file():
            raise UnreadableError(message("files.absent"))
        with path.open("rb") as file:
            return file.read(FIRST)
    except OSError as error:
        problem = error.strerror or ""
        raise UnreadableError(message("files.not_opened", problem=problem)) from None


def called(kind: str) -> str:
    """What a message calls a kind of file."""
    names = {
        "xlsx": "files.called_xlsx",
        "sav": "files.called_sav",
        "dta": "files.called_dta",
        "parquet": "files.called_parquet",
    }
    return message(names[kind])


def text_layout(raw: bytes, format: str) -> Layout:
    """The layout of a text file whose bytes are `raw`."""
    encoding = detect_encoding(raw)
    if encoding is None:
        raise UnreadableError(message("files.no_encoding"))
    text = raw.decode(encoding).lstrip(MARK)
    refuse_no_table(text)
    lines = islice((t for t in io.StringIO(text, newline=None) if t.strip()), TITLE_ROWS)
    try:
        delimiter = "\t" if format == "tsv" else likeliest_delimiter(list(lines))
        return table_layout(text_rows(text, delimiter), format, "csv", encoding, delimiter)
    except csv.Error:
        raise UnreadableError(message("files.open_quote")) from None


def refuse_no_table(text: str) -> None:
    """Raise if `text` begins as a web page, XML or JSON does."""
    first = "".join(text[:BEGINNING].split()).casefold()
    for mark, problem in NO_TABLE.items():
        if first.startswith(mark):
            raise UnreadableError(message(problem))


def text_rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """The rows of a text, cut at `delimiter`."""
    return csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)


def likeliest_delimiter(lines: Sequence[str]) -> str:
    """What cuts the first of `lines` that it cuts into most cells; a comma by default."""
    for line in lines:
        cells = {d: len(next(csv.reader([line], delimiter=d), [])) for d in DELIMITERS}
        cells |= {d: 1 for d in RARE if cells[d] < CELLS_OF_HEADING}
        if max(cells.values()) > 1:
            return max(DELIMITERS, key=cells.__getitem__)
    return DELIMITERS[0]


def table_layout(
    rows: Iterable[Sequence[Any]],
    format: str,
    kind: str,
    encoding: str = "",
    delimiter: str = "",
) -> Layout:
    """The layout of a table whose `rows` come one by one."""
    rows = iter(rows)
    top = list(islice(rows, TITLE_ROWS))
    n_above = n_title_rows(top)
    rows = chain(top[n_above:], rows)
    for blank_lines, row in enumerate(rows, start=n_above):
        if is_filled(row):
            first = [row, *islice(rows, HEADING_ROWS - 1)]
            heading = heading_of([header_cells(r) for r in first], format)
            more = any(map(is_filled, first[heading.n_rows :])) or any(map(is_filled, rows))
            return Layout(kind, heading, more, encoding, delimiter, blank_lines)
    raise UnreadableError(message("files.empty"))


def n_title_rows(top: Sequence[Sequence[Any]]) -> int:
    """How many of the first rows are titles: one filled cell, as merged cells have, above
    a row that fills several, or two (what and its value) above one that fills many.

    Two cells of which one has nothing below it are questions, whose parts are in that row.
    """
    places = [{j for j, cell in enumerate(row) if str(cell).strip()} for row in top]
    filled = list(map(len, places))
    heading = next((i for i, n in enumerate(filled) if n >= CELLS_OF_HEADING), 0)
    most = 2 if max(filled[heading : heading + 1], default=0) > 2 * CELLS_OF_HEADING else 1
    parts = (
        {j for j in places[heading] if not is_no_part(str(top[heading][j]))} if top else set()
    )
    asked = (i for i in range(heading) if filled[i] > 1 and not places[i] <= parts)
    first = next(asked, heading)
    return first if all(n <= most for n in filled[:first]) else 0


def heading_of(rows: list[list[str]], format: str) -> Heading:
    """The heading of a table that begins with `rows`, by the tool that `format` names."""
    if format in TOOLS:
        if not TOOLS[format].recognised(rows):
            raise UnreadableError(message("files.not_of_tool", tool=format))
        return TOOLS[format].heading(rows)
    if format != "auto":
        return plain_heading(rows)
    tool = next((t for t in TOOLS.values() if t.recognised(rows)), None)
    return tool.heading(rows) if tool else plain_heading(rows)


def header_cells(row: Sequence[Any]) -> list[str]:
    """The cells of a `row` of headings, without spaces around them."""
    return [(cell_text(cell) or "").translate(INVISIBLE).strip() for cell in row]


def is_filled(row: Sequence[Any]) -> bool:
    """Whether any cell of `row` holds something."""
    return any(str(cell).strip() for cell in row)
