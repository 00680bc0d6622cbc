"""Cells of text made into ids, numbers, times and periods, by their distinct values."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection
from typing import cast

import numpy as np
import pandas as pd

from analysis.intake.numerals import of_two_readings, with_points
from analysis.intake.spreadsheet_errors import ERRORS

EMPTY = {"", "na", "n/a", "#n/a", "nan", "null", "."}
"""What software writes for an empty cell, in lower case."""

UNSEEN = {"Cf", "Cc"}
"""Unicode categories of characters that nobody sees, such as a zero-width space."""

UNBROKEN = "\u00a0\u2007\u202f"
"""Spaces at which no line breaks: they look like others and are not."""

KEPT_AS_TEXT = re.compile(r'^(?:="(.*)"|\'(.+))$')
"""How ids are marked so that a spreadsheet keeps their zeros: ="007" and '007."""

WHOLE = re.compile(r"^(\d+)\.0+$")
ROUNDED = re.compile(r"^\d(\.\d+)?[eE]\+\d{2}$")
NUMBER = re.compile(r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
DATE = r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?"
TIME = r"(?:[ T]*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?"
TIMESTAMP = re.compile(f"^{DATE}{TIME}$")
DAY_FIRST = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})\b(.*)$")
"""Dates with full stops begin with the day in every country that writes them."""

DAYS_IN_MONTH = 31
MONTHS = 12


def column_of(table: pd.DataFrame, name: str) -> pd.Series:
    """The column `name` of `table`."""
    return cast(pd.Series, table[name])


def by_distinct(column: pd.Series, change: Callable[[str], str | None]) -> pd.Series:
    """`column` with `change` applied to each of its distinct texts; None becomes NA."""
    codes, distinct = pd.factorize(column)
    changed = np.array([*(change(text) for text in distinct.tolist()), None], dtype=object)
    return pd.Series(changed[codes], index=column.index, dtype="str")


def text(column: pd.Series) -> pd.Series:
    """`column` without spaces around its texts, NA where it holds nothing or an error."""
    return by_distinct(column, valued)


def valued(cell: str) -> str | None:
    """`cell` without spaces around it; None if it is empty or a spreadsheet's error."""
    cell = bare(cell) or ""
    return cell if cell and cell not in ERRORS else None


def bare(cell: str) -> str | None:
    """`cell` without spaces around it; None if it means an empty cell."""
    cell = cell.strip()
    return None if cell.casefold() in EMPTY else cell


def ids(column: pd.Series, empty: Collection[str] = EMPTY) -> pd.Series:
    """`column` as ids: full-width characters made narrow, "17.0" read as "17"."""
    return by_distinct(column, lambda cell: bare_id(cell, empty))


def bare_id(cell: str, empty: Collection[str] = EMPTY) -> str | None:
    """`cell` as an id; None if it is a spreadsheet's error or a word for an `empty` cell."""
    cell = seen(unicodedata.normalize("NFKC", cell)).strip()
    if cell.casefold() in empty or cell in ERRORS:
        return None
    cell = KEPT_AS_TEXT.sub(r"\1\2", cell)
    return WHOLE.sub(r"\1", cell) or None


def seen(cell: str) -> str:
    """`cell` without characters that nobody sees."""
    if cell.isascii() and cell.isprintable():
        return cell
    return "".join(c for c in cell if c.isspace() or unicodedata.category(c) not in UNSEEN)


def n_unseen(column: pd.Series) -> int:
    """How many cells hold characters that nobody sees, or spaces that are no plain ones."""
    times = Counter(column.dropna().tolist())
    return sum(n for cell, n in times.items() if seen(cell) != cell or {*cell} & {*UNBROKEN})


def n_rounded(ids: pd.Series) -> int:
    """How many `ids` are long numbers that a spreadsheet has rounded, as 1.1E+17."""
    return int(ids.str.match(ROUNDED).fillna(False).sum())


def numbers(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The numbers in `column`, and where a cell is neither a number nor empty.

    Returns
    -------
    values : (n,) float64, NaN where the cell holds no number
    bad : (n,) bool
    """
    codes, distinct = pd.factorize(column)
    texts = [bare(unicodedata.normalize("NFKC", t)) for t in distinct.tolist()]
    values = np.array([*map(number, with_points(texts, percent=True)), math.nan])
    filled = np.array([*(t is not None for t in texts), False])
    return values[codes], filled[codes] & np.isnan(values[codes])


def n_ambiguous(column: pd.Series) -> int:
    """How many cells of `column` are numbers like 1,234 or 1.234 and nothing tells which."""
    times = Counter(column.dropna())
    narrow = {cell: unicodedata.normalize("NFKC", cell).strip() for cell in times}
    found = of_two_readings(list(narrow.values()))
    return sum(times[cell] for cell, plain in narrow.items() if plain in found)


def number(cell: str | None) -> float:
    """The number that `cell` is, with a point before its decimals; NaN if it is none."""
    if cell is None:
        return math.nan
    value = float(cell) if NUMBER.match(cell) else math.nan
    return value if math.isfinite(value) else math.nan


def timestamps(column: pd.Series) -> tuple[pd.Series, int]:
    """`column` as YYYY-MM-DD HH:MM:SS, year first, and how many filled cells are not."""
    filled = text(column)
    times = by_distinct(filled, timestamp)
    return times, int((filled.notna() & times.isna()).sum())


def timestamp(cell: str) -> str | None:
    """`cell` as YYYY-MM-DD HH:MM:SS; None if it is no date that begins with its year."""
    cell = DAY_FIRST.sub(r"\3-\2-\1\4", unicodedata.normalize("NFKC", cell))
    found = TIMESTAMP.match(cell)
    if not found or not found[3]:
        return None
    year, month, day, *clock = (int(part or 0) for part in found.groups())
    if not (1 <= month <= MONTHS and 1 <= day <= DAYS_IN_MONTH):
        return None
    return f"{year:04}-{month:02}-{day:02} {clock[0]:02}:{clock[1]:02}:{clock[2]:02}"
