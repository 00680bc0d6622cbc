"""Periods that leave something open: the year of 1月, whether Jan-25 or 25-01 means a day.

The cells of a column that leave the same thing open are decided together, by the time in which
the study says that they were collected, or by the run of months that one reading makes.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.intake.period_forms import (
    MONTH_OF,
    MONTHS,
    NAMED_TWO,
    PAIR,
    TWO_NAMED,
    Part,
    kind_of,
    span,
    yearless,
)
from analysis.messages import message

CENTURY = 2000
FIRST_LIKELY = 10
"""Two digits below it mean a day of the month sooner than a year, if no time is stated."""

Time = tuple[date, date] | None
"""First and last day in which the study says that something was collected."""

Reading = dict[str, str]
"""The period of each cell."""


@dataclass(frozen=True, slots=True)
class Question:
    """What some cells leave open.

    Attributes
    ----------
    concerns
        Whether a cell leaves it open.
    decided
        The periods of such cells, by the study's time; None where nothing decides.
    problem
        The message where nothing decides, from where the cells stand and the first of them.
    """

    concerns: Callable[[str], bool]
    decided: Callable[[Sequence[str], Time], Reading | None]
    problem: Callable[[Mapping[str, object], str], str]


def inside(found: str, time: tuple[date, date]) -> bool:
    """Whether the period `found` lies in `time`; of a week, any day of it."""
    first, last = span(found)
    if kind_of(found) == "week":
        return first <= time[1] and last >= time[0]
    return time[0] <= first and last <= time[1]


def plausible(found: Iterable[str | None], time: Time) -> bool:
    """Whether all months lie in `time`; without one, whether they are a run of months."""
    months = {*found}
    known = sorted(month for month in months if month is not None)
    if len(known) < len(months) or not known:
        return False
    if time is not None:
        return all(inside(month, time) for month in known)
    counted = [int(month[:4]) * MONTHS + int(month[5:]) for month in known]
    run = counted == [*range(counted[0], counted[0] + len(counted))]
    return run and len(known) > 1 and int(known[0][:4]) >= CENTURY + FIRST_LIKELY


def the_plausible(readings: Iterable[dict[str, str | None]], time: Time) -> Reading | None:
    """The one of `readings` that is plausible; None if none is, or more than one."""
    left = [r for r in readings if plausible(r.values(), time)]
    return {c: p for c, p in left[0].items() if p is not None} if len(left) == 1 else None


def month_in(year: str, month: int) -> str | None:
    """A month of a year of two digits; None if either cannot be."""
    return Part("month", month).of(CENTURY + int(year)) if len(year) == len("25") else None


def named(cell: str) -> tuple[str, int] | None:
    """The two digits and the month of a cell such as Jan-25 or 25-Jan."""
    found = NAMED_TWO.match(cell) or TWO_NAMED.match(cell)
    return (found["two"], MONTH_OF[found["name"].lower()]) if found else None


def years_of_names(cells: Sequence[str], time: Time) -> Reading | None:
    """Cells such as Jan-25 as months of a year."""
    return the_plausible([{c: month_in(*n) for c in cells if (n := named(c))}], time)


def month_or_day(where: Mapping[str, object], seen: str) -> str:
    """The message for cells such as Jan-25 that may name a day."""
    two, month = named(seen) or ("", 0)
    shown = {"seen": seen, "month": month_in(two, month) or "", "day": f"--{month:02}-{two}"}
    return message("periods.month_or_day", **where, **shown)


def pair(cell: str) -> tuple[str, str] | None:
    """The two numbers of a cell such as 25-01."""
    found = PAIR.match(cell)
    return (found["first"], found["second"]) if found else None


def years_of_pairs(cells: Sequence[str], time: Time) -> Reading | None:
    """Cells such as 25-01 or 01/25 as months of a year."""
    pairs = {cell: p for cell in cells if (p := pair(cell))}
    year_first = {cell: month_in(a, int(b)) for cell, (a, b) in pairs.items()}
    month_first = {cell: month_in(b, int(a)) for cell, (a, b) in pairs.items()}
    return the_plausible([year_first, month_first], time)


def which_is_year(where: Mapping[str, object], seen: str) -> str:
    """The message for cells such as 25-01 in which either number may be the year."""
    a, b = pair(seen) or ("", "")
    readings = [r for r in (month_in(a, int(b)), month_in(b, int(a))) if r]
    return message("periods.which_is_year", **where, seen=seen, readings=" / ".join(readings))


def years_of_parts(cells: Sequence[str], time: Time) -> Reading | None:
    """Cells such as 1月 or Q1 in the one year of the study's time that has them."""
    if time is None:
        return None
    parts = {cell: part for cell in cells if (part := yearless(cell))}
    years = range(time[0].year, time[1].year + 1)
    found: Reading = {}
    for cell, part in parts.items():
        known = [period for year in years if (period := part.of(year))]
        fitting = [period for period in known if inside(period, time)]
        chosen = fitting if len(years) > 1 else known
        if len(chosen) != 1:
            return None
        found[cell] = chosen[0]
    return found


def year_missing(where: Mapping[str, object], seen: str) -> str:
    """The message for cells such as 1月 whose year is not said."""
    part = yearless(seen) or Part("year", 0)
    return message("periods.without_year", **where, seen=seen, found=part.of(2025) or "2025")


QUESTIONS = (
    Question(lambda cell: named(cell) is not None, years_of_names, month_or_day),
    Question(lambda cell: pair(cell) is not None, years_of_pairs, which_is_year),
    Question(lambda cell: yearless(cell) is not None, years_of_parts, year_missing),
)
