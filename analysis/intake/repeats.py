"""Persons whose period stands in several rows, of one table or of tables that go together.

Tables of the same columns stand below each other and are judged as one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.intake.cells import column_of
from analysis.intake.exports import RecordExport
from analysis.intake.period_forms import kind_of, span
from analysis.intake.rejects import KEPT
from analysis.messages import message

KEYS = ["person", "period"]
ROWS_SHOWN = 5
"""Enough rows to find them by, and few enough for one line."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A table of performance whose rows have been judged one by one.

    Attributes
    ----------
    export
        Where it comes from.
    table
        person, period and the columns of numbers of all its rows.
    reasons
        (n,) why a row is left out; `KEPT` where it is kept. Rows that repeat others are marked
        in place.
    """

    export: RecordExport
    table: pd.DataFrame
    reasons: np.ndarray

    @property
    def kept(self) -> pd.DataFrame:
        """The rows that are kept, with their positions as index."""
        return self.table.loc[self.reasons == KEPT]

    @property
    def alike(self) -> frozenset[str]:
        """What tables that go together have in common: all columns of numbers but exposure."""
        return frozenset(self.export.columns) - {self.export.exposure}


def stacks(tables: Sequence[Judged]) -> list[list[Judged]]:
    """Those of `tables` that stand below each other, in their order."""
    found: dict[frozenset[str], list[Judged]] = {}
    for table in tables:
        found.setdefault(table.alike, []).append(table)
    return list(found.values())


def settle_repeats(tables: Sequence[Judged]) -> list[str]:
    """Mark the rows that repeat others in all `tables`; the problems, one line each."""
    problems: list[str] = []
    for stack in stacks(tables):
        mark_duplicates(stack)
        problems += settle(stack)
        problems += lengths_across(stack)
    pairs = [pair for pair in combinations(tables, 2) if pair[0].alike != pair[1].alike]
    return [*problems, *(line for pair in pairs for line in counted_twice(*pair))]


def mark_duplicates(stack: Sequence[Judged]) -> None:
    """Mark rows that say the same as another; rows without a period, within a file.

    Of 100, 120 and 100 again, the last is a correction, not a duplicate, where the last counts.
    """
    parts = []
    for i, table in enumerate(stack):
        rows = table.kept[[*KEYS, *table.export.numbers]]
        apart = column_of(table.kept, "period").isna().to_numpy()
        parts.append(rows.assign(apart=np.where(apart, i, -1)))
    kept = "last" if stack[0].export.repeated_periods == "last" else "first"
    again = pd.concat(parts).duplicated(keep=kept).to_numpy()
    ends = np.cumsum([len(part) for part in parts])
    for table, part, found in zip(stack, parts, np.split(again, ends), strict=False):
        same = part.index[found]
        if table.export.repeated_periods == "sum":
            same = same.intersection(same_in_every_cell(table))
        table.reasons[same] = "duplicate"


def same_in_every_cell(table: Judged) -> pd.Index:
    """Kept rows equal to an earlier one in every cell: equal numbers may be two products."""
    cells = table.export.table.loc[table.kept.index]
    return cells.index[cells.duplicated().to_numpy()]


def settle(stack: Sequence[Judged]) -> Iterator[str]:
    """Apply what the study says of repeated periods; the message where it refuses them."""
    rules = {table.export.repeated_periods for table in stack}
    if len(rules) > 1:
        yield message(
            "records.rules_differ", files=files_of(stack), rules=", ".join(sorted(rules))
        )
        return
    (rule,) = rules
    parts = [
        table.kept[KEYS].assign(table=i, row=table.kept.index) for i, table in enumerate(stack)
    ]
    rows = pd.concat(parts, ignore_index=True)
    if rule == "last":
        earlier = rows.loc[rows.duplicated(KEYS, keep="last")]
        for i, table in enumerate(stack):
            table.reasons[earlier.loc[earlier["table"] == i, "row"]] = "corrected"
    elif rule == "refuse" and bool((again := rows.duplicated(KEYS)).any()):
        yield refusal(stack, rows.loc[again])


def refusal(stack: Sequence[Judged], again: pd.DataFrame) -> str:
    """The message for persons and periods that stand in several rows."""
    last = again.loc[again["table"] == again["table"].iloc[-1]]
    more = "…" if len(last) > ROWS_SHOWN else ""
    shown = {
        "files": files_of(stack),
        "n": len(again),
        "n_people": again["person"].nunique(),
        "file": stack[int(last["table"].iloc[0])].export.file,
        "rows": ", ".join(str(row + 1) for row in last["row"][:ROWS_SHOWN]) + more,
    }
    if column_of(again, "period").isna().to_numpy().all():
        return message("records.repeated_persons", **shown)
    return message("records.repeated_periods", **shown)


def files_of(stack: Sequence[Judged]) -> str:
    """The files of a stack."""
    return ", ".join(dict.fromkeys(table.export.file for table in stack))


def lengths_across(stack: Sequence[Judged]) -> Iterator[str]:
    """Tables that go together whose periods differ in length and cover the same time."""
    for one, other in combinations(stack, 2):
        if clash := overlap(periods_of(one), periods_of(other)):
            files = {"files": files_of((one, other)), "first": clash[0], "second": clash[1]}
            yield message("records.lengths_differ", **files)


def periods_of(table: Judged) -> list[str]:
    """The different periods of a table, in their order."""
    return sorted(table.kept["period"].dropna().unique())


def overlap(first: Sequence[str], second: Sequence[str]) -> tuple[str, str] | None:
    """Two periods of different length, one of each list, that share a day; None if none do."""
    if not first or not second or kind_of(first[0]) == kind_of(second[0]):
        return None
    spans = [(one, *span(one)) for one in second]
    for one in first:
        begins, ends = span(one)
        for other, since, until in spans:
            if begins <= until and since <= ends:
                return one, other
    return None


def counted_twice(one: Judged, other: Judged) -> Iterator[str]:
    """Indicators whose columns two tables of different columns have for the same periods."""
    if {one.export.repeated_periods, other.export.repeated_periods} == {"sum"}:
        return
    for name, columns in (dict(one.export.kpis) | dict(other.export.kpis)).items():
        if not set(columns) <= one.alike & other.alike:
            continue
        rows = [table.kept.dropna(subset=columns)[KEYS] for table in (one, other)]
        if n := len(rows[0].drop_duplicates().merge(rows[1].drop_duplicates(), on=KEYS)):
            yield message("records.counted_twice", files=files_of((one, other)), kpi=name, n=n)
