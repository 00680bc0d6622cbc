"""Amounts with currencies, words for powers of ten, percent signs and brackets."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intake.amount_columns import amount_column, mixtures, unread
from analysis.intake.amounts import amount_of, plain
from analysis.notes import note
from tests.intake.test_records import SALES, recorded, refused, sales

NAN = math.nan
AMOUNT = SALES["amount"].astype(float)


def column(*cells) -> pd.Series:
    return pd.Series(cells, dtype="str")


def with_amounts(write) -> pd.DataFrame:
    """The sales whose amounts `write` makes cells of, by position and amount."""
    return SALES.assign(amount=[write(i, value) for i, value in enumerate(AMOUNT)])


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["(1,234.00)", "1,234-", "5", "−7"], [-1234, -1234, 5, -7]),
        (["（12.5）", "¥(3.25)", "(¥4)"], [-12.5, -3.25, -4]),
        (["¥1,234", "￥ 2,000.5", "RMB 7", "8 CNY"], [1234, 2000.5, 7, 8]),
        (["77670元", "人民币 5 元", "-¥6", "¥-6"], [77670, 5, -6, -6]),
        (["7.767万", "12万", "1.2亿", "0"], [77670, 120000, 120000000, 0]),
        (["7.767万元", "0.5万元", "2w"], [77670, 5000, 20000]),
        (["USD 1,200", "US$3", "4 USD", "$5.5"], [1200, 3, 4, 5.5]),
        (["$1.2k", "$1.5M", "$2bn"], [1200, 1.5e6, 2e9]),
        (["1.5M", "2 million", "3 mio."], [1.5e6, 2e6, 3e6]),
        (["€ 1.234,50", "12,5 EUR", "3 €"], [1234.5, 12.5, 3]),
        (["1 234,50", "2\u00a0000,25", "3\u202f000,5"], [1234.5, 2000.25, 3000.5]),
        (["1'234.50", "2’000.25"], [1234.5, 2000.25]),
        (["12%", "３．５％", "-4 %", "(5%)"], [0.12, 0.035, -0.04, -0.05]),
        (["5‰", "12.5‰"], [0.005, 0.0125]),
        (["１２３", "￥４５６"], [123, 456]),
        (["3个", "12个"], [3, 12]),
        (["1.5E+05", "2e3"], [150000, 2000]),
        (["\u200b12", "NA", None, "."], [12, NAN, NAN, NAN]),
    ],
)
def test_a_column_that_says_one_thing_is_read(cells, values):
    found = amount_column(column(*cells))
    np.testing.assert_array_equal(found.values, values)
    assert not found.bad.any()
    assert list(mixtures("f", "c", found)) == []


@pytest.mark.parametrize(
    "cell",
    ["-(5)", "(5)-", "5--", "--5", "12元%", "$5元", "1.2万k", "(5", "5)", "12 wan", "about 5",
     "5.5.5", "1,23,4", "12:30", "2025-01-05", "5 6", "%", "¥", "()", "inf", "1e999"],
)  # fmt: skip
def test_what_says_nothing_for_certain_is_no_number(cell):
    found = amount_column(column(cell))
    assert found.bad.tolist() == [True]
    assert np.isnan(found.values).all()


@given(st.floats(-1e9, 1e9), st.sampled_from(["{}", "¥{}", "{} USD", "€{}"]))
def test_a_unit_changes_no_number(value, form):
    cell = form.format(f"{value:.2f}")
    assert amount_column(column(cell)).values.tolist() == [float(f"{value:.2f}")]


@given(st.decimals(0, 10**6, places=4), st.sampled_from([("万", 4), ("k", 3), ("亿", 8)]))
def test_a_word_for_a_power_of_ten_multiplies_to_the_last_digit(value, word):
    (found,) = amount_column(column(f"{value}{word[0]}")).values
    assert found == float(value * 10 ** word[1])


@given(st.text(max_size=12))
def test_no_text_stops_the_reading_of_a_cell(text):
    found = amount_of(plain(text))
    assert found is None or found.body


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (
            lambda i, v: f"{v / 1e4}万" if i < 4 else f"{v:.0f}",
            "some amounts stand in thousands, ten thousands or the like (万 × 4), 32 others do "
            "not (data rows 1, 2, 3, 4)",
        ),
        (
            lambda i, v: f"{v / 1e4}万" if i < 30 else f"{v:.0f}元",
            "(万 × 30), 6 others do not (data rows 31, 32, 33, 34, 35…)",
        ),
        (lambda i, v: f"${v / 1e3}k" if i == 7 else f"${v}", "(k × 1), 35 others do not (data"),
        (lambda i, v: f"${v}" if i % 2 else f"¥{v}", "(¥ × 18, $ × 18)"),
        (lambda i, v: f"{v} EUR" if i < 3 else f"{v}元", "(€ × 3, ¥ × 33)"),
        (lambda i, v: f"HK${v}" if i < 3 else f"US${v}", "(HK$ × 3, $ × 33)"),
        (lambda i, v: f"{v}%" if i == 35 else f"{v}", "(% × 1), 35 others have none (data"),
        (lambda i, v: f"{v}" if i < 2 else f"{v}%", "(% × 34), 2 others have none (data"),
        (lambda i, v: f"{v}‰" if i < 2 else f"{v}%", "(‰ × 2, % × 34), 0 others"),
    ],
)  # fmt: skip
def test_a_mixture_is_refused_with_its_counts(write, said, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_LANG", "en")
    (line,) = refused(sales(with_amounts(write)))
    assert line.startswith("sales.csv: column 'amount':")
    assert said in line


def test_a_mixture_is_refused_in_chinese_too(monkeypatch):
    monkeypatch.setenv("PLUMBLINE_LANG", "zh")
    (line,) = refused(sales(with_amounts(lambda i, v: f"{v / 1e4}万" if i < 4 else f"{v:.0f}")))
    assert "有的金额带数量单位（万 × 4），另有 32 个不带（数据行 1, 2, 3, 4）" in line


@pytest.mark.parametrize(
    ("write", "marks"),
    [
        (lambda i, v: f"¥{v:,.2f}", {"¥": 0}),
        (lambda i, v: f"{v / 1e4}万", {"万": 4}),
        (lambda i, v: f"{v / 1e8:.8f}亿" if i % 2 else f"{v / 1e4}万", {"万": 4, "亿": 8}),
        (lambda i, v: f"${v / 1e3}k", {"$": 0, "k": 3}),
        (lambda i, v: f"{v * 100}%", {"%": -2}),
    ],
)  # fmt: skip
def test_the_unit_that_was_read_is_told(write, marks):
    result = recorded(sales(with_amounts(write)))
    np.testing.assert_allclose(result.records["amount"], recorded(sales()).records["amount"])
    (said,) = [n for n in result.notes if n["note"] == "amounts_in_unit"]
    assert said["marks"] == marks
    assert (said["file"], said["column"]) == ("sales.csv", "amount")
    assert (said["n"], said["n_filled"]) == (36, 36)


def test_currency_at_some_amounts_is_read_and_counted():
    result = recorded(sales(with_amounts(lambda i, v: f"¥{v}" if i < 5 else f"{v}")))
    assert note("amounts_in_unit", file="sales.csv", column="amount", marks={"¥": 0}, n=5,
                n_filled=36) in result.notes  # fmt: skip


def test_refunds_are_negative_and_told():
    table = with_amounts(
        lambda i, v: f"({v:,.2f})" if i == 0 else f"{v}-" if i == 1 else f"{v}"
    )
    result = recorded(sales(table))
    assert (
        note("amounts_turned_negative", file="sales.csv", column="amount", n=2) in result.notes
    )
    assert (result.records["amount"] < 0).sum() == 2
    assert (
        result.records["amount"].abs().tolist() == recorded(sales()).records["amount"].tolist()
    )


def test_zero_is_zero_in_every_unit():
    result = recorded(sales(with_amounts(lambda i, v: "0" if i < 3 else f"{v / 1e4}万")))
    assert (result.records["amount"] == 0).sum() == 3


def test_cells_that_are_no_numbers_come_with_their_rows_and_what_is_read():
    found = amount_column(column(*["many"] * 7, "5"))
    (line,) = unread("f.csv", "c", found, 0.2)
    assert (
        "7 of 8 cells are not numbers, more than the allowed 20% (data rows 1, 2, 3, 4, 5…)"
        in line
    )
    assert "$1.2k" in line
    assert "many" not in line


def test_point_before_ten_thousands_is_before_decimals():
    cells = [f"{1 + i / 1000:.3f}万" for i in range(len(SALES))]
    notes = recorded(sales(SALES.assign(amount=cells))).notes
    assert "numbers_of_two_readings" not in {n["note"] for n in notes}
