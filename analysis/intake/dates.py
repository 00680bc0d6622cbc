"""Dates as tools and spreadsheets of other countries write them, with the year first."""

import re
import unicodedata
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

import pandas as pd

from analysis.intake.cells import MONTHS, by_distinct, text

Order = Literal["auto", "day_first", "month_first"]
"""Which of two small numbers is the day; auto: as the column itself shows."""

TWO_NUMBERS = re.compile(r"^(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})\b(.*)$")
MONTH: list[str] = [
    *("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
]
NAMED = re.compile(
    rf"^(?:(?P<day>\d{{1,2}})[ -])?(?P<month>{'|'.join(MONTH)})[a-z]*\.?[ -]"
    r"(?:(?P<after>\d{1,2}),? )?(?P<year>\d{4})\b(?P<rest>.*)$",
    re.IGNORECASE,
)
MONTH_AND_YEAR = re.compile(r"^(\d{1,2})[/.-](\d{4})$")
SERIAL = re.compile(r"^[3-5]\d{4}(?:\.\d+)?$")
"""Days since the end of 1899, from 1982 to 2064, as Excel counts them."""

FIRST_DAY = datetime(1899, 12, 30)
NOON = 12
CENTURY = 2000
HALF = re.compile(
    r"(?:(?P<before>上午|下午|凌晨|早上|中午|晚上)\s*)?(?P<hour>\d{1,2})(?P<rest>:\d{2}(?::\d{2})?)"
    r"(?:\s*(?:(?P<after>[ap])\.?m\.?|(?P<behind>上午|下午|凌晨|早上|中午|晚上)))?",
    re.IGNORECASE,
)
LATER = {"下午", "晚上", "中午", "p"}
ZONE = re.compile(r"\s*(?:gmt|utc|cst|est|pst)(?:[+-]\d{1,2}(?::?\d{2})?)?$", re.IGNORECASE)


class YearFirst(NamedTuple):
    """A column of dates that begin with the year, and how many could mean two days each."""

    cells: pd.Series
    n_ambiguous: int


def year_first(column: pd.Series, order: Order, *, months: bool = False) -> YearFirst:
    """`column` with dates that begin with the year; what is none stays as it is.

    Of 3/5/2026 either number may be the day. One cell of the column in which one of the two
    is larger than 12 decides for all; without any, the cells stay as they are and are counted.
    Where dates stand for `months`, the number that is 1 in all of several dates is the day.
    """
    cells = by_distinct(text(column), narrow)
    pairs = [found for cell in cells.dropna().unique() if (found := TWO_NUMBERS.match(cell))]
    decided = order if order != "auto" else order_in(pairs)
    if decided is None and months:
        decided = order_of_months(pairs)
    if decided is None:
        which = {found[0] for found in pairs}
        return YearFirst(by_distinct(cells, spelt), int(cells.isin(which).sum()))
    return YearFirst(by_distinct(cells, lambda cell: spelt(turned(cell, decided))), 0)


def order_in(pairs: list[re.Match[str]]) -> Order | None:
    """The order that dates of two numbers show; None where they show none or both."""
    day_first = any(int(found[1]) > MONTHS for found in pairs)
    month_first = any(int(found[3]) > MONTHS for found in pairs)
    if day_first != month_first:
        return "day_first" if day_first else "month_first"
    same = all(found[1].lstrip("0") == found[3].lstrip("0") for found in pairs)
    return "day_first" if same and not day_first else None


def order_of_months(pairs: list[re.Match[str]]) -> Order | None:
    """The order of dates that are all the first of different months; None of others."""
    first, second = ({int(found[k]) for found in pairs} for k in (1, 3))
    if first == {1} and len(second) > 1:
        return "day_first"
    return "month_first" if second == {1} and len(first) > 1 else None


def turned(cell: str, order: Order) -> str:
    """A date of two numbers and a year with its year first."""
    found = TWO_NUMBERS.match(cell)
    if not found:
        return cell
    day, month = (found[1], found[3]) if order == "day_first" else (found[3], found[1])
    year = int(found[4]) + (CENTURY if len(found[4]) == len("26") else 0)
    return f"{year}-{month}-{day}{found[5]}"


def narrow(cell: str) -> str:
    """`cell` with narrow characters, hours counted to 24 and no name of a time zone."""
    return ZONE.sub("", HALF.sub(hours_of_day, unicodedata.normalize("NFKC", cell)))


def hours_of_day(found: re.Match[str]) -> str:
    """A time of day with its hours from 0 to 23."""
    half = found["before"] or found["behind"] or (found["after"] or "").lower()
    hour = int(found["hour"])
    if not half:
        return found[0]
    if hour <= NOON:
        early = half == "中午" and hour < NOON - 1
        later = (half in LATER and hour < NOON) if half != "中午" else early
        hour = hour + NOON if later else 0 if hour == NOON and half not in LATER else hour
    return f"{hour}{found['rest']}"


def spelt(cell: str) -> str:
    """A date with its month by name, without a day, or as a number of days, year first."""
    if found := NAMED.match(cell):
        month = MONTH.index(found["month"].lower()) + 1
        day = found["day"] or found["after"]
        return f"{found['year']}-{month}" + (f"-{day}" if day else "") + found["rest"]
    if found := MONTH_AND_YEAR.match(cell):
        return f"{found[2]}-{found[1]}"
    if SERIAL.match(cell):
        moment = FIRST_DAY + timedelta(seconds=round(float(cell) * 86400))
        midnight = moment.time() == datetime.min.time()
        return str(moment.date()) if midnight else moment.isoformat(" ")
    return cell
