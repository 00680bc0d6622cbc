"""Excel workbooks: the cells of their first sheet, as Python values and as text."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

EXACT_BELOW = 1e15
"""Excel keeps 15 digits of a number; a longer one has been rounded."""


class UnreadableError(Exception):
    """A file is no table; the message says why, without the file's name."""


def workbook_rows(path: str | Path) -> list[list[Any]]:
    """The rows of the first sheet of the workbook at `path`."""
    try:
        return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except PasswordError:
        raise UnreadableError("it is protected by a password; save it without one") from None
    except (CalamineError, ZipError, XmlError, OSError, IndexError):
        raise UnreadableError("it cannot be read as an Excel workbook; save it again") from None


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
