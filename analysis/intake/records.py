"""Performance by person and period, from tables of people that the study knows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.intake.amount_columns import amount_column, column_notes, mixtures, unread
from analysis.intake.cell_errors import tell_faults
from analysis.intake.cells import column_of
from analysis.intake.dates import year_first
from analysis.intake.exports import RecordExport
from analysis.intake.exposures import beyond_period
from analysis.intake.id_columns import read_person_ids
from analysis.intake.matching import Known, answers_without_records, match_records
from analysis.intake.particulars import undeclared
from analysis.intake.periods import ReadPeriods, mixed_lengths, outside, read_periods
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
from analysis.intake.repeats import KEYS, Judged, files_of, settle_repeats, stacks
from analysis.intake.totals import total_rows
from analysis.messages import message
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
    judged
        Its rows, and why each of them is left out.
    problems
        One line each, beginning with the file.
    notes
        What a reader should know.
    """

    judged: Judged
    problems: list[str]
    notes: list[Note]

    @property
    def export(self) -> RecordExport:
        """Where it comes from."""
        return self.judged.export

    @property
    def kept(self) -> pd.DataFrame:
        """The rows that are kept, in an order that does not depend on the file's."""
        order = [*KEYS, *self.export.numbers]
        return self.judged.kept.sort_values(order, ignore_index=True)


def records(
    tables: list[RecordExport],
    identities: pd.DataFrame,
    *,
    key: bytes,
    max_invalid_share: float,
    whom: Known | None = None,
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
    whom
        Whom the study knows, if it is to be seen whether files speak of the same people.

    Raises
    ------
    DataError
        With one line for every problem of every table.
    """
    known = identities.loc[identities["is_person"].to_numpy(dtype=bool)]
    persons = column_of(known.set_index("pseudonym"), "code")
    problems = [line for table in tables for line in layout_problems(table)]
    raise_all(problems or ([] if tables else [message("records.no_table")]))
    read = [read_records(t, persons, key, max_invalid_share, whom) for t in tables]
    raise_all([line for r in read for line in r.problems])
    raise_all(settle_repeats([r.judged for r in read]))
    stacked = stacks([r.judged for r in read])
    raise_all([line for stack in stacked for line in kept_problems(stack)])
    found = pd.concat([r.kept for r in read], ignore_index=True)
    recorded = set(found["person"])
    raise_all(answers_without_records(recorded, len(persons), whom) if whom else [])
    return Records(
        records=found,
        rejects=joined([left_out(r.judged) for r in read]),
        flow=flow_table([line for r in read for line in record_flow(r.judged)]),
        n_received=sum(len(r.judged.reasons) for r in read),
        n_kept=len(found),
        n_people_without_records=len(set(persons) - recorded),
        notes=[said for r in read for said in [*r.notes, *kept_notes(r)]],
    )


def layout_problems(export: RecordExport) -> Iterator[str]:
    """Columns of `export` that are missing or there more than once."""
    columns = list(export.table.columns)
    wanted = export.declared
    if missing := [c for c in wanted if c not in columns]:
        yield message("records.columns_missing", file=export.file, columns=", ".join(missing))
    if repeated := [c for c in wanted if columns.count(c) > 1]:
        yield message("records.columns_repeated", file=export.file, columns=", ".join(repeated))


def read_records(
    export: RecordExport,
    persons: pd.Series,
    key: bytes,
    max_invalid_share: float,
    whom: Known | None,
) -> ReadRecords:
    """The rows of `export` about `persons` (codes by pseudonym)."""
    who = read_person_ids(export.file, export.table, export.person, export.ids, export.places)
    codes = person_codes(who.ids, persons, key)
    totals = total_rows(export.table, [export.person, export.period])
    when = period_of(export, ~totals, max_invalid_share)
    values, bad, problems, notes = number_columns(export, ~totals, max_invalid_share)
    people, known = who.ids.where(~totals), set(persons.index)
    matched = match_records(export, people, known, key, whom) if whom else ([], [])
    problems = [*who.problems, *matched[0], *when.problems, *problems]
    notes = [*who.notes, *matched[1], *when.notes, *notes]
    table = pd.DataFrame({"person": codes}).assign(
        file=export.file, source=export.source, period=when.periods
    )
    table = pd.concat([table, values], axis=1)
    reasons = rejection(export, table, who.ids, bad, totals)
    declared: set[str | None] = {*export.declared}
    personal = set(personal_columns(export.table, export.table.columns))
    notes += undeclared(export.file, export.table, declared, personal)
    return ReadRecords(Judged(export, table, reasons), problems, notes)


def kept_problems(stack: Sequence[Judged]) -> Iterator[str]:
    """Why the rows that are kept of tables that go together are none to go on with.

    A file whose rows another file repeats or corrects may be left without any.
    """
    for table in stack:
        reasons = table.reasons.tolist()
        if not {KEPT, "duplicate", "corrected"} & set(reasons):
            yield nothing_kept(table.export.file, reasons, len(reasons))
    if len({person for table in stack for person in table.kept["person"]}) == 1:
        yield message("records.one_person", file=files_of(stack))


def kept_notes(read: ReadRecords) -> Iterator[Note]:
    """What a reader should know of the rows that are kept, and of those that others replace."""
    export, kept = read.export, read.judged.kept
    if n := int((read.judged.reasons == "total_row").sum()):
        yield note("total_rows_left_out", file=export.file, n=n)
    if n := int((read.judged.reasons == "corrected").sum()):
        yield note("records_corrected", file=export.file, n=n)
    if n := int(kept.duplicated(KEYS).sum()):
        yield note("records_of_same_period", file=export.file, n=n)
    yield from outside(export.file, column_of(kept, "period"), export.time)
    if export.exposure:
        yield from beyond_period(export.file, export.exposure, kept)


def person_codes(raw: pd.Series, persons: pd.Series, key: bytes) -> np.ndarray:
    """The code of each id in `raw`; `UNKNOWN` for people whom the study does not know."""
    positions, distinct = pd.factorize(raw)
    known = persons.reindex(pseudonyms(distinct.tolist(), key=key)).fillna(UNKNOWN)
    return np.array([*known, UNKNOWN], dtype=np.int32)[positions]


def period_of(
    export: RecordExport, countable: np.ndarray, max_invalid_share: float
) -> ReadPeriods:
    """The period of each row, NA where there is none; those `countable` are of one length."""
    if export.period is None:
        return ReadPeriods(pd.Series(pd.NA, index=export.table.index, dtype="str"))
    place = {"file": export.file, "column": export.period}
    cells = column_of(export.table, export.period).where(countable)
    dated = year_first(cells, export.dates, months=True)
    if dated.n_ambiguous:
        stop = message("periods.day_or_month", **place, n=dated.n_ambiguous)
        return ReadPeriods(dated.cells, [stop])
    found = read_periods(place, dated.cells, export.time, max_invalid_share)
    problems = found.problems or [*mixed_lengths(place, found.periods)]
    return ReadPeriods(found.periods, problems, found.notes)


def number_columns(
    export: RecordExport, countable: np.ndarray, max_invalid_share: float
) -> tuple[pd.DataFrame, np.ndarray, list[str], list[Note]]:
    """The columns of numbers, where any cell is no number, problems and notes.

    Only rows that are `countable` say what a column means: totals may have another unit.
    """
    columns: dict[str, np.ndarray] = {}
    any_bad = np.zeros(len(export.table), dtype=bool)
    problems: list[str] = []
    notes = [*export.notes]
    tell_faults(export.file, export.table, export.declared, max_invalid_share, problems, notes)
    for name in export.numbers:
        column = amount_column(column_of(export.table, name).where(countable))
        columns[name] = column.values
        any_bad |= column.bad
        found = [*mixtures(export.file, name, column)]
        found += unread(export.file, name, column, max_invalid_share)
        problems += found
        notes += [] if found else column_notes(export.file, name, column)
    return pd.DataFrame(columns, index=export.table.index), any_bad, problems, notes


def rejection(
    export: RecordExport,
    table: pd.DataFrame,
    raw: pd.Series,
    bad: np.ndarray,
    totals: np.ndarray,
) -> np.ndarray:
    """Why each row is left out; "" where it is kept."""
    no_numbers = np.isnan(table[export.numbers].to_numpy(dtype=float)).all(axis=1)
    no_person = raw.isna().to_numpy()
    no_period = pd.isna(table["period"].to_numpy()) & (export.period is not None)
    where = {
        "empty_row": empty_rows(export.table, no_person & no_numbers),
        "total_row": totals,
        "no_person": no_person,
        "unknown_person": table["person"].to_numpy() == UNKNOWN,
        "bad_period": no_period,
        "bad_number": no_numbers & bad,
        "no_numbers": no_numbers,
    }
    return first_reason(len(table), where)


def left_out(judged: Judged) -> pd.DataFrame:
    """The rejected rows of one table of performance."""
    export = judged.export
    details = {"no_person": export.person or "", "bad_period": export.period or ""}
    return rejected(export.file, judged.reasons, details, export.places)


def record_flow(judged: Judged) -> list[dict[str, object]]:
    """The flow of one table of performance."""
    return flow_of(
        judged.export.file,
        [reason for reason in judged.reasons if reason != KEPT],
        n_received=len(judged.table),
        n_kept=len(judged.kept),
        block=("", judged.export.source, pd.NA),
    )
