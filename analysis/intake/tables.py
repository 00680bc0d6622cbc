"""Tables of people and of performance: a file and what the study says of it, put together."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.intake.cells import column_of
from analysis.intake.declared_missing import without_declared
from analysis.intake.exports import PeopleExport, RecordExport
from analysis.intake.personal import personal_columns
from analysis.intake.raw_exports import RawExport
from analysis.notes import Note


def people_export(
    raw: RawExport, file: str, groups: Mapping[str, Mapping[str, Any]], **columns: Any
) -> PeopleExport:
    """The people that `raw` lists.

    Parameters
    ----------
    raw
        The file.
    file
        Its path or name.
    groups
        What the study says of each column of groups, such as its reference and its levels.
    columns
        person, clusters, controls and case_weight, as in `PeopleExport`.
    """
    name = Path(file).name
    empty = PeopleExport(name, pd.DataFrame(), groups=list(groups), **columns)
    table, notes = with_values(raw, name, empty.declared)
    for group, said in groups.items():
        table = titled(table, group, raw.heading.value_labels.get(raw.called(group), {}), said)
    personal = frozenset(personal_columns(table, table.columns))
    return replace(
        empty, table=table, personal=personal, places=raw.places, notes=[*raw.notes, *notes]
    )


def record_export(raw: RawExport, file: str, **options: Any) -> RecordExport:
    """The performance that `raw` holds; `options` as in `RecordExport`."""
    name = Path(file).name
    empty = RecordExport(name, pd.DataFrame(), **options)
    table, notes = with_values(raw, name, empty.declared)
    return replace(empty, table=table, places=raw.places, notes=[*raw.notes, *notes])


def with_values(
    raw: RawExport, file: str, columns: Collection[str]
) -> tuple[pd.DataFrame, list[Note]]:
    """The table with `columns` called as the study calls them and without declared missing.

    Cells that the file itself declares missing are empty, and counted.
    """
    called = {column: raw.called(column) for column in columns}
    missing = {
        c: raw.user_missing[name] for c, name in called.items() if name in raw.user_missing
    }
    return without_declared(file, raw.named_as(columns), missing)


def titled(
    table: pd.DataFrame, group: str, labels: Mapping[str, str], said: Mapping[str, Any]
) -> pd.DataFrame:
    """`table` with the labels that the file gives to the codes of a `group` in their place.

    Codes stay where the study itself speaks of them, or two of them share a label.
    """
    if not labels or list(table.columns).count(group) != 1:
        return table
    cells = column_of(table, group)
    found = cells.dropna().unique().tolist()
    titles = {code: labels.get(code) or code for code in found}
    spoken_of = {said.get("reference"), *(said.get("levels") or {})}
    if spoken_of & set(found) or len(set(titles.values())) < len(found):
        return table
    return table.assign(**{group: cells.map(titles).astype("str")})
