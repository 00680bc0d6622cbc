"""Cells of text made into ids, numbers, times and periods, by their distinct values."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd

from analysis.intake.numerals import of_two_readings, with_points
from analysis.intake.spreadsheet_errors import ERRORS

EMPTY = {"", "na", "n/a", "#n/a", "nan", "null", "."}
"""What software writes for an empty cell, in lower case."""

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

COMPACT_MONTH = re.compile(r"^(\d{4})(\d{2})$")
QUARTER = re.compile(r"^(\d{4})[-/ 年]?(?:Q|第)([1-4])(?:季度|季)?$", re.IGNORECASE)
YEAR = re.compile(r"^(\d{4})年?$")
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


def ids(column: pd.Series) -> pd.Series:
    """`column` as ids: full-width characters made narrow, "17.0" read as "17"."""
    return by_distinct(column, bare_id)


def bare_id(cell: str) -> str | None:
    """`cell` as an id; None if it means an empty cell."""
    cell = valued(unicodedata.normalize("NFKC", cell)) or ""
    cell = KEPT_AS_TEXT.sub(r"\1\2", cell)
    return WHOLE.sub(r"\1", cell) or None


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


def periods(column: pd.Series) -> pd.Series:
    """`column` as periods YYYY, YYYY-Qn, YYYY-MM or YYYY-MM-DD; NA where it is none.

    Where every date of the column is the first of a month, the dates mean months: it is
    what a spreadsheet makes of them.
    """
    found = by_distinct(text(column), period)
    days = found.str.len() == len("YYYY-MM-DD")
    if found.where(days).dropna().str.endswith("-01").all():
        return found.where(~days, found.str.slice(0, len("YYYY-MM")))
    return found


def period(cell: str) -> str | None:
    """`cell` as a period; None if it is none."""
    cell = unicodedata.normalize("NFKC", cell)
    if found := YEAR.match(cell):
        return found[1]
    if found := TIMESTAMP.match(cell) or COMPACT_MONTH.match(cell):
        month = int(found[2])
        day = int(found[3] or 1) if found.re is TIMESTAMP else 1
        if not (1 <= month <= MONTHS and 1 <= day <= DAYS_IN_MONTH):
            return None
        has_day = found.re is TIMESTAMP and found[3]
        return f"{found[1]}-{month:02}" + (f"-{day:02}" if has_day else "")
    if found := QUARTER.match(cell):
        return f"{found[1]}-Q{found[2]}"
    return None
