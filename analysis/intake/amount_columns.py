"""A column of amounts: read where all its cells say the same of their unit, else refused."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.intake.amounts import Amount, amount_of, plain, power_of, values_of
from analysis.intake.cells import bare
from analysis.intake.numerals import of_two_readings
from analysis.messages import message
from analysis.notes import Note, note

ROWS_SHOWN = 5
"""Enough rows to find the cells by, and few enough for one line."""


@dataclass(frozen=True, slots=True)
class AmountColumn:
    """A column of amounts.

    Attributes
    ----------
    values
        (n,) its numbers in units of one; NaN where there is none.
    codes
        (n,) which of `amounts` each cell is; -1 where it is empty.
    amounts
        What each distinct cell says; None where it is filled and no amount.
    """

    values: np.ndarray
    codes: np.ndarray
    amounts: list[Amount | None]

    @property
    def bad(self) -> np.ndarray:
        """Where a cell is neither a number nor empty."""
        return (self.codes >= 0) & np.isnan(self.values)

    def rows(self, wanted: Mapping[int, bool]) -> np.ndarray:
        """The rows whose amount is `wanted`, by its position among `amounts`."""
        where = np.array([*(wanted.get(i, False) for i in range(len(self.amounts))), False])
        return np.flatnonzero(where[self.codes] & ~np.isnan(self.values))

    def by(self, what: str) -> dict[str, np.ndarray]:
        """The rows of cells that are not zero, by their unit, scale or percent sign."""
        counted = {i: a for i, a in enumerate(self.amounts) if a and not a.is_zero}
        said = dict.fromkeys(getattr(a, what) for a in counted.values())
        found = {
            mark: self.rows({i: getattr(a, what) == mark for i, a in counted.items()})
            for mark in said
        }
        return {mark: rows for mark, rows in found.items() if len(rows)}

    @property
    def times(self) -> list[int]:
        """How many cells say what each of `amounts` says."""
        said = self.codes[self.codes >= 0]
        return np.bincount(said, minlength=len(self.amounts)).tolist()


def amount_column(column: pd.Series) -> AmountColumn:
    """What the cells of `column` say."""
    codes, distinct = pd.factorize(column)
    texts = [bare(plain(cell)) for cell in distinct.tolist()]
    kept = [i for i, text in enumerate(texts) if text is not None]
    position = np.full(len(texts) + 1, -1)
    position[kept] = np.arange(len(kept))
    amounts = [amount_of(text) for text in texts if text is not None]
    numbers = [finite(value) for value in values_of(amounts)]
    codes = position[codes]
    return AmountColumn(np.array([*numbers, math.nan])[codes], codes, amounts)


def finite(value: object) -> float:
    """`value` as a number; NaN where there is none, or none that a computer can hold."""
    number = math.nan if value is None else float(str(value))
    return number if math.isfinite(number) else math.nan


def mixtures(file: str, name: str, column: AmountColumn) -> Iterator[str]:
    """Why the cells of the column `name` cannot be read as amounts of one kind."""
    where = {"file": file, "column": name}
    units = {mark: rows for mark, rows in column.by("unit").items() if mark}
    if len(units) > 1:
        yield message("records.mixed_units", **where, counts=counts_of(units))
    scales, rest = split(column.by("scale"))
    if scales and len(rest):
        yield message("records.mixed_scales", **where, **shown(scales, rest))
    percents, rest = split(column.by("percent"))
    if percents and (len(rest) or len(percents) > 1):
        yield message("records.mixed_percent", **where, **shown(percents, rest))


def split(found: Mapping[str, np.ndarray]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """The rows by mark, and those that have none."""
    marked = {mark: rows for mark, rows in found.items() if mark}
    return marked, found.get("", np.array([], dtype=int))


def shown(marked: Mapping[str, np.ndarray], rest: np.ndarray) -> dict[str, object]:
    """How many cells have which mark, how many have none, and where the fewer stand."""
    stands = [*marked.values(), *([rest] if len(rest) else [])]
    fewest = min(stands, key=lambda rows: len(rows))
    return {"counts": counts_of(marked), "n": len(rest), "rows": rows_of(fewest)}


def counts_of(rows: Mapping[str, np.ndarray]) -> str:
    """How many cells have each mark, as 万 × 12, $ × 3."""
    return ", ".join(f"{mark} × {len(found)}" for mark, found in rows.items())


def rows_of(rows: np.ndarray) -> str:
    """The first of `rows`, counted as data rows from 1."""
    more = "…" if len(rows) > ROWS_SHOWN else ""
    return ", ".join(str(row + 1) for row in rows[:ROWS_SHOWN]) + more


def unread(file: str, name: str, column: AmountColumn, limit: float) -> Iterator[str]:
    """The message for a column of which a larger share than `limit` is no numbers."""
    n, filled = int(column.bad.sum()), int((column.codes >= 0).sum())
    if n > limit * filled:
        shown = {"n": n, "n_filled": filled, "limit": f"{limit:.0%}"}
        rows = rows_of(np.flatnonzero(column.bad))
        yield message("records.not_numbers", file=file, column=name, **shown, rows=rows)


def column_notes(file: str, name: str, column: AmountColumn) -> Iterator[Note]:
    """What was read of the column `name`, where it was more than plain numbers."""
    where = {"file": file, "column": name}
    filled = int((column.codes >= 0).sum())
    if n := int(column.bad.sum()):
        yield note("not_numbers_left_empty", **where, n=n, n_filled=filled)
    marked = {
        mark: rows
        for what in ("unit", "scale", "percent")
        for mark, rows in column.by(what).items()
        if mark
    }
    if marked:
        n = len(np.unique(np.concatenate([*marked.values()])))
        powers = {mark: power_of(mark) for mark in marked}
        yield note("amounts_in_unit", **where, marks=powers, n=n, n_filled=filled)
    turned = column.rows({i: bool(a and a.turned) for i, a in enumerate(column.amounts)})
    if len(turned):
        yield note("amounts_turned_negative", **where, n=len(turned))
    if n := n_of_two_readings(column):
        yield note("numbers_of_two_readings", **where, n=n)


def n_of_two_readings(column: AmountColumn) -> int:
    """How many cells are like 1,234 or 1.234 and nothing in the column tells which.

    Before a word such as 万 a point stands before decimals: nobody writes 7767万 as 7.767万.
    """
    bodies = Counter({a.body.lstrip("+-"): 0 for a in column.amounts if a})
    for amount, times in zip(column.amounts, column.times, strict=True):
        if amount and not (amount.scale and "." in amount.body):
            bodies[amount.body.lstrip("+-")] += times
    return sum(bodies[body] for body in of_two_readings([*bodies]))
