"""Persons whose period stands in several rows, of one table or of several that go together."""

import pandas as pd
import pytest

from analysis.notes import note
from tests.intake.exported import DATA
from tests.intake.test_records import SALES, recorded, refused, sales

FIRST, SECOND = SALES[SALES["month"] < "2025-03"], SALES[SALES["month"] == "2025-03"]
KPIS = {"att": ["amount", "quota"]}


def below(*rows: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([SALES, *rows], ignore_index=True)


def corrected(n: int = 1) -> pd.DataFrame:
    return SALES.iloc[:n].assign(amount="1")


def halves(first=FIRST, second=SECOND, **changes):
    return [
        sales(part.reset_index(drop=True), file=file, kpis=KPIS, **changes)
        for file, part in (("h1.csv", first), ("h2.csv", second))
    ]


@pytest.mark.parametrize("n", [1, 3, 8])
def test_different_rows_of_a_person_and_period_are_refused_with_their_number(n):
    (line,) = refused(sales(below(corrected(n))))
    people = SALES.iloc[:n]["employee_id"].nunique()
    said = (
        f"sales.csv: {n} rows repeat the person and period of another with other numbers, of "
    )
    assert line.startswith(f"{said}{people} people (sales.csv, data rows 37")
    assert "repeated_periods: last" in line
    assert "E001" not in line


def test_the_refusal_is_in_chinese_for_chinese_readers(monkeypatch):
    monkeypatch.setenv("PLUMBLINE_LANG", "zh")
    (line,) = refused(sales(below(corrected(2))))
    assert "同一人、同一期间出现多行且数值不同：重复 2 行，涉及 1 人" in line


def test_the_last_row_corrects_the_others():
    result = recorded(sales(below(corrected(2)), repeated_periods="last"))
    assert result.n_kept == 36
    assert result.records.loc[:1, "amount"].tolist() == [1, 1]
    assert result.rejects[["row", "reason"]].to_numpy().tolist() == [
        [1, "corrected"],
        [2, "corrected"],
    ]
    assert note("records_corrected", file="sales.csv", n=2) in result.notes


def test_a_correction_back_to_the_first_number_is_the_last():
    again = SALES.iloc[[0]]
    result = recorded(sales(below(corrected(), again), repeated_periods="last"))
    assert result.records.loc[0, "amount"] == float(SALES["amount"][0])
    assert result.rejects["row"].tolist() == [1, 37]
    assert result.n_kept == 36


def test_rows_that_are_parts_all_count():
    result = recorded(sales(below(corrected(2)), repeated_periods="sum"))
    assert result.n_kept == 38
    assert note("records_of_same_period", file="sales.csv", n=2) in result.notes
    kept = result.records[result.records["period"] == "2025-01"]
    assert kept.groupby("person")["amount"].sum()[0] == float(SALES["amount"][0]) + 1


def test_rows_alike_are_duplicates_unless_they_are_two_products():
    twice = below(SALES.iloc[[0]])
    assert recorded(sales(twice)).rejects["reason"].tolist() == ["duplicate"]
    products = twice.assign(product=[*"a" * 36, "b"])
    summed = recorded(sales(products, repeated_periods="sum"))
    assert (summed.n_kept, len(summed.rejects)) == (37, 0)
    same = recorded(sales(twice, repeated_periods="sum"))
    assert same.rejects["reason"].tolist() == ["duplicate"]


def test_a_person_twice_without_periods_is_refused_with_the_column_to_name():
    (line,) = refused(sales(period=None, exposure=None))
    assert "24 rows repeat a person with other numbers and no period is named, of 12" in line
    deals = recorded(sales(period=None, exposure=None, repeated_periods="sum"))
    assert deals.n_kept == 36


def test_two_half_years_stand_below_each_other():
    result = recorded(*halves())
    assert result.n_kept == 36
    whole = recorded(sales()).records
    columns = ["person", "period", "amount", "quota"]
    found = result.records.sort_values(["person", "period"], ignore_index=True)
    assert found[columns].equals(whole[columns])


@pytest.mark.parametrize(("rule", "amount"), [("last", 1), ("sum", 57001)])
def test_an_overlap_of_two_files_follows_the_rule(rule, amount):
    march = SALES[(SALES["month"] == "2025-03") & (SALES["employee_id"] == "E001")]
    second = pd.concat([SECOND[SECOND["employee_id"] != "E001"], march.assign(amount="1")])
    result = recorded(*halves(SALES, second, repeated_periods=rule))
    mine = result.records[
        (result.records["person"] == 0) & (result.records["period"] == "2025-03")
    ]
    assert mine["amount"].sum() == amount
    (line,) = refused(*halves(SALES, second))
    assert line.startswith("h1.csv, h2.csv: 1 rows repeat the person and period")
    assert "(h2.csv, data rows 12)" in line


def test_an_overlap_that_says_the_same_is_a_duplicate():
    result = recorded(*halves(SALES, SECOND))
    assert result.n_kept == 36
    assert set(result.rejects["file"]) == {"h2.csv"}
    assert result.rejects["reason"].tolist() == ["duplicate"] * 12


def test_a_file_of_corrections_may_be_of_one_person_and_correct_all_of_another():
    result = recorded(*halves(SALES, corrected(), repeated_periods="last"))
    assert result.records["amount"].min() == 1
    assert result.n_kept == 36
    again = SALES.assign(amount="2")
    assert recorded(*halves(SALES, again, repeated_periods="last")).n_kept == 36


def test_equal_sums_of_two_files_without_periods_are_no_duplicates():
    one = SALES[SALES["month"] == "2025-01"]
    (line,) = refused(*halves(one, one, period=None, exposure=None))
    assert line.startswith("h1.csv, h2.csv: 12 rows repeat a person")
    both = recorded(*halves(one, one, period=None, exposure=None, repeated_periods="sum"))
    assert both.n_kept == 24


def test_tables_that_go_together_need_one_rule():
    first, second = halves()
    other = sales(second.table, file="h2.csv", repeated_periods="sum")
    (line,) = refused(first, other)
    assert line.endswith("differ (refuse, sum); state the same rule for all")


@pytest.mark.parametrize("other", ["2025-Q1", "2025", "2025-H1"])
def test_months_and_quarters_of_the_same_indicator_in_two_files_are_refused(other):
    quarters = SECOND.assign(month=other)
    (line,) = refused(*halves(FIRST, quarters))
    assert "by periods of different length that share days" in line
    assert f"(2025-01 and {other})" in line
    apart = recorded(*halves(FIRST, SECOND.assign(month="2024-Q4")))
    assert apart.n_kept == 36


def test_an_indicator_that_two_different_tables_have_is_refused_where_they_overlap():
    total = {"total": ["amount"]}
    more = sales(
        SALES.assign(visits="3"),
        file="more.csv",
        columns=["amount", "quota", "visits"],
        kpis=total,
        exposure=None,
    )
    first = sales(columns=["amount"], kpis=total, exposure=None)
    (line,) = refused(first, more)
    assert line.startswith(
        "sales.csv, more.csv: both have the columns of total, and 36 persons"
    )
    visits = sales(file="visits.csv", columns=["quota"], kpis={"v": ["quota"]}, exposure=None)
    assert recorded(first, visits).n_kept == 72


def test_a_shared_denominator_is_no_repetition():
    ratio = sales(columns=["amount", "quota"], kpis=KPIS, exposure=None)
    other = sales(
        SALES.assign(won="1"),
        file="won.csv",
        columns=["won", "quota"],
        kpis={"won": ["won", "quota"]},
        exposure=None,
    )
    assert recorded(ratio, other).n_kept == 72


def test_the_sales_of_the_tests_are_three_months_of_twelve_people():
    assert (DATA / "sales.csv").is_file()
    assert SALES.groupby("employee_id").size().tolist() == [3] * 12
    assert SALES.loc[2, ["employee_id", "month", "amount"]].tolist() == [
        "E001",
        "2025-03",
        "57000",
    ]
