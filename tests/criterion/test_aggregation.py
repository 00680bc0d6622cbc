from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.criterion.aggregation import aggregated
from analysis.kpi import Kpi

CLOSED_FORM = 1e-10  # sums of six numbers
NAN = float("nan")


@pytest.fixture
def three() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person": [1, 1, 1, 2, 2, 3],
            "period": ["a", "b", "b", "a", None, "a"],
            "won": [2.0, 4, 6, 5, NAN, NAN],
            "tried": [4.0, NAN, 12, 0, 3, 1],
            "days": [10.0, 20, 20, 5, 5, 0],
        }
    )


@pytest.mark.parametrize(
    ("aggregate", "denominator", "raw", "exposure", "n_periods"),
    [
        ("sum", None, [12, 5, NAN], [50, 5, NAN], [2, 1, 0]),
        ("mean", None, [4, 5, NAN], [50, 5, NAN], [2, 1, 0]),
        ("per_exposure", None, [12 / 50, 1, NAN], [50, 5, NAN], [2, 1, 0]),
        ("ratio_of_sums", "tried", [8 / 16, NAN, NAN], [30, 5, NAN], [2, 1, 0]),
    ],
)
def test_hand_computed(
    three: pd.DataFrame,
    make_kpi: Callable[..., Kpi],
    aggregate: str,
    denominator: str | None,
    raw: list[float],
    exposure: list[float],
    n_periods: list[int],
) -> None:
    kpi = make_kpi("won", aggregate, denominator=denominator)
    found = aggregated(three, kpi, "days")
    assert found["person"].tolist() == [1, 2, 3]
    np.testing.assert_allclose(found["raw"], raw, rtol=CLOSED_FORM)
    np.testing.assert_allclose(found["exposure"], exposure)
    assert found["n_periods"].tolist() == n_periods


def test_records_without_periods_and_exposure(make_kpi: Callable[..., Kpi]) -> None:
    table = pd.DataFrame({"person": [5, 2], "period": [None, None], "education": [3.0, 4]})
    found = aggregated(table, make_kpi("education", "mean"), None)
    assert found["person"].tolist() == [2, 5]
    assert found["raw"].tolist() == [4, 3]
    assert found["n_periods"].tolist() == [1, 1]
    assert found["exposure"].isna().all()


def test_a_loop_over_people_agrees(records: pd.DataFrame, kpis: list[Kpi]) -> None:
    found = aggregated(records, kpis[0], "days").set_index("person")
    for person, rows in records.groupby("person"):
        both = rows.dropna(subset=["sales", "quota"])
        assert found.loc[person, "n_periods"] == both["period"].nunique()
        if len(both):
            expected = both["sales"].sum() / both["quota"].sum()
            assert found.loc[person, "raw"] == pytest.approx(expected, rel=CLOSED_FORM)
            assert found.loc[person, "exposure"] == both["days"].sum()


def test_row_order_changes_no_bit(records: pd.DataFrame, kpis: list[Kpi]) -> None:
    shuffled = records.sample(frac=1, random_state=3)
    for kpi in kpis:
        first, second = (aggregated(x, kpi, "days") for x in (records, shuffled))
        pd.testing.assert_frame_equal(first, second, check_exact=True)
