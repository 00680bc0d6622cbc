import pandas as pd
import pytest

from analysis.chain.recovery import coverage, read_in, simulated_validities
from analysis.chain.refit import Choices
from analysis.instrument import load_instrument
from analysis.kpi import load_kpis
from analysis.seeds import stream
from analysis.simulation.draw import draw_study
from analysis.simulation.mess import add_mess
from analysis.simulation.truth import load_truth


def test_coverage_counts_the_intervals_that_hold_the_truth():
    found = pd.DataFrame(
        {
            "statistic": "correlation",
            "dimension": ["a", "a", "b", "b"],
            "estimate": [1.0, 2.0, 3.0, 4.0],
            "ci_low": [0.0, 1.9, 2.0, 5.0],
            "ci_high": [2.0, 3.0, 4.0, 6.0],
        }
    )
    true = pd.DataFrame(
        {"statistic": "correlation", "dimension": ["a", "b"], "value": [1.5, 3.0]}
    )
    table = coverage(found, true).set_index("dimension")
    assert table["coverage"].to_dict() == {"a": 0.5, "b": 0.5}
    assert table["bias"].to_dict() == {"a": 0.0, "b": 0.5}
    assert table["draws"].tolist() == [2, 2]


@pytest.fixture(scope="module")
def truth(root):
    return load_truth(root / "studies/demo_sales_2026/truth.yaml")


@pytest.fixture(scope="module")
def instrument(root):
    return load_instrument(root / "instruments/sales_six.yaml")


def test_a_draw_is_read_in_as_an_export_is(root, truth, instrument):
    rng = stream(3, "recovery")
    messy = add_mess(draw_study(truth, instrument, rng), truth, instrument, rng)
    kpis = [load_kpis(root / "instruments/kpi")[name] for name in truth.shares]
    data = read_in(messy, instrument, kpis, "self")
    assert len(data.answers) == len(messy.responses["self"]) - truth.mess.duplicates - 1
    invalid = data.missing["reason"] == "invalid_code"
    assert invalid.sum() == truth.mess.impossible_codes["self"]
    known = messy.sales["employee_id"].isin(messy.people["employee_id"])
    assert len(data.records) == known.sum()


def test_a_draw_gives_an_estimate_and_interval_for_every_truth(root, truth, instrument):
    choices = Choices(
        exclude="flagged", families_needed=2, expected_false_positive=0.01,
        seconds_per_item=2.0,
        max_missing_share=0.5, synonym_correlation=0.6, simulations=200,
        adjust_for={"tenure_months": "log"}, shares=truth.shares, exposure="months_active",
    )  # fmt: skip
    found = simulated_validities(
        truth,
        instrument,
        load_kpis(root / "instruments/kpi"),
        choices,
        source="manager",
        confidence=0.95,
        rng=stream(4, "recovery"),
    )
    assert found.groupby("statistic")["dimension"].nunique().to_dict() == {
        "correlation": 6,
        "effect": 6,
    }
    assert (found["ci_low"] < found["estimate"]).all()
    assert (found["estimate"] < found["ci_high"]).all()
