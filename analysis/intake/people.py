"""Who the people are: the table of persons, groups, clusters and controls."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.intake.cell_errors import tell_faults
from analysis.intake.cells import column_of, numbers, text
from analysis.intake.exports import PeopleExport
from analysis.intake.group_columns import read_group
from analysis.intake.id_columns import read_ids, read_person_ids
from analysis.intake.identities import Identities
from analysis.intake.particulars import sort_out, two_readings, unread_numbers
from analysis.intake.personal import called_personal, mostly_personal
from analysis.intake.rejects import KEPT, empty_rows, first_reason, rejected
from analysis.intake.same_ids import of_several, too_many_of_several
from analysis.messages import message
from analysis.notes import Note, note

BLOCK = ("", "people", pd.NA)
MOST_ROWS = 10
"""Rows that a message names before it only counts."""
OWN_SHARE = 0.5
"""A group with more distinct values than this share of its people tells who they are."""
FEWEST_ALONE = 5
"""So many people, each with a value of their own, are named by it rather than grouped."""


@dataclass(frozen=True, slots=True)
class ReadPeople:
    """The people table before ids become codes.

    Attributes
    ----------
    table
        One row per person kept: `person` (id) and the declared columns.
    id_columns
        The columns of `table` that hold ids: person and clusters that are no groups.
    several
        The ids that stand for several people; they are not in `table`.
    rejects
        Rows left out.
    n_received
        Rows of the file.
    problems
        One line each, beginning with the file.
    notes
        What a reader should know.
    """

    table: pd.DataFrame
    id_columns: list[str]
    several: frozenset[str]
    rejects: pd.DataFrame
    n_received: int
    problems: list[str]
    notes: list[Note]


def read_people(people: PeopleExport, *, max_invalid_share: float) -> ReadPeople:
    """The people table that `people` holds."""
    columns = list(people.table.columns)
    wrong = [c for c in people.declared if columns.count(c) != 1]
    if wrong:
        return unreadable(message("people.columns", file=people.file, columns=", ".join(wrong)))
    exposed = [c for c in people.declared if is_exposed(people, c)]
    table, problems, notes = typed_columns(people, max_invalid_share)
    problems += [message("people.exposed", file=people.file, column=c) for c in exposed]
    person = column_of(table, "person")
    several, called = of_several(table), people.person or ""
    problems += too_many_of_several(people.file, called, table, several, max_invalid_share)
    where = {
        "empty_row": empty_rows(people.table, table.isna().all(axis=1).to_numpy()),
        "no_person": person.isna().to_numpy(),
        "id_of_several": several,
        "duplicate": person.duplicated().to_numpy(),
    }
    reasons = first_reason(len(table), where)
    details = dict.fromkeys(["no_person", "id_of_several", "duplicate"], called)
    again = table.loc[reasons == "duplicate"]
    if n := n_conflicting(table, again):
        notes.append(note("people_listed_differently", file=people.file, n=n))
    return ReadPeople(
        table.loc[reasons == KEPT].reset_index(drop=True),
        ["person", *(c for c in people.clusters if c not in people.groups)],
        frozenset(person[several]),
        rejected(people.file, reasons, details, people.places),
        len(table),
        problems,
        notes,
    )


def unreadable(problem: str) -> ReadPeople:
    """A people file that cannot be read, and why."""
    nobody = pd.DataFrame({"person": pd.Series(dtype="str")})
    none = rejected("", np.array([]), {})
    return ReadPeople(nobody, ["person"], frozenset(), none, 0, [problem], [])


def is_exposed(people: PeopleExport, column: str) -> bool:
    """Whether `column` is a group or control whose cells, which are printed, are a person's.

    A name alone is no proof: a group may be called phone_sales.
    """
    cells = column_of(people.table, column).dropna()
    if column == people.person or column not in [*people.groups, *people.controls]:
        return False
    distinct = cells.nunique() if column in people.groups else 0
    own = distinct > OWN_SHARE * len(cells) and called_personal(column)
    return own or mostly_personal(cells) or distinct == len(cells) >= FEWEST_ALONE


def typed_columns(
    people: PeopleExport, max_invalid_share: float
) -> tuple[pd.DataFrame, list[str], list[Note]]:
    """The declared columns in their types, with problems and notes."""
    person = read_person_ids(
        people.file, people.table, people.person, people.ids, people.places
    )
    columns: dict[str, object] = {"person": person.ids}
    problems, notes = [*person.problems], [*people.notes, *person.notes]
    tell_faults(people.file, people.table, people.declared, max_invalid_share, problems, notes)
    for column in (c for c in people.clusters if c not in people.groups):
        cluster = read_ids(people.file, people.table, column, people.ids)
        columns[column] = cluster.ids
        problems += cluster.problems
        notes += cluster.notes
    for column in people.groups:
        columns[column], found = read_group(people, column)
        notes += found
    for column in people.controls:
        cells = column_of(people.table, column)
        columns[column], bad = numbers(cells)
        unread = unread_numbers(people.file, column, cells, bad)
        sort_out(unread, max_invalid_share, problems, notes)
        notes += two_readings(people.file, column, cells)
    if people.case_weight:
        columns["case_weight"], wrong, absent = case_weights(people, people.case_weight)
        problems += wrong
        notes += absent
    order = dict.fromkeys(["person", *people.clusters, *columns])
    return pd.DataFrame({name: columns[name] for name in order}), problems, notes


def case_weights(people: PeopleExport, column: str) -> tuple[np.ndarray, list[str], list[Note]]:
    """The case weights, NaN where there is none; what is wrong with them; who lacks one."""
    cells = column_of(people.table, column)
    values, _ = numbers(cells)
    filled = text(cells).notna().to_numpy()
    wrong = filled & ~(values > 0)
    empty = ~filled & ~empty_rows(people.table, ~filled)
    where = {"file": people.file, "column": column}
    problems = [message("people.weights", **where, rows=rows_named(wrong))] * bool(wrong.any())
    n = int(empty.sum())
    notes = [note("people_listed_without_weight", file=people.file, n=n)] * bool(n)
    return values, problems, notes


def rows_named(here: np.ndarray) -> str:
    """The data rows where `here` holds, the first ones by number."""
    rows = (np.flatnonzero(here) + 1).tolist()
    first = ", ".join(map(str, rows[:MOST_ROWS]))
    more = len(rows) - MOST_ROWS
    return message("people.rows_more", rows=first, n=more) if more > 0 else first


def n_conflicting(table: pd.DataFrame, again: pd.DataFrame) -> int:
    """How many rows `again` of people differ from the first row of the same person."""
    first = table.drop_duplicates("person").set_index("person").reindex(again["person"])
    columns = [column for column in table if column != "person"]
    here, there = (t[columns].astype("str").to_numpy() for t in (again, first))
    return int((here != there).any(axis=1).sum()) if len(again) and columns else 0


def people_table(
    listed: ReadPeople | None, answering: pd.Series, identities: Identities
) -> pd.DataFrame:
    """One row per person of the people file or among the codes `answering`, by code."""
    if listed is None:
        return pd.DataFrame({"person": np.unique(answering).astype(np.int32)})
    table = listed.table.copy()
    for column in listed.id_columns:
        codes = pd.Series(identities.codes(column_of(table, column)), index=table.index)
        table[column] = codes.astype("Int32").mask(codes < 0)
    everyone = np.union1d(table["person"].to_numpy(dtype=np.int32), answering)
    table = table.set_index("person").reindex(pd.Index(everyone, name="person"))
    return table.reset_index().astype({"person": "int32"})
