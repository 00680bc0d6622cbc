"""Periods in many forms: read where the column says one thing, else refused with examples."""

from datetime import date

import pandas as pd
import pytest

from analysis.intake.dates import year_first
from analysis.intake.period_forms import kind_of, months_across, period, span
from analysis.intake.periods import LIKE_PERIOD, periods, read_periods
from analysis.notes import note
from tests.intake.test_records import SALES, recorded, refused, sales

YEAR = ("2025-01-01", "2025-12-31")
PLACE = {"file": "f.csv", "column": "month"}


def column(*cells) -> pd.Series:
    return pd.Series(cells, dtype="str")


def dated(*cells, time=None):
    stated = None if time is None else tuple(map(date.fromisoformat, time))
    return read_periods(
        PLACE, year_first(column(*cells), "auto", months=True).cells, stated, 0.2
    )


def monthly(form: str, **changes):
    """The sales with months 1 to 3 of 2025 written as `form`."""
    cells = [form.format(int(month[5:]), int(month[5:])) for month in SALES["month"]]
    return sales(SALES.assign(month=cells), **changes)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("January 2025", "2025-01"),
        ("Sept. 2025", "2025-09"),
        ("2025 Jan", "2025-01"),
        ("2025年1月份", "2025-01"),
        ("2025年十二月", "2025-12"),
        ("2025M01", "2025-01"),
        ("２０２５年１月", "2025-01"),
        ("01/2025", "2025-01"),
        ("2025-01-01 00:00:00", "2025-01"),
        ("Q1 2025", "2025-Q1"),
        ("1Q2025", "2025-Q1"),
        ("2025年第一季度", "2025-Q1"),
        ("2025年4季度", "2025-Q4"),
        ("2025H1", "2025-H1"),
        ("H2 2025", "2025-H2"),
        ("2025年下半年", "2025-H2"),
        ("2025-W07", "2025-W07"),
        ("2025W7", "2025-W07"),
        ("2025年第7周", "2025-W07"),
        ("2025年度", "2025"),
    ],
)
def test_one_period_in_many_forms(cell, expected):
    assert periods(year_first(column(cell), "auto").cells).tolist() == [expected]


@pytest.mark.parametrize(
    "cell",
    ["2025-13", "2025M13", "2025Q5", "2025H3", "2025-W53", "2025-W00", "2025-02-30", "1899-01",
     "2025年13月", "20251", "soon", "12345678901"],
)  # fmt: skip
def test_what_is_no_period_stays_none(cell):
    assert period(cell) is None


def test_a_year_has_the_weeks_that_iso_gives_it():
    assert period("2026-W53") == "2026-W53"
    assert period("2020-W53") == "2020-W53"


@pytest.mark.parametrize(
    ("found", "kind", "first", "last"),
    [
        ("2025", "year", date(2025, 1, 1), date(2025, 12, 31)),
        ("2024-H1", "half", date(2024, 1, 1), date(2024, 6, 30)),
        ("2025-Q4", "quarter", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2025-W01", "week", date(2024, 12, 30), date(2025, 1, 5)),
        ("2025-03-05", "day", date(2025, 3, 5), date(2025, 3, 5)),
    ],
)
def test_a_period_covers_its_days(found, kind, first, last):
    assert kind_of(found) == kind
    assert span(found) == (first, last)


@pytest.mark.parametrize(
    ("cells", "time", "expected"),
    [
        (["Nov-24", "Dec-24", "Jan-25"], None, ["2024-11", "2024-12", "2025-01"]),
        (["Jan-25", "Mar-25"], YEAR, ["2025-01", "2025-03"]),
        (["25-Jan", "25-Feb"], None, ["2025-01", "2025-02"]),
        (["Jan'25", "Feb'25"], None, ["2025-01", "2025-02"]),
        (["25-01", "25-02", "25-03"], None, ["2025-01", "2025-02", "2025-03"]),
        (["01/25", "02/25"], None, ["2025-01", "2025-02"]),
        (["11-25", "12-25", "01-26"], None, ["2025-11", "2025-12", "2026-01"]),
        (["25-01"], YEAR, ["2025-01"]),
        (["1月", "12月"], YEAR, ["2025-01", "2025-12"]),
        (["七月", "六月"], ("2024-07-01", "2025-06-30"), ["2024-07", "2025-06"]),
        (["Jan", "May"], YEAR, ["2025-01", "2025-05"]),
        (["Q1", "第二季度"], YEAR, ["2025-Q1", "2025-Q2"]),
        (["上半年", "下半年"], YEAR, ["2025-H1", "2025-H2"]),
    ],
)
def test_the_column_or_the_stated_time_decides_what_cells_leave_open(cells, time, expected):
    found = dated(*cells, time=time)
    assert found.problems == []
    assert found.periods.tolist() == expected
    (said,) = found.notes
    assert (said["note"], said["seen"], said["n"]) == ("periods_read_as", cells[0], len(cells))
    assert said["period"] == expected[0]


@pytest.mark.parametrize(
    ("cells", "time", "said"),
    [
        (
            ["Jan-25"],
            None,
            "'Jan-25' may be the month 2025-01, or a day without a year",
        ),
        (["Jan-05", "Jan-06", "Jan-07"], None, "'Jan-05' may be the month 2005-01"),
        (["Jan-24", "Jan-25", "Jan-26"], YEAR, "'Jan-24' may be the month 2024-01"),
        (["25-01", "25-03"], None, "which number of '25-01' is the year (it could be 2025-01)"),
        (["11-12"], None, "'11-12' is the year (it could be 2011-12 / 2012-11)"),
        (["05-01", "05-02"], YEAR, "which number of '05-01' is the year"),
        (["1月", "2月"], None, "'1月' has no year; state in criteria a collected"),
        (["Q1"], ("2024-01-01", "2025-12-31"), "'Q1' has no year"),
        (["W07"], None, "'W07' has no year"),
        (["FY25 P03"], YEAR, "a fiscal year, such as 'FY25 P03'"),
        (["2025财年"], YEAR, "such as '2025财年'"),
        (["FY2025"], YEAR, "if FY25 begins in April 2024, FY25 P03 is 2024-06"),
        (["2025.1", "2025.9", "2025.11"], None, "a spreadsheet may have turned into 2025.1"),
        (["2025-13"], None, "1 of 1 cells are no periods, such as '2025-13', more than the"),
        (["2025Q5"], None, "such as '2025Q5'"),
        (
            ["张三", "13812345678"],
            None,
            "2 of 2 cells are no periods, more than the allowed",
        ),
    ],
)
def test_what_stays_open_is_refused_with_what_was_seen_and_what_is_read(cells, time, said):
    (line,) = dated(*cells, time=time).problems
    assert line.startswith("f.csv: column 'month':")
    assert said in line


def test_refusals_are_in_chinese_for_chinese_readers(monkeypatch):
    monkeypatch.setenv("PLUMBLINE_LANG", "zh")
    assert (
        "“Jan-25”可能是月份 2025-01，也可能是没有年份的日期 --01-25"
        in dated("Jan-25").problems[0]
    )
    assert "“1月”没有年份" in dated("1月").problems[0]
    assert "属于财年（例如“FY25 P03”）" in dated("FY25 P03").problems[0]


@pytest.mark.parametrize("cell", ["张三", "13812345678", "E1001", "1001-23", "李四 2025"])
def test_cells_that_may_be_personal_are_never_shown(cell):
    assert not LIKE_PERIOD.match(cell)
    assert not any(cell in line for line in dated(cell).problems)


def test_october_with_its_zero_is_no_problem():
    assert dated("2025.1", "2025.9", "2025.10", "2025.11").problems == []


@pytest.mark.parametrize(
    "form", ["{}月", "Q{}", "{:02}/25", "25-{:02}", "2025年{}月", "2025M{:02}", "{}/2025"]
)
def test_forms_reach_the_records_with_the_values_of_their_rows(form):
    found = recorded(monthly(form, collected=YEAR)).records
    expected = recorded(sales()).records
    assert found["amount"].tolist() == expected["amount"].tolist()
    assert found["period"].str[-1].tolist() == expected["period"].str[-1].tolist()


@pytest.mark.parametrize(
    ("other", "counts"),
    [("2025-Q1", "2025-01 × 35, 2025-Q1 × 1"), ("2025", "2025 × 1"), ("2025-H1", "2025-H1 × 1"),
     ("2025-W07", "2025-W07 × 1"), ("2025-03-05", "2025-03-05 × 1")],
)  # fmt: skip
def test_periods_of_different_lengths_are_refused(other, counts):
    months = ["2025-01", "2025-02", "2025-03"] * 12
    (line,) = refused(sales(SALES.assign(month=[*months[:-1], other])))
    assert "periods of different lengths in one column" in line
    assert counts in line


def test_periods_outside_what_was_collected_are_counted():
    stated = recorded(sales(collected=("2025-01-01", "2025-02-28")))
    assert (
        note("periods_outside_collected", file="sales.csv", n=12, n_filled=36, period="2025-03")
        in stated.notes
    )
    for collected in (None, YEAR):
        kinds = {n["note"] for n in recorded(sales(collected=collected)).notes}
        assert "periods_outside_collected" not in kinds


def test_a_week_over_the_turn_of_the_year_lies_in_both_years():
    weeks = {"2025-01": "2025-W01", "2025-02": "2025-W02", "2025-03": "2025-W03"}
    table = SALES.assign(month=[weeks[month] for month in SALES["month"]])
    assert recorded(sales(table, collected=YEAR)).notes == []


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["工号", "1月", "2月", "3月", "合计"], ["1月", "2月", "3月"]),
        (["id", "Jan", "Feb", "Mar", "Apr"], ["Jan", "Feb", "Mar", "Apr"]),
        (["id", "2025-01", "2025-02", "2025年3月"], ["2025-01", "2025-02", "2025年3月"]),
        (["id", "Q1", "Q2", "Q3", "q4"], []),
        (["id", "month", "1月", "2月"], []),
    ],
)
def test_months_side_by_side_are_recognised(header, found):
    assert months_across(header) == found
