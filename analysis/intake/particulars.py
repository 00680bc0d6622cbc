"""What an export says of each response besides its answers: who, about whom, when."""

import numpy as np
import pandas as pd

from analysis.columns import OWN_SOURCES
from analysis.intake.cells import column_of, n_ambiguous, text, timestamps
from analysis.intake.dates import year_first
from analysis.intake.exports import Export
from analysis.intake.headings import harmless
from analysis.intake.id_columns import IdColumn, read_ids, read_person_ids, row_ids
from analysis.intake.times import before, between, durations
from analysis.messages import message
from analysis.notes import Note, note

LANGUAGE = (
    r"[a-z]{2,3}([-_]([a-z]{1,8}|\d{3}))*"
    r"|.*\([a-z]{2,3}([-_][a-z]{2,4})?\)"
    r"|[简簡繁]?[体體]?(中文|汉语|漢語)|英[文语語]|chinese|english"
)
"""A code such as zh-Hans or es-419, a name with it, or the languages of our questionnaires."""

MOST_THEMSELVES = 0.5
"""Where more raters than this share are the person rated, the column says who is rated."""


def particulars(
    export: Export, max_invalid_share: float
) -> tuple[pd.DataFrame, list[str], list[Note]]:
    """person, rater, form, language, started_at, seconds; problems; and notes."""
    columns = {name: column_of(export.table, c) for name, c in export.columns.items()}
    who = read_person_ids(
        export.file, export.table, export.columns.get("person"), export.ids, export.places
    )
    whose = who if export.source in OWN_SOURCES else raters(export)
    person, rater = who.ids, whose.ids
    both = [who] if who is whose else [who, whose]
    problems = [line for found in both for line in found.problems]
    notes = [*export.notes, *(said for found in both for said in found.notes)]
    if export.source not in OWN_SOURCES and (n := int((person == rater).sum())):
        sort_out_raters(export, n, int(rater.notna().sum()), problems, notes)
    if "person" not in columns:
        notes.append(note("rows_are_people", file=export.file, n=len(person)))
    started_at, seconds = timing(export, columns, max_invalid_share, problems, notes)
    nothing = pd.Series(pd.NA, index=export.table.index, dtype="str")
    found = {
        "person": person,
        "rater": rater,
        "form": pd.Series(export.form, index=person.index, dtype="str"),
        "language": languages(columns.get("language", nothing)),
        "started_at": started_at,
        "seconds": seconds,
    }
    return pd.DataFrame(found), problems, notes


def languages(cells: pd.Series) -> pd.Series:
    """Cells that name a language by a code or in words; others are left empty, unprinted."""
    said = text(cells)
    return said.where(said.str.fullmatch(LANGUAGE, case=False, na=False))


def raters(export: Export) -> IdColumn:
    """Who answers about somebody else: by id, or every row another rater."""
    if not export.anonymous:
        return read_ids(export.file, export.table, export.columns["rater"], export.ids)
    told = note("rows_are_raters", file=export.file, n=len(export.table))
    return IdColumn(row_ids(export.file, export.table, export.places), [], [told])


def sort_out_raters(
    export: Export, n: int, n_rows: int, problems: list[str], notes: list[Note]
) -> None:
    """Tell that `n` of `n_rows` raters are the person rated: a slip, or the wrong column."""
    if n > MOST_THEMSELVES * n_rows:
        where = {"file": export.file, "column": export.columns["rater"]}
        rows = {"source": export.source, "n": n, "n_rows": n_rows}
        problems.append(message("raters.are_the_person", **where, **rows))
    else:
        notes.append(note("rater_is_person", file=export.file, n=n))


def timing(
    export: Export,
    columns: dict[str, pd.Series],
    max_invalid_share: float,
    problems: list[str],
    notes: list[Note],
) -> tuple[pd.Series, np.ndarray]:
    """When each answer began and how many seconds it took, one from the other if need be."""
    seconds = np.full(len(export.table), np.nan)
    if "seconds" in columns:
        seconds, bad = durations(columns["seconds"])
        unread = unread_numbers(export.file, export.columns["seconds"], columns["seconds"], bad)
        sort_out(unread, max_invalid_share, problems, notes)
    times: dict[str, pd.Series] = {}
    for name in ("started_at", "ended_at"):
        nothing = pd.Series(pd.NA, index=export.table.index, dtype="str")
        found = year_first(columns.get(name, nothing), export.dates)
        times[name], n = timestamps(found.cells)
        where = {"file": export.file, "column": export.columns.get(name, "")}
        if found.n_ambiguous:
            notes.append(note("dates_ambiguous", **where, n=found.n_ambiguous))
        if n > found.n_ambiguous:
            notes.append(note("times_without_year", **where, n=n - found.n_ambiguous))
    if "ended_at" in columns and "started_at" not in columns:
        began = before(times["ended_at"], seconds)
        return began.where(began.notna(), times["ended_at"]), seconds
    if "ended_at" in columns and "seconds" not in columns:
        return times["started_at"], between(times["started_at"], times["ended_at"])
    return times["started_at"], seconds


def unread_numbers(file: str, column: str, cells: pd.Series, bad: np.ndarray) -> Note:
    """How many filled cells of a column are no numbers."""
    size = {"n": int(bad.sum()), "n_filled": int(cells.notna().sum())}
    return note("not_numbers_left_empty", file=file, column=column, **size)


def two_readings(file: str, column: str, cells: pd.Series) -> list[Note]:
    """A note of the numbers that may be thousands or have three decimals, if any."""
    n = n_ambiguous(cells)
    return [note("numbers_of_two_readings", file=file, column=column, n=n)] * bool(n)


def sort_out(
    unread: Note, max_invalid_share: float, problems: list[str], notes: list[Note]
) -> None:
    """Add what `unread_numbers` found to `problems` if it is too much, else to `notes`."""
    n, filled = unread["n"], unread["n_filled"]
    if n > max_invalid_share * filled:
        where = {"file": unread["file"], "column": unread["column"]}
        share = f"{max_invalid_share:.0%}"
        problems.append(message("cells.no_numbers", **where, n=n, n_filled=filled, share=share))
    elif n:
        notes.append(unread)


def undeclared(
    file: str, table: pd.DataFrame, declared: set[str | None], personal: set[str]
) -> list[Note]:
    """Notes of the columns that are not read: personal ones, then others.

    Columns are named only where their heading can be nobody's name; others are counted.
    """
    left = set(table.columns) - declared
    named = {column for column in left if harmless(column)}
    found: list[Note] = []
    if columns := sorted(named & personal):
        found.append(note("personal_columns_not_read", file=file, columns=columns))
    if columns := sorted(named - personal):
        found.append(note("columns_not_declared", file=file, columns=columns))
    if n := int((~table.columns.isin([*declared, *named])).sum()):
        found.append(note("columns_not_named", file=file, n=n))
    return found
