from dataclasses import fields

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.errors import DataError
from analysis.intake.raw_exports import read_export
from analysis.intake.records import RecordExport, Records, records
from analysis.notes import note
from tests.intake.exported import (
    DATA,
    KEY,
    MAX_INVALID_SHARE,
    changed,
    manager_export,
    people_export,
    people_in_order_of_ids,
    self_export,
    taken_in,
)

SALES = read_export(DATA / "sales.csv", "auto").table
IDENTITIES = taken_in(self_export(), manager_export(), people=people_export()).identities


def sales(table: pd.DataFrame = SALES, **changes) -> RecordExport:
    options = {
        "file": "sales.csv",
        "source": "records",
        "person": "employee_id",
        "period": "month",
        "exposure": "active",
        "columns": ["amount", "quota", "active"],
    }
    return RecordExport(table=table, **{**options, **changes})


def recorded(*tables: RecordExport, identities: pd.DataFrame = IDENTITIES) -> Records:
    with people_in_order_of_ids():
        return records(list(tables), identities, key=KEY, max_invalid_share=MAX_INVALID_SHARE)


def refused(*tables: RecordExport) -> list[str]:
    with pytest.raises(DataError) as caught:
        recorded(*tables)
    return str(caught.value).splitlines()


def test_records_are_those_of_the_file():
    result = recorded(sales())
    table = result.records
    columns = ["person", "file", "source", "period", "amount", "quota", "active"]
    assert list(table.columns) == columns
    assert (table[["amount", "quota", "active"]].dtypes == "float64").all()
    assert str(table["person"].dtype) == "int32"
    assert table.loc[0, ["person", "period"]].tolist() == [0, "2025-01"]
    assert table["amount"].tolist() == SALES["amount"].astype(float).tolist()
    assert (result.n_received, result.n_kept, result.n_people_without_records) == (36, 36, 0)


def test_every_row_is_kept_or_rejected_with_a_reason():
    cells = {
        (0, "employee_id"): "Z9",
        (1, "employee_id"): "M0",
        (2, "employee_id"): None,
        (3, "month"): "soon",
        **{(4, c): None for c in ("amount", "quota", "active")},
        **{(5, c): "x" for c in ("amount", "quota", "active")},
        **{(6, c): None for c in SALES.columns},
    }
    table = pd.concat([changed(SALES, cells), SALES.iloc[[10]]], ignore_index=True)
    result = recorded(sales(table))
    assert dict(zip(result.rejects["row"], result.rejects["reason"], strict=True)) == {
        1: "unknown_person",
        2: "unknown_person",
        3: "no_person",
        4: "bad_period",
        5: "no_numbers",
        6: "bad_number",
        7: "empty_row",
        37: "duplicate",
    }
    steps = result.flow.set_index("step")["n"]
    assert steps["received"] == steps.drop(["received", "readable", "matched"]).sum() == 37
    assert steps["readable"] == 36
    assert result.n_people_without_records == 2
    assert result.notes[0]["note"] == "not_numbers_left_empty"
    assert (result.notes[0]["n"], result.notes[0]["n_filled"]) == (1, 35)


def test_a_table_without_periods():
    table = SALES[SALES["month"] == "2025-01"]
    result = recorded(sales(table.reset_index(drop=True), period=None, exposure=None))
    assert result.records["period"].isna().all()
    assert result.n_kept == 12


def test_several_tables_stand_below_each_other():
    two = recorded(sales(), sales(file="visits.csv", columns=["amount"], exposure=None))
    assert two.n_kept == 72
    assert two.records.loc[36:, "quota"].isna().all()


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(len(SALES))))
def test_the_order_of_rows_changes_nothing(rows):
    found = recorded(sales(SALES.iloc[list(rows)].reset_index(drop=True)))
    assert_frame_equal(found.records, recorded(sales()).records)


def test_all_problems_of_all_tables_come_at_once():
    assert refused(sales(SALES.drop(columns="quota")), sales(SALES.drop(columns="month"))) == [
        "sales.csv: columns missing: quota",
        "sales.csv: columns missing: month",
    ]
    table = SALES.assign(amount="many", quota="some")
    line = "36 of 36 cells are not numbers, more than the allowed 20%"
    first, second = refused(sales(table))
    assert first.startswith(f"sales.csv: column 'amount': {line}")
    assert second.startswith(f"sales.csv: column 'quota': {line}")


def test_records_of_nobody_or_one_person_stop_the_run():
    (line,) = refused(sales(SALES.assign(employee_id="Z1")))
    assert line == "sales.csv: none of its 36 rows can be kept (36 unknown_person)"
    (line,) = refused(sales(SALES[SALES["employee_id"] == "E001"]))
    assert line == "sales.csv: the records kept are about only one person"
    assert refused() == ["criteria: there is no table of performance"]


def test_no_id_is_in_the_result():
    result = recorded(sales(SALES.assign(phone="13812345678")))
    tables = [getattr(result, f.name) for f in fields(result)]
    written = "".join(t.to_csv() for t in tables if isinstance(t, pd.DataFrame))
    assert "E001" not in written
    assert "138" not in written
    assert result.notes == [
        note("personal_columns_not_read", file="sales.csv", columns=["phone"])
    ]
