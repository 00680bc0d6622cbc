import numpy as np
import pandas as pd
import pytest

from analysis.intake import cells
from analysis.intake.periods import periods


def column(*texts) -> pd.Series:
    return pd.Series(texts, dtype="str")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" E001 ", "E001"),
        ("Ｅ００１", "E001"),
        ("1001.0", "1001"),
        ("007", "007"),
        ("1.10", "1.10"),
        ("", None),
        ("  ", None),
        ("NA", None),
        (None, None),
    ],
)
def test_ids(cell, expected):
    assert [None if pd.isna(x) else x for x in cells.ids(column(cell))] == [expected]


def test_ids_that_a_spreadsheet_rounded_are_counted():
    assert (
        cells.n_rounded(
            column(
                "1.10101E+17", "1.10000000000000e+17", "1e5", "E12", None, "110101199001011234"
            )
        )
        == 2
    )


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("3", 3),
        ("-2.5", -2.5),
        (" １２ ", 12),
        ("1,234,567.5", 1234567.5),
        ("1e3", 1000),
        (".5", 0.5),
        ("5.", 5),
    ],
)
def test_numbers(cell, expected):
    values, bad = cells.numbers(column(cell))
    assert (values.tolist(), bad.tolist()) == ([expected], [False])


@pytest.mark.parametrize(
    ("cell", "is_bad"),
    [
        ("", False),
        ("NA", False),
        (None, False),
        ("x", True),
        ("inf", True),
        ("1e999", True),
        ("12,34.5", True),
        ("85%%", True),
    ],
)
def test_cells_without_a_number(cell, is_bad):
    values, bad = cells.numbers(column(cell))
    assert np.isnan(values).tolist() == [True]
    assert bad.tolist() == [is_bad]


@pytest.mark.parametrize(
    "cell",
    [
        "2026-01-05 09:03:00",
        "2026/1/5 9:03:00",
        "2026-01-05T09:03",
        "2026年1月5日 9:03",
        "2026-01-05T09:03:00.250Z",
        "2026-01-05 09:03:00+08:00",
    ],
)
def test_times(cell):
    found, n_unread = cells.timestamps(column(cell))
    assert (found.tolist(), n_unread) == (["2026-01-05 09:03:00"], 0)


def test_times_that_cannot_be_read_are_counted():
    found, n_unread = cells.timestamps(column("5/1/2026", "2026-13-01", "2026-01", None, ""))
    assert found.isna().all()
    assert n_unread == 3


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2025-01", "2025-01"),
        ("2025/1", "2025-01"),
        ("202501", "2025-01"),
        ("2025年1月", "2025-01"),
        ("2025.1", "2025-01"),
        ("2025", "2025"),
        ("2025年", "2025"),
        ("2025Q1", "2025-Q1"),
        ("2025-q1", "2025-Q1"),
        ("2025年第1季度", "2025-Q1"),
        ("2025-01-31", "2025-01-31"),
        ("20251", None),
        ("2025-13", None),
        ("January", None),
        ("", None),
        (None, None),
    ],
)
def test_periods(cell, expected):
    assert [None if pd.isna(x) else x for x in periods(column(cell))] == [expected]


def test_dates_that_are_all_the_first_of_a_month_mean_months():
    assert periods(column("2025-01-01", "2025-02-01")).tolist() == ["2025-01", "2025-02"]
    days = periods(column("2025-01-01", "2025-01-08"))
    assert days.tolist() == ["2025-01-01", "2025-01-08"]
