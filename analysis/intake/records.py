"""Performance by person and period, from tables of people that the study knows."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.intake.cell_errors import tell_faults
from analysis.intake.cells import column_of, n_rounded, numbers, periods
from analysis.intake.dates import year_first
from analysis.intake.exports import RecordExport
from analysis.intake.particulars import (
    person_ids,
    rounded_ids,
    sort_out,
    two_readings,
    undeclared,
    unread_numbers,
)
from analysis.intake.personal import personal_columns
from analysis.intake.pseudonyms import pseudonyms
from analysis.intake.rejects import (
    KEPT,
    empty_rows,
    first_reason,
    flow_of,
    flow_table,
    joined,
    nothing_kept,
    rejected,
)
from analysis.notes import Note, note

UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Records:
    """How well people performed, as recorded.

    Attributes
    ----------
    records
        person, file, source, period (null where there is none) and the columns of numbers.
    rejects
        file, row, reason, detail of every row left out.
    flow
        file, instrument ("" here), source, wave (null), step, n.
    n_received, n_kept
        Rows of all tables, and those kept.
    n_people_without_records
        Persons described or listed of whom no row is kept.
    notes
        What a reader should know.
    """

    records: pd.DataFrame
    rejects: pd.DataFrame
    flow: pd.DataFrame
    n_received: int
    n_kept: int
    n_people_without_records: int
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class ReadRecords:
    """One table of performance after reading.

    Attributes
    ----------
    export
        Where it comes from.
    table
        Its kept rows.
    reasons
        Why each row of the file is left out; "" where it is kept.
    problems
        One line each, beginning with the file.
    notes
        What a reader should know.
    """

    export: RecordExport
    table: pd.DataFrame
    reasons: np.ndarray
    problems: list[str]
    notes: list[Note]


def records(
    tables: list[RecordExport],
    identities: pd.DataFrame,
    *,
    key: bytes,
    max_invalid_share: float,
) -> Records:
    """The records of the people in `identities`.

    Parameters
    ----------
    tables
        The tables of performance.
    identities
        code, pseudonym, is_person, as the answers have them.
    key
        The programme's key, by which ids are found again among the pseudonyms.
    max_invalid_share
        A column with a larger share of cells that are no numbers stops the run.

    Raises
    ------
    DataError
        With one line for every problem of every table.
    """
    known = identities.loc[identities["is_person"].to_numpy(dtype=bool)]
    persons = column_of(known.set_index("pseudonym"), "code")
    problems = [line for table in tables for line in layout_problems(table)]
    raise_all(problems or ([] if tables else ["criteria: there is no table of performance"]))
    read = [read_records(t, persons, key, max_invalid_share) for t in tables]
    raise_all([line for r in read for line in r.problems])
    found = pd.concat([r.table for r in read], ignore_index=True)
    rows = [line for r in read for line in record_flow(r)]
    left_out = [
        rejected(
            r.export.file,
            r.reasons,
            {"no_person": r.export.person or "", "bad_period": r.export.period or ""},
            r.export.places,
        )
        for r in read
    ]
    return Records(
        records=found,
        rejects=joined(left_out),
        flow=flow_table(rows),
        n_received=sum(len(r.reasons) for r in read),
        n_kept=len(found),
        n_people_without_records=len(set(persons) - set(found["person"])),
        notes=[said for r in read for said in r.notes],
    )


def layout_problems(export: RecordExport) -> Iterator[str]:
    """Columns of `export` that are missing or there more than once."""
    columns = list(export.table.columns)
    wanted = export.declared
    if missing := [c for c in wanted if c not in columns]:
        yield f"{export.file}: columns missing: {', '.join(missing)}"
    if repeated := [c for c in wanted if columns.count(c) > 1]:
        yield f"{export.file}: columns there more than once: {', '.join(repeated)}"


def read_records(
    export: RecordExport, persons: pd.Series, key: bytes, max_invalid_share: float
) -> ReadRecords:
    """The rows of `export` about `persons` (codes by pseudonym)."""
    raw = person_ids(export.file, export.table, export.person, export.places)
    table = pd.DataFrame({"person": person_codes(raw, persons, key)})
    period, n_ambiguous = period_of(export)
    table = table.assign(file=export.file, source=export.source, period=period)
    values, bad, problems, notes = number_columns(export, max_invalid_share)
    if n_ambiguous:
        problems.append(ambiguous_dates(export, n_ambiguous))
    table = pd.concat([table, values], axis=1)
    if export.person and (n := n_rounded(raw)):
        problems.append(rounded_ids(export.file, export.person, n))
    reasons = rejection(export, table, raw, bad)
    kept = table.loc[reasons == KEPT].sort_values(
        ["person", "period", *values.columns], ignore_index=True
    )
    if kept.empty and not n_ambiguous:
        problems.append(nothing_kept(export.file, reasons.tolist(), len(reasons)))
    elif len(set(kept["person"])) == 1:
        problems.append(f"{export.file}: the records kept are about only one person")
    if n := int(kept.duplicated(["person", "period"]).sum()):
        notes.append(note("records_of_same_period", file=export.file, n=n))
    declared: set[str | None] = {*export.declared}
    personal = set(personal_columns(export.table, export.table.columns))
    notes += undeclared(export.file, export.table, declared, personal)
    return ReadRecords(export, kept, reasons, problems, notes)


def person_codes(raw: pd.Series, persons: pd.Series, key: bytes) -> np.ndarray:
    """The code of each id in `raw`; `UNKNOWN` for people whom the study does not know."""
    positions, distinct = pd.factorize(raw)
    known = persons.reindex(pseudonyms(distinct.tolist(), key=key)).fillna(UNKNOWN)
    return np.array([*known, UNKNOWN], dtype=np.int32)[positions]


def period_of(export: RecordExport) -> tuple[pd.Series, int]:
    """The period of each row, NA where there is none; how many could be two days each."""
    if export.period is None:
        return pd.Series(pd.NA, index=export.table.index, dtype="str"), 0
    found = year_first(column_of(export.table, export.period), export.dates, months=True)
    return periods(found.cells), found.n_ambiguous


def ambiguous_dates(export: RecordExport, n: int) -> str:
    """The message for dates of which either number may be the day."""
    return (
        f"{export.file}: column {export.period!r}: {n} dates like 3/5/2026 may be of March or "
        "of May; state dates: day_first or month_first"
    )


def number_columns(
    export: RecordExport, max_invalid_share: float
) -> tuple[pd.DataFrame, np.ndarray, list[str], list[Note]]:
    """The columns of numbers, where any cell is no number, problems and notes."""
    columns: dict[str, np.ndarray] = {}
    any_bad = np.zeros(len(export.table), dtype=bool)
    problems: list[str] = []
    notes = [*export.notes]
    tell_faults(export.file, export.table, export.declared, max_invalid_share, problems, notes)
    for name in export.numbers:
        cells = column_of(export.table, name)
        columns[name], bad = numbers(cells)
        any_bad |= bad
        unread = unread_numbers(export.file, name, cells, bad)
        sort_out(unread, max_invalid_share, problems, notes)
        notes += two_readings(export.file, name, cells)
    return pd.DataFrame(columns, index=export.table.index), any_bad, problems, notes


def rejection(
    export: RecordExport, table: pd.DataFrame, raw: pd.Series, bad: np.ndarray
) -> np.ndarray:
    """Why each row is left out; "" where it is kept."""
    no_numbers = np.isnan(table[export.numbers].to_numpy(dtype=float)).all(axis=1)
    no_person = raw.isna().to_numpy()
    no_period = pd.isna(table["period"].to_numpy()) & (export.period is not None)
    same = ["person", "period", *export.numbers]
    where = {
        "empty_row": empty_rows(export.table, no_person & no_numbers),
        "no_person": no_person,
        "unknown_person": table["person"].to_numpy() == UNKNOWN,
        "bad_period": no_period,
        "bad_number": no_numbers & bad,
        "no_numbers": no_numbers,
        "duplicate": table.duplicated(same).to_numpy(),
    }
    return first_reason(len(table), where)


def record_flow(read: ReadRecords) -> list[dict[str, object]]:
    """The flow of one table of performance."""
    return flow_of(
        read.export.file,
        [reason for reason in read.reasons if reason != KEPT],
        n_received=len(read.export.table),
        n_kept=len(read.table),
        block=("", read.export.source, pd.NA),
    )
