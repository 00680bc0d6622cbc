"""Small exports for the tests of intake: files of tests/data, and tables made in memory."""

from pathlib import Path

import pandas as pd

from analysis.instrument import load_instrument
from analysis.intake.answers import Answers, answers
from analysis.intake.exports import Export, PeopleExport
from analysis.intake.raw_exports import read_export

DATA = Path(__file__).resolve().parents[1] / "data"
KEY = bytes(range(32))
SMALL = load_instrument(DATA / "small_instrument.yaml")
INSTRUMENTS = {"small": SMALL}
ITEMS = list(SMALL.all_items)
SELF_COLUMNS = {"person": "employee_id", "seconds": "duration", "started_at": "begun"}
MAX_INVALID_SHARE = 0.2


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


def taken_in(*exports: Export, people: PeopleExport | None = None, key: bytes = KEY) -> Answers:
    return answers(
        list(exports),
        people,
        INSTRUMENTS,
        key=key,
        duplicates="latest_complete",
        max_invalid_share=MAX_INVALID_SHARE,
    )


def changed(table: pd.DataFrame, cells: dict[tuple[int, str], str | None]) -> pd.DataFrame:
    table = table.copy()
    for (row, column), value in cells.items():
        table.loc[row, column] = value
    return table
