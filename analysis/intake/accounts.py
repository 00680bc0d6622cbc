"""Which rows became responses and which did not, file by file; and labels nobody knows."""

from collections.abc import Iterator

import pandas as pd

from analysis.intake.coding import CodedExport
from analysis.intake.exports import PeopleExport
from analysis.intake.people import BLOCK as PEOPLE_BLOCK
from analysis.intake.people import ReadPeople
from analysis.intake.rejects import KEPT, flow_of, joined, rejected
from analysis.intake.responses import Kept


def rejects(coded: list[CodedExport], kept: Kept, listed: ReadPeople | None) -> pd.DataFrame:
    """Every row left out, of exports and people file."""
    parts = [kept.duplicates.drop(columns="part")]
    for c in coded:
        columns = c.export.columns
        details = {"no_person": columns.get("person", ""), "no_rater": columns.get("rater", "")}
        parts.append(rejected(c.export.file, c.rejected_for, details, c.export.places))
    return joined([*parts, *([listed.rejects] if listed else [])])


def unmapped_table(coded: list[CodedExport]) -> pd.DataFrame:
    """The answers of all files that are neither codes nor labels, the most frequent first."""
    parts = [c.unmapped for c in coded if len(c.unmapped)]
    table = pd.concat(parts, ignore_index=True) if parts else coded[0].unmapped
    order = ["file", "n", "label"]
    return table.sort_values(order, ascending=[True, False, True], ignore_index=True).astype(
        {"n": "int64", "n_items": "int64", "file": "str", "label": "str", "suggestion": "str"}
    )


def response_flow(coded: list[CodedExport], kept: Kept) -> Iterator[dict[str, object]]:
    """The flow of every export of answers."""
    for part, c in enumerate(coded):
        twice = kept.duplicates.loc[kept.duplicates["part"] == part, "reason"].tolist()
        export = c.export
        yield from flow_of(
            export.file,
            [*(reason for reason in c.rejected_for if reason != KEPT), *twice],
            n_received=len(export.table),
            n_kept=int((kept.parts == part).sum()),
            block=(export.instrument, export.source, export.wave),
        )


def people_flow(
    listed: ReadPeople | None, people: PeopleExport | None
) -> list[dict[str, object]]:
    """The flow of the people file."""
    if listed is None or people is None:
        return []
    return flow_of(
        people.file,
        listed.rejects["reason"].tolist(),
        n_received=listed.n_received,
        n_kept=len(listed.table),
        block=PEOPLE_BLOCK,
    )
