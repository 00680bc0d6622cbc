"""Small exports for the tests of intake: files of tests/data, and tables made in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pandas as pd

from analysis.instrument import load_instrument
from analysis.intake.answers import Answers, answers
from analysis.intake.cells import column_of
from analysis.intake.exports import Export, PeopleExport
from analysis.intake.particulars import particulars
from analysis.intake.raw_exports import read_export

DATA = Path(__file__).resolve().parents[1] / "data"
KEY = bytes(range(32))
SMALL = load_instrument(DATA / "small_instrument.yaml")
INSTRUMENTS = {"small": SMALL}
ITEMS = list(SMALL.all_items)
SELF_COLUMNS = {"person": "employee_id", "seconds": "duration", "started_at": "begun"}
MAX_INVALID_SHARE = 0.2
MIN_MATCHED_SHARE = 0.5


def self_export(file: str = "self_codes.csv", table: pd.DataFrame | None = None, **changes):
    table = read_export(DATA / file, "auto").table if table is None else table
    options = {"instrument": "small", "source": "self", "wave": 1, "form": "A"}
    return Export(file=file, table=table, **{**options, "columns": SELF_COLUMNS, **changes})


def manager_export(table: pd.DataFrame | None = None) -> Export:
    columns = {"person": "employee_id", "rater": "manager"}
    table = read_export(DATA / "manager.csv", "auto").table if table is None else table
    return self_export("manager.csv", table, source="manager", columns=columns)


def people_export(table: pd.DataFrame | None = None) -> PeopleExport:
    return PeopleExport(
        file="people.csv",
        table=read_export(DATA / "people.csv", "auto").table if table is None else table,
        person="employee_id",
        groups=["region"],
        clusters=["manager_id", "region"],
        controls=["tenure"],
    )


def taken_in(
    *exports: Export, people: PeopleExport | None = None, key: bytes | None = None
) -> Answers:
    """The answers of `exports`; without a key, people stand in the order of their ids."""
    given = {"duplicates": "latest_complete", "max_invalid_share": MAX_INVALID_SHARE}
    given |= {"min_matched_share": MIN_MATCHED_SHARE}
    if key is not None:
        return answers(list(exports), people, INSTRUMENTS, key=key, **given)
    with people_in_order_of_ids():
        return answers(list(exports), people, INSTRUMENTS, key=KEY, **given)


def begun_of(export: Export) -> pd.Series:
    """When each row of `export` was begun; no result says it."""
    found, _, _ = particulars(export, MAX_INVALID_SHARE)
    return column_of(found, "started_at")


@contextmanager
def people_in_order_of_ids() -> Iterator[None]:
    """Let pseudonyms sort as ids do, so that rows of tables can be held against a file's."""
    with (
        patch("analysis.intake.identities.pseudonyms", sorted_as_ids),
        patch("analysis.intake.matching.pseudonyms", sorted_as_ids),
        patch("analysis.intake.records.pseudonyms", sorted_as_ids),
    ):
        yield


def sorted_as_ids(raw_ids: list[str], *, key: bytes) -> list[str]:
    """Stand-ins for pseudonyms that sort as `raw_ids` do."""
    assert key == KEY
    return [i.encode().hex() for i in raw_ids]


def changed(table: pd.DataFrame, cells: dict[tuple[int, str], str | None]) -> pd.DataFrame:
    table = table.copy()
    for (row, column), value in cells.items():
        table.loc[row, column] = value
    return table
