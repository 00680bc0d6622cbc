"""Values that a slip makes are told with their number, before any weight."""

import numpy as np
import pandas as pd
import pytest

from tests.criterion.test_performance import performed

N, MONTHS = 120, 6


@pytest.fixture
def sold() -> pd.DataFrame:
    """Six months of 120 people whose sales differ by some tens of percent."""
    rng = np.random.default_rng(3)
    size = N * MONTHS
    return pd.DataFrame(
        {
            "person": np.repeat(np.arange(N, dtype=np.int32), MONTHS),
            "file": "sales.csv",
            "source": "records",
            "period": np.tile([f"2025-0{m + 1}" for m in range(MONTHS)], N),
            "amount": np.round(100_000 * np.exp(rng.normal(0, 0.3, size))),
            "quota": np.round(100_000 * np.exp(rng.normal(0, 0.1, size))),
        }
    )


PEOPLE = pd.DataFrame({"person": np.arange(N, dtype=np.int32)})


def told(records: pd.DataFrame, *kpis) -> dict[str, dict]:
    found = performed(records, PEOPLE, [*kpis], adjust_for={}, exposure=None)
    return {said["note"]: said for said in found.notes}


@pytest.mark.parametrize(("factor", "at_most"), [(100, 400), (1000, 4000), (10000, 40000)])
def test_a_slip_of_the_unit_in_two_rows_is_told(sold, make_kpi, factor, at_most):
    sold.loc[[7, 300], "amount"] *= factor
    notes = told(sold, make_kpi("amount"))
    said = notes["records_far_above"]
    assert (said["column"], said["n"], said["n_rows"]) == ("amount", 2, N * MONTHS)
    largest = sold["amount"].max() / sold["amount"].median()
    assert said["times"] == pytest.approx(largest, rel=1e-12)
    assert factor / 4 < said["times"] < at_most


@pytest.mark.parametrize("factor", [1000, 10000])
def test_people_more_than_a_hundred_times_the_median_are_told(sold, make_kpi, factor):
    sold.loc[[7, 300], "amount"] *= factor
    said = told(sold, make_kpi("amount"))["kpi_far_above"]
    assert (said["kpi"], said["n"], said["n_people"]) == ("amount", 2, N)
    assert said["times"] > 100


def test_ten_thousands_among_single_units_are_told_as_far_below(sold, make_kpi):
    sold.loc[[7, 300, 301], "amount"] /= 10_000
    said = told(sold, make_kpi("amount"))["records_far_below"]
    assert (said["n"], said["n_rows"]) == (3, N * MONTHS)
    assert said["times"] > 1000


@pytest.mark.parametrize("month", ["2025-01", "2025-04", "2025-06"])
def test_a_month_in_another_unit_is_told(sold, make_kpi, month):
    sold.loc[sold["period"] == month, "amount"] /= 10_000
    said = told(sold, make_kpi("amount"))["level_of_period"]
    assert (said["column"], said["period"]) == ("amount", month)
    assert 5_000 < said["times"] < 20_000


def test_a_file_in_another_unit_is_told(sold, make_kpi):
    late = sold["period"] > "2025-03"
    sold = sold.assign(file=np.where(late, "h2.csv", "h1.csv"))
    sold.loc[late, "amount"] /= 1000
    said = told(sold, make_kpi("amount"))["level_of_file"]
    assert (said["column"], said["file"]) == ("amount", "h1.csv")
    assert 500 < said["times"] < 2000


def test_clean_records_are_not_told(sold, make_kpi):
    kpis = (make_kpi("amount"), make_kpi("att", "ratio_of_sums", numerator="amount",
                                         denominator="quota"))  # fmt: skip
    assert set(told(sold, *kpis)) == set()


def test_a_season_of_three_times_is_no_slip(sold, make_kpi):
    sold.loc[sold["period"] == "2025-06", "amount"] *= 3
    assert set(told(sold, make_kpi("amount"))) == {"single_indicator"}


def test_a_column_that_never_changes_is_told(sold, make_kpi):
    ratio = make_kpi("att", "ratio_of_sums", numerator="amount", denominator="quota")
    said = told(sold.assign(amount=5.0), ratio)["kpi_part_constant"]
    assert (said["kpi"], said["column"], said["n"]) == ("att", "amount", N * MONTHS)
    assert "kpi_part_constant" not in told(sold.assign(quota=5.0), ratio)


@pytest.mark.parametrize("fields", [{"kind": "count"}, {"kind": "rating"}, {"better": "lower"}])
def test_negative_numbers_are_told_where_none_can_be(sold, make_kpi, fields):
    sold.loc[[3, 4], "amount"] *= -1
    said = told(sold, make_kpi("amount", **fields))["kpi_part_negative"]
    assert (said["kpi"], said["column"], said["n"]) == ("amount", "amount", 2)


def test_refunds_may_be_negative_and_quotas_not(sold, make_kpi):
    ratio = make_kpi("att", "ratio_of_sums", numerator="amount", denominator="quota")
    sold.loc[3, "amount"] *= -1
    assert "kpi_part_negative" not in told(sold, ratio)
    sold.loc[3, "quota"] *= -1
    assert told(sold, ratio)["kpi_part_negative"]["column"] == "quota"


def test_shares_above_one_are_told(sold, make_kpi):
    share = make_kpi("s", "ratio_of_sums", numerator="amount", denominator="due", kind="share")
    due = sold["amount"] * 2
    due[sold["person"] == 9] /= 4
    said = told(sold.assign(due=due + sold["quota"] / 10), share)["kpi_above_one"]
    assert (said["n"], said["n_people"]) == (1, N)
