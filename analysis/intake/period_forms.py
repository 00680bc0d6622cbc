"""Periods as people write them: what one cell says, and what it leaves open.

A period is YYYY, YYYY-Hn, YYYY-Qn, YYYY-MM, YYYY-Www (ISO 8601) or YYYY-MM-DD. What a cell
leaves open (the year of 1月, whether Jan-25 names a day) its column decides, in
`analysis.intake.periods`.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

MONTHS = 12
NUMERALS = "一二三四五六七八九十"
NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LONG = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH_OF = {name: i % MONTHS + 1 for i, name in enumerate([*NAMES, *LONG])} | {"sept": 9}
NAME = rf"(?P<name>{'|'.join(sorted(MONTH_OF, key=len, reverse=True))})\.?"
YEAR = r"(?P<year>(?:19|20)\d{2})"
GAP = r"[-/ .,']? ?"
WITHIN = (
    r"(?:Q ?(?P<quarter>[1-4])|(?P<quarter_after>[1-4]) ?Q"
    r"|第? ?(?P<quarter_zh>[1-4一二三四]) ?季度?"
    r"|H ?(?P<half>[12])|(?P<half_zh>[上下])半年"
    r"|W(?:eek)? ?(?P<week>\d{1,2})|第 ?(?P<week_zh>\d{1,2}) ?[周週]"
    r"|M ?(?P<m>\d{1,2})|(?P<month_zh>\d{1,2}|十?[一二]|[三四五六七八九十]) ?月份?"
    rf"|{NAME})"
)
"""A part of a year: quarter, half, week or month."""

FORMS = [
    re.compile(rf"^{YEAR} ?年?度?$"),
    re.compile(rf"^{YEAR}[-/.年] ?(?P<m>\d{{1,2}}) ?(?:月份?)?(?: ?0?0:00(?::00)?)?$"),
    re.compile(rf"^{YEAR}(?P<m>\d{{2}})$"),
    re.compile(rf"^{YEAR} ?年?{GAP}{WITHIN}$", re.IGNORECASE),
    re.compile(rf"^{WITHIN}{GAP}{YEAR}$", re.IGNORECASE),
    re.compile(rf"^(?P<m>\d{{1,2}})[-/.]{YEAR}$"),
]
DAY = re.compile(
    r"^(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:[ T]*\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?$"
)
YEARLESS = re.compile(rf"^{WITHIN}$", re.IGNORECASE)
NAMED_TWO = re.compile(rf"^{NAME}[-/ .']+(?P<two>\d{{2}})$", re.IGNORECASE)
TWO_NAMED = re.compile(rf"^(?P<two>\d{{2}})[-/ .]{NAME}$", re.IGNORECASE)
PAIR = re.compile(r"^(?P<first>\d{1,2})[-/](?P<second>\d{1,2})$")
FISCAL = re.compile(
    r"^(?:FY ?'?(\d{2}|\d{4})(?:[-/ .]* ?[PMQHW] ?\d{1,2})?|[PMQH] ?\d{1,2}[-/ ]*FY ?'?\d{2,4}"
    r"|(\d{4}) ?财年.*)$",
    re.IGNORECASE,
)
FEWEST_MONTHS = 3
"""Fewer columns that are called like months may be called so for another reason."""

DOTTED = re.compile(r"^\d{4}\.(?P<m>\d{1,2})$")
"""Months that a spreadsheet may have taken for numbers: of 2025.10 it leaves 2025.1."""

Kind = Literal["year", "half", "quarter", "month", "week", "day"]
LENGTHS: dict[Kind, str] = {
    "year": r"\d{4}",
    "half": r"\d{4}-H\d",
    "quarter": r"\d{4}-Q\d",
    "month": r"\d{4}-\d{2}",
    "week": r"\d{4}-W\d{2}",
    "day": r"\d{4}-\d{2}-\d{2}",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a year, such as ("quarter", 2)."""

    kind: Kind
    n: int

    def of(self, year: int) -> str | None:
        """The period that it is in `year`; None if that year has no such part."""
        if self.kind == "year":
            return f"{year:04}"
        if self.kind == "month":
            return f"{year:04}-{self.n:02}" if 1 <= self.n <= MONTHS else None
        if self.kind == "week":
            return f"{year:04}-W{self.n:02}" if 1 <= self.n <= weeks_in(year) else None
        return f"{year:04}-{'Q' if self.kind == 'quarter' else 'H'}{self.n}"


def weeks_in(year: int) -> int:
    """Weeks of a year by ISO 8601: the week of 28 December is its last."""
    return date(year, 12, 28).isocalendar().week


def narrow(cell: str) -> str:
    """`cell` in narrow characters, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", cell).replace("\u2019", "'").split())


def period(cell: str) -> str | None:
    """The period that `cell` says with its year; None if it says none."""
    cell = narrow(cell)
    if found := DAY.match(cell):
        return day_of(*(int(found[part]) for part in ("year", "month", "day")))
    for form in FORMS:
        if (found := form.match(cell)) and (part := part_of(found)):
            return part.of(int(found["year"]))
    return None


def day_of(year: int, month: int, day: int) -> str | None:
    """A day of the calendar; None if there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def part_of(found: re.Match[str]) -> Part | None:
    """The part of a year that a match says; the whole year if it says none."""
    said = {name: value for name, value in found.groupdict().items() if value}
    if name := said.get("name"):
        return Part("month", MONTH_OF[name.lower()])
    if half := said.get("half_zh"):
        return Part("half", "上下".index(half) + 1)
    for name, value in said.items():
        kind = KIND_OF.get(name)
        if kind is not None:
            return Part(kind, counted(value))
    return Part("year", 0) if set(said) == {"year"} else None


KIND_OF: dict[str, Kind] = {
    "quarter": "quarter",
    "quarter_after": "quarter",
    "quarter_zh": "quarter",
    "half": "half",
    "week": "week",
    "week_zh": "week",
    "m": "month",
    "month_zh": "month",
}
"""What the groups of the patterns above are."""


def counted(digits: str) -> int:
    """The number that Arabic or Chinese numerals from 1 to 12 stand for."""
    if digits.isdecimal():
        return int(digits)
    return sum(NUMERALS.index(one) + 1 for one in digits)


def yearless(cell: str) -> Part | None:
    """The part of a year that `cell` names without its year."""
    found = YEARLESS.match(narrow(cell))
    return part_of(found) if found else None


def kind_of(found: str) -> Kind:
    """How long the period `found` is."""
    return next(kind for kind, form in LENGTHS.items() if re.fullmatch(form, found))


def span(found: str) -> tuple[date, date]:
    """The first and last day of the period `found`."""
    kind, year = kind_of(found), int(found[:4])
    if kind == "day":
        return date.fromisoformat(found), date.fromisoformat(found)
    if kind == "week":
        monday = date.fromisocalendar(year, int(found[6:]), 1)
        return monday, monday + timedelta(days=6)
    months = {"year": 12, "half": 6, "quarter": 3, "month": 1}[kind]
    nth = 1 if kind == "year" else int(found[5:].lstrip("HQ"))
    first = (nth - 1) * months
    after = date(year + (first + months) // MONTHS, (first + months) % MONTHS + 1, 1)
    return date(year, first + 1, 1), after - timedelta(days=1)


def months_across(header: Sequence[str]) -> list[str]:
    """The columns that are called like different months, if there are a few."""
    months: dict[str, str] = {}
    for name in header:
        part, whole = yearless(name), period(name)
        if part is not None and part.kind == "month":
            months.setdefault(f"--{part.n:02}", name)
        elif whole is not None and kind_of(whole) == "month":
            months.setdefault(whole, name)
    return list(months.values()) if len(months) >= FEWEST_MONTHS else []
