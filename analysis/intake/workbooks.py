"""Excel workbooks: the cells of their first sheet, as Python values and as text."""

import re
import zlib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

EXACT_BELOW = 1e15
"""Excel keeps 15 digits of a number; a longer one has been rounded."""

MOST_BYTES = 2 * 1024**3
"""A workbook that expands beyond it is refused."""

MOST_TIMES = 200
MANY_BYTES = 64 * 1024**2
"""A workbook beyond `MANY_BYTES` that expands more than `MOST_TIMES` is refused."""

MOST_CELLS = 100_000_000
"""A sheet whose last row times last column is beyond it is refused."""

PLACE = re.compile(
    rb"""<(?:\w+:)?(?:c(?=[\s/>])(?:[^>]*?\sr\s*=\s*["']([A-Za-z]{1,3})(\d{1,7}))?"""
    rb"""|(row)(?=[\s/>])(?:[^>]*?\sr\s*=\s*["'](\d{1,7}))?)"""
)
"""A cell and where it says it stands, or a row and its number."""

CHUNK = 1 << 22
OVERLAP = 200
OTHER_WORKBOOKS = {"content.xml", "xl/workbook.bin", "index/document.iwa"}
"""Files in workbooks of OpenOffice, binary Excel and Numbers."""

ARCHIVE = "it is a zip archive; unpack it and name the table inside"
OTHER_KIND = "it is a workbook of another kind; save it as xlsx"
DAMAGED = "it cannot be read as an Excel workbook; save it again"
TOO_LARGE = "it expands to more than a table of answers can hold; save it again as CSV"


class UnreadableError(Exception):
    """A file is no table; the message says why, without the file's name."""


def workbook_rows(path: str | Path) -> list[list[Any]]:
    """The rows of the first sheet of the workbook at `path` that has any."""
    refuse_bombs(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = (book.get_sheet_by_index(i).to_python() for i in range(len(book.sheet_names)))
        return next(filter(None, sheets), [])
    except PasswordError:
        raise UnreadableError("it is protected by a password; save it without one") from None
    except (CalamineError, ZipError, XmlError, OSError, IndexError, ValueError):
        raise UnreadableError(DAMAGED) from None


def sheet_names(path: str | Path) -> list[str]:
    """The names of the sheets of the workbook at `path`, which has been read."""
    return CalamineWorkbook.from_path(str(path)).sheet_names


def refuse_bombs(path: str | Path) -> None:
    """Raise if the workbook at `path` is far larger than its file, before it is opened."""
    with Path(path).open("rb") as file:
        zipped = file.read(2) == b"PK"
    if not zipped:
        return
    try:
        with ZipFile(path) as archive:
            members = archive.infolist()
            size, packed = (sum(x) for x in ([m.file_size for m in members],
                                             [m.compress_size for m in members]))  # fmt: skip
            if size > MOST_BYTES or size > max(MANY_BYTES, MOST_TIMES * packed):
                raise UnreadableError(TOO_LARGE)
            refuse_other_archives({m.filename.replace("\\", "/").lower() for m in members})
            for member in members:
                refuse_far_cells(archive, member)
    except (BadZipFile, LargeZipFile, zlib.error, OSError, EOFError, ValueError):
        raise UnreadableError(DAMAGED) from None
    except (NotImplementedError, RuntimeError):  # another compression, or encrypted
        raise UnreadableError(DAMAGED) from None


def refuse_other_archives(names: set[str]) -> None:
    """Raise if an archive with files of these `names` is no workbook that can be checked."""
    if "xl/workbook.xml" in {name.lstrip("/") for name in names}:
        return
    raise UnreadableError(OTHER_KIND if names & OTHER_WORKBOOKS else ARCHIVE)


def refuse_far_cells(archive: ZipFile, member: ZipInfo) -> None:
    """Raise if a cell in `member` stands so far out that the table would be too large.

    Rows and cells that do not say where they stand come one after the other.
    """
    last_row, last_column, n_rows, n_cells, rest = 1, 1, 0, 0, b""
    with archive.open(member) as file:
        while chunk := file.read(CHUNK):
            for column, of_cell, is_row, of_row in PLACE.findall(rest + chunk):
                n_rows, n_cells = (n_rows + 1, 0) if is_row else (n_rows, n_cells + 1)
                last_row = max(last_row, n_rows, int(of_cell or of_row or 1))
                far = column_number(column) if column else n_cells
                last_column = max(last_column, far)
            rest = chunk[-OVERLAP:]
    if last_row * last_column > MOST_CELLS:
        raise UnreadableError(TOO_LARGE)


def column_number(letters: bytes) -> int:
    """The number of the column called by `letters`, from A = 1."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number


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
