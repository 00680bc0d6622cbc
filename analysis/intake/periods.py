"""A column of periods: read together, or refused with what was seen and what would be read."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.intake.cells import by_distinct, text
from analysis.intake.open_periods import QUESTIONS, Time, inside
from analysis.intake.period_forms import DOTTED, FISCAL, MONTH_OF, kind_of, narrow, period
from analysis.messages import message
from analysis.notes import Note, note

LIKE_PERIOD = re.compile(
    rf"^(?=.*\d)(?:{'|'.join(MONTH_OF)}|FY|week|[QHWPM]|[-/.,': ]"
    r"|[年度月份日号第季周週上下半旬一二三四五六七八九十财]"
    r"|\d{1,2}(?!\d)|(?:19|20)\d{2}(?:\d{2}){0,2}(?!\d))+$",
    re.IGNORECASE,
)
"""Cells that are made of what periods are made of; only these are shown in a message."""

Place = Mapping[str, object]
"""The file and the column that a message is about."""


@dataclass(frozen=True, slots=True)
class ReadPeriods:
    """A column of periods after reading.

    Attributes
    ----------
    periods
        The period of each row; NA where there is none.
    problems
        Why the column cannot be read, one line each.
    notes
        What the column as a whole decided.
    """

    periods: pd.Series
    problems: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def periods(column: pd.Series) -> pd.Series:
    """`column` as periods; NA where a cell is none, or leaves its year open.

    Where every date of the column is the first of a month, the dates mean months: it is
    what a spreadsheet makes of them.
    """
    found = by_distinct(text(column), period)
    days = found.str.len() == len("YYYY-MM-DD")
    if found.where(days).dropna().str.endswith("-01").all():
        return found.where(~days, found.str.slice(0, len("YYYY-MM")))
    return found


def read_periods(place: Place, column: pd.Series, time: Time, limit: float) -> ReadPeriods:
    """The periods in a column.

    Parameters
    ----------
    place
        Its file and name.
    column
        Its cells, dates with the year first.
    time
        When the study says it was collected.
    limit
        A larger share of cells that are no periods is a problem.
    """
    cells = by_distinct(text(column), narrow)
    found = periods(cells)
    left = Counter(cells.where(found.isna()).dropna().tolist())
    problems = [*dropped_zeros(place, cells), *fiscal_years(place, left)]
    notes: list[Note] = []
    for question in QUESTIONS:
        seen = [cell for cell in left if question.concerns(cell)]
        decided = question.decided(seen, time) if seen else {}
        if decided is None:
            problems.append(question.problem(place, seen[0]))
        elif decided:
            found = found.where(found.notna(), cells.map(decided)).astype("str")
            n, first = sum(left[cell] for cell in decided), seen[0]
            notes.append(
                note("periods_read_as", **place, n=n, seen=first, period=decided[first])
            )
        left = Counter({cell: n for cell, n in left.items() if cell not in seen})
    problems += [] if problems else unread(place, left, int(cells.notna().sum()), limit)
    return ReadPeriods(found, problems, notes)


def dropped_zeros(place: Place, cells: pd.Series) -> Iterator[str]:
    """The message for months such as 2025.1 that may be October, once a number 2025.10."""
    months = {found["m"] for cell in cells.dropna().unique() if (found := DOTTED.match(cell))}
    if {"1", "11"} <= months and "10" not in months:
        yield message("periods.dropped_zero", **place)


def fiscal_years(place: Place, left: Mapping[str, int]) -> Iterator[str]:
    """The message for periods of a fiscal year, which begins nobody knows when."""
    if seen := [cell for cell in left if FISCAL.match(cell)]:
        n = sum(left[cell] for cell in seen)
        yield message("periods.fiscal_year", **place, n=n, seen=seen[0])


def unread(place: Place, left: Mapping[str, int], filled: int, limit: float) -> Iterator[str]:
    """The message for a column of which a larger share than `limit` is no periods."""
    n = sum(left.values())
    if n <= limit * filled:
        return
    shown = {"n": n, "n_filled": filled, "limit": f"{limit:.0%}"}
    seen = next((cell for cell in left if LIKE_PERIOD.match(cell)), None)
    if seen is None:
        yield message("periods.unread", **place, **shown)
    else:
        yield message("periods.unread_such_as", **place, **shown, seen=seen)


def mixed_lengths(place: Place, found: pd.Series) -> Iterator[str]:
    """The message for a column in which months stand beside quarters, or years."""
    kinds: dict[str, list[str]] = {}
    for one in found.dropna().tolist():
        kinds.setdefault(kind_of(one), []).append(one)
    if len(kinds) > 1:
        counts = ", ".join(f"{ones[0]} × {len(ones)}" for ones in kinds.values())
        yield message("periods.mixed_lengths", **place, counts=counts)


def outside(file: str, found: pd.Series, time: Time) -> Iterator[Note]:
    """A note of the periods that do not lie in the study's `time`."""
    if time is None:
        return
    strange = {one for one in found.dropna().unique() if not inside(one, time)}
    if n := int(found.isin(strange).sum()):
        size = {"n": n, "n_filled": int(found.notna().sum())}
        yield note("periods_outside_collected", file=file, **size, period=min(strange))
