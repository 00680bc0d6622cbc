"""Whether a file can be read at all, and has the columns a study needs.

It runs before any job starts, so it imports nothing heavy.
"""

import csv
import difflib
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.intake.encodings import detect_encoding
from analysis.intake.workbooks import UnreadableError, cell_text, workbook_rows

ZIP_MARK = b"PK\x03\x04"
OLD_EXCEL_MARK = b"\xd0\xcf\x11\xe0"
DELIMITERS = ",;\t"
NEITHER = "its text is neither UTF-8 nor GB18030 nor Big5; save it again as UTF-8"
NO_ROWS = "it has a header but no rows"
MAY_BE_WRONG = {
    "gb18030": "it was read as GB18030, which may be wrong; save it again as UTF-8",
    "big5": "it was read as Big5, which may be wrong; save it again as UTF-8",
}
LIKE = 0.8
"""How alike a column must be to be suggested for a missing one (difflib's ratio)."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is laid out.

    Attributes
    ----------
    encoding
        Encoding of a text file; "" for a workbook.
    delimiter
        What separates the cells of a text file; "" for a workbook.
    header
        The cells of the first row that is not empty, without spaces around them.
    blank_lines
        Number of empty lines before the header.
    has_rows
        Whether any row below the header has a cell that is not empty.
    """

    encoding: str
    delimiter: str
    header: list[str]
    blank_lines: int
    has_rows: bool


def check_file(path: str | Path, format: str, needed_columns: Mapping[str, str]) -> list[str]:
    """What is wrong with the file at `path`, one line each; empty where it can be read.

    Parameters
    ----------
    path
        The file.
    format
        auto, csv, tsv or xlsx; auto tells a workbook from text by its first bytes.
    needed_columns
        What each column that must be there is needed for.
    """
    file = Path(path).name
    try:
        layout = read_layout(path, format)
    except UnreadableError as error:
        return [f"{file}: {error}"]
    problems = [*column_problems(layout, needed_columns)]
    if not layout.has_rows:
        problems.append(NO_ROWS)
    return [f"{file}: {problem}" for problem in problems]


def column_problems(layout: Layout, needed_columns: Mapping[str, str]) -> Iterator[str]:
    """Columns that are missing or there more than once."""
    times = Counter(layout.header)
    missing = [c for c in needed_columns if times[c] == 0]
    for column, use in needed_columns.items():
        if times[column] == 0:
            yield f"column {column!r} is missing ({use}){suggestion(column, layout.header)}"
        if times[column] > 1:
            yield f"column {column!r} ({use}) is there {times[column]} times"
    if missing and layout.encoding in MAY_BE_WRONG:
        yield MAY_BE_WRONG[layout.encoding]


def suggestion(column: str, header: list[str]) -> str:
    """A column of the `header` whose name is nearly `column`, as a question."""
    like = difflib.get_close_matches(column, header, n=1, cutoff=LIKE)
    return f"; did you mean {like[0]!r}?" if like else ""


def read_layout(path: str | Path, format: str) -> Layout:
    """How the file at `path` is laid out; raises UnreadableError where it has no layout."""
    path = Path(path)
    if not path.is_file():
        raise UnreadableError("there is no such file")
    raw = path.read_bytes()
    if not raw.strip():
        raise UnreadableError("it is empty")
    if is_workbook(raw, format):
        return table_layout(workbook_rows(path), "", "")
    return text_layout(raw, format)


def is_workbook(raw: bytes, format: str) -> bool:
    """Whether the file that begins with `raw` is an Excel workbook, as `format` says."""
    workbook = raw.startswith((ZIP_MARK, OLD_EXCEL_MARK))
    if format not in ("auto", "csv", "tsv", "xlsx"):
        raise UnreadableError(f"format {format!r} is not known; use auto, csv, tsv or xlsx")
    if format in ("csv", "tsv") and workbook:
        raise UnreadableError(f"it is an Excel workbook, not {format}; use format: xlsx")
    if format == "xlsx" and not workbook:
        raise UnreadableError("it is not an Excel workbook; use format: csv if it is text")
    return workbook


def text_layout(raw: bytes, format: str) -> Layout:
    """The layout of a text file whose bytes are `raw`."""
    encoding = detect_encoding(raw)
    if encoding is None:
        raise UnreadableError(NEITHER)
    text = raw.decode(encoding)
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    delimiter = "\t" if format == "tsv" else likeliest_delimiter(first)
    try:
        reader = csv.reader(io.StringIO(text, newline=None), delimiter=delimiter)
        return table_layout(reader, encoding, delimiter)
    except csv.Error:
        raise UnreadableError("it is not a table; a quotation mark may not be closed") from None


def likeliest_delimiter(line: str) -> str:
    """What cuts `line` into most cells; a comma if nothing is better."""
    return max(DELIMITERS, key=lambda d: len(next(csv.reader([line], delimiter=d), [])))


def table_layout(rows: Any, encoding: str, delimiter: str) -> Layout:
    """The layout of a table whose `rows` come one by one."""
    rows = iter(rows)
    for blank_lines, row in enumerate(rows):
        if is_filled(row):
            header = header_cells(row)
            return Layout(encoding, delimiter, header, blank_lines, any(map(is_filled, rows)))
    raise UnreadableError("it is empty")


def header_cells(row: list[Any]) -> list[str]:
    """The column names in `row`, without spaces around them."""
    return [(cell_text(cell) or "").strip().strip("\ufeff") for cell in row]


def is_filled(row: list[Any]) -> bool:
    """Whether any cell of `row` holds something."""
    return any(str(cell).strip() for cell in row)
