"""Dates in other orders, other words and as numbers of days."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intake.cells import timestamps
from analysis.intake.dates import year_first
from analysis.intake.periods import periods
from tests.intake.exported import begun_of, self_export, taken_in
from tests.intake.test_answers import SELF
from tests.intake.test_records import SALES, recorded, refused, sales


def column(*cells):
    return pd.Series(cells, dtype="str")


def moments(*cells: str, order="auto") -> list[str]:
    return timestamps(year_first(column(*cells), order).cells)[0].tolist()


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026年3月5日", "2026-03-05 00:00:00"),
        ("2026年3月5日 下午2:07", "2026-03-05 14:07:00"),
        ("2026/3/5 上午9:03:00", "2026-03-05 09:03:00"),
        ("2026/03/05 12:05:00 AM GMT+8", "2026-03-05 00:05:00"),
        ("2026/03/05 12:05:00 PM", "2026-03-05 12:05:00"),
        ("2026/03/05 2:07:00 下午 GMT+8", "2026-03-05 14:07:00"),
        ("2026/03/05 12:05:00 上午 GMT+8", "2026-03-05 00:05:00"),
        ("5 Mar 2026 09:03", "2026-03-05 09:03:00"),
        ("March 5, 2026 9:03 pm", "2026-03-05 21:03:00"),
        ("5.3.2026 09:03", "2026-03-05 09:03:00"),
        ("３/13/２０２６", "2026-03-13 00:00:00"),
        ("13/3/26 9:03", "2026-03-13 09:03:00"),
        ("3-13-2026", "2026-03-13 00:00:00"),
        ("4/4/2026", "2026-04-04 00:00:00"),
        ("2026-03-05T09:03:00.123+08:00", "2026-03-05 09:03:00"),
        ("46086", "2026-03-05 00:00:00"),
        ("46086.377083333", "2026-03-05 09:03:00"),
    ],
)
def test_one_moment_in_many_dresses(cell, moment):
    assert moments(cell) == [moment]


def test_one_cell_decides_for_the_column():
    assert moments("3/5/2026", "13/5/2026") == ["2026-05-03 00:00:00", "2026-05-13 00:00:00"]
    assert moments("3/5/2026", "3/13/2026") == ["2026-03-05 00:00:00", "2026-03-13 00:00:00"]


@pytest.mark.parametrize("cells", [("3/5/2026", "4/5/2026"), ("13/5/2026", "3/14/2026")])
def test_without_a_decision_cells_stay_and_are_counted(cells):
    found = year_first(column(*cells, "2026-01-05"), "auto")
    assert found.n_ambiguous == 2
    assert found.cells.tolist() == [*cells, "2026-01-05"]


def test_the_study_may_decide():
    assert moments("3/5/2026", order="day_first") == ["2026-05-03 00:00:00"]
    assert moments("3/5/2026", order="month_first") == ["2026-03-05 00:00:00"]


@given(st.lists(st.dates(min_value=pd.Timestamp("2000-01-01").date()), min_size=1))
def test_what_is_written_in_either_order_is_read_back_or_ambiguous(days):
    for order in ("{0.day}/{0.month}/{0.year:04}", "{0.month}/{0.day}/{0.year:04}"):
        found = year_first(column(*(order.format(day) for day in days)), "auto")
        if not found.n_ambiguous:
            assert timestamps(found.cells)[0].tolist() == [f"{day} 00:00:00" for day in days]


@pytest.mark.parametrize("cell", ["1/2025", "01.2025", "Jan 2025", "Jan-2025", "2025年1月"])
def test_months(cell):
    assert periods(year_first(column(cell), "auto").cells).tolist() == ["2025-01"]


def begun(cell: str) -> pd.DataFrame:
    return SELF.assign(begun=cell)


def test_times_that_could_be_two_days_are_told_and_left_empty():
    export = self_export(table=begun("3/5/2026 09:00"))
    result = taken_in(export)
    assert begun_of(export).isna().all()
    said = {n["note"]: n for n in result.notes}
    assert said["dates_ambiguous"]["column"] == "begun"
    assert said["dates_ambiguous"]["n"] == len(SELF)
    stated = self_export(table=begun("3/5/2026 09:00"), dates="month_first")
    assert begun_of(stated).unique().tolist() == ["2026-03-05 09:00:00"]


def test_periods_that_could_be_two_days_stop_the_run_with_one_line():
    days = SALES.assign(month=[f"{i % 6 + 2}/{i % 5 + 3}/2025" for i in range(len(SALES))])
    assert refused(sales(days)) == [
        "sales.csv: column 'month': 36 dates like 3/5/2026 may be of March or of May; state "
        "dates: day_first or month_first"
    ]
    assert recorded(sales(days, dates="month_first")).records["period"][0] == "2025-02-03"


def test_the_first_of_every_month_means_the_month():
    for order in ("{}/1/2025", "1/{}/2025"):
        first = SALES.assign(month=[order.format(int(m[5:7])) for m in SALES["month"]])
        assert recorded(sales(first)).records.equals(recorded(sales()).records)
