"""What a reader should know of the files as a whole, and of the people in them."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.intake.cells import column_of
from analysis.intake.coding import CodedExport
from analysis.intake.exports import PeopleExport
from analysis.intake.identities import Identities, n_alike
from analysis.intake.particulars import undeclared
from analysis.intake.people import ReadPeople
from analysis.notes import Note, note


def file_notes(
    coded: Sequence[CodedExport], people: PeopleExport | None, listed: ReadPeople | None
) -> Iterator[Note]:
    """What was found in the files, and which of their columns were never read."""
    tables = {c.export.file: c.export.table for c in coded}
    declared: dict[str, set[str | None]] = {c.export.file: set() for c in coded}
    personal: dict[str, set[str]] = {c.export.file: set(c.export.personal) for c in coded}
    for c in coded:
        yield from c.notes
        declared[c.export.file] |= c.declared
    if people and listed:
        yield from listed.notes
        tables[people.file] = people.table
        declared.setdefault(people.file, set()).update(people.declared)
        personal.setdefault(people.file, set()).update(people.personal)
    for file, table in tables.items():
        yield from undeclared(file, table, declared[file], personal[file])


def people_notes(
    answers: pd.DataFrame, listed: ReadPeople | None, identities: Identities
) -> Iterator[Note]:
    """Ids that may be the same; people in the answers and not listed, and the reverse."""
    if n := n_alike(identities):
        yield note("ids_alike", n=n)
    if listed is None:
        return
    if n := len(listed.several):
        yield note("ids_of_several_people", n=n)
    if "case_weight" in listed.table:
        own = answers.drop_duplicates("person")["case_weight"]
        if n := int(own.isna().to_numpy().sum()):
            yield note("answers_without_case_weight", n=n, n_people=len(own))
    known = set(identities.codes(column_of(listed.table, "person")))
    answered = set(answers["person"])
    if strangers := answered - known:
        yield note("people_not_listed", n=len(strangers))
    if silent := known - answered:
        yield note("people_not_answering", n=len(silent))
