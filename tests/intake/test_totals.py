"""Rows of totals and means, and exposure beyond what a period has."""

import pandas as pd
import pytest

from analysis.notes import note
from tests.intake.test_records import SALES, recorded, sales

SUMS = {"amount": "999999", "quota": "999999", "active": "36"}


def with_row(**cells: str | None) -> pd.DataFrame:
    empty = dict.fromkeys(SALES.columns)
    return pd.concat([SALES, pd.DataFrame([empty | SUMS | cells])], ignore_index=True)


@pytest.mark.parametrize(
    "cells",
    [
        {"employee_id": "合计"},
        {"employee_id": "Grand Total"},
        {"employee_id": "总计："},
        {"employee_id": "E001", "month": "合计"},
        {"employee_id": "E001", "month": "2025年合计"},
        {"employee_id": "E001", "month": "全年"},
        {"employee_id": "E001", "month": "Total"},
        {"employee_id": "E001", "month": "平均"},
    ],
)
def test_rows_that_add_up_others_are_left_out_and_told(cells):
    result = recorded(sales(with_row(**cells)))
    assert result.rejects[["row", "reason"]].to_numpy().tolist() == [[37, "total_row"]]
    assert note("total_rows_left_out", file="sales.csv", n=1) in result.notes
    assert result.records.equals(recorded(sales()).records)


def test_a_subtotal_of_products_is_not_added_to_them():
    parts = [SALES.assign(product=name) for name in ("a", "b", "小计")]
    result = recorded(sales(pd.concat(parts, ignore_index=True), repeated_periods="sum"))
    assert result.n_kept == 72
    assert result.rejects["reason"].tolist() == ["total_row"] * 36


@pytest.mark.parametrize("product", ["Total Energies", "average", "全年", "totally"])
def test_names_that_only_resemble_totals_stay(product):
    assert recorded(sales(SALES.assign(product=product))).n_kept == 36


def test_a_total_does_not_decide_the_unit_of_its_column():
    table = with_row(employee_id="合计", amount="189万")
    assert recorded(sales(table)).n_kept == 36


def beyond(table: pd.DataFrame, **changes) -> list[dict]:
    notes = recorded(sales(table, **changes)).notes
    return [n for n in notes if n["note"] == "exposure_beyond_period"]


def test_more_than_a_month_of_a_month_is_told():
    (said,) = beyond(SALES.assign(active=["1.5", *["1"] * 35]))
    assert (said["n"], said["n_filled"], said["unit"], said["highest"]) == (
        1,
        36,
        "shares",
        1.5,
    )


def test_products_that_each_state_the_whole_month_are_told():
    products = pd.concat([SALES.assign(product=p) for p in "abc"], ignore_index=True)
    (said,) = beyond(products, repeated_periods="sum")
    assert (said["n"], said["highest"]) == (36, 3)


@pytest.mark.parametrize(("days", "n"), [("29", 12), ("31", 12), ("32", 36), ("28", 0)])
def test_more_days_than_a_month_has_are_told(days, n):
    cells = [days if month == "2025-02" or days == "32" else "22" for month in SALES["month"]]
    found = beyond(SALES.assign(active=cells))
    if days == "32":
        assert found == []  # more than days in every month: hours perhaps, which have no limit
    else:
        assert [said["n"] for said in found] == [n] * bool(n)


@pytest.mark.parametrize(
    ("period", "active", "n"),
    [("2025-Q1", "3", 0), ("2025-Q1", "1", 0), ("2025", "12", 0), ("2025-H1", "6", 0)],
)
def test_months_of_longer_periods_are_no_excess(period, active, n):
    one = SALES[SALES["month"] == "2025-01"].assign(month=period, active=active)
    assert len(beyond(one.reset_index(drop=True))) == n


def test_thirds_of_a_month_add_up_to_one():
    parts = [SALES.assign(active="0.334", product=p) for p in "abc"]
    assert beyond(pd.concat(parts, ignore_index=True), repeated_periods="sum") == []
