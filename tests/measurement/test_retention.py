"""Anchors: the known number of factors of simulated answers, invariances, what is refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.measurement.retention import retention
from tests.measurement.ordinal_study import instrument, keyed, two_factor_answers

SMALL = {"small": instrument({"a": ["i1", "i2", "i3"], "b": ["i4", "i5", "i6", "check1"]})}
ANSWERS = two_factor_answers(300, 1)


def retained(frame: pd.DataFrame, seed: int = 1, draws: int = 50):
    rng = np.random.default_rng(seed)
    return retention(frame, SMALL, draws=draws, percentile=95, rng=rng)


def test_two_factors_are_found_where_two_are_intended():
    decisions = retained(keyed(ANSWERS)).decisions
    assert decisions["criterion"].tolist() == ["parallel_analysis_pca", "parallel_analysis_smc"]
    assert decisions["n_factors"].tolist() == [2, 2]
    assert decisions["n_intended"].tolist() == [2, 2]
    assert set(decisions["n"]) == {300}
    assert set(decisions["estimator"]) == {"polychoric_two_step"}


def test_eigenvalues_fall_sum_to_the_items_and_lead_to_the_decision():
    result = retained(keyed(ANSWERS))
    table = result.eigenvalues
    assert table["position"].tolist() == [1, 2, 3, 4, 5, 6]
    assert table["observed"].is_monotonic_decreasing
    assert table["observed"].sum() == pytest.approx(6)
    assert table["reference_mean"].sum() == pytest.approx(6)
    assert table["retained"].sum() == result.decisions["n_factors"][0]


def test_order_of_rows_and_columns_does_not_matter():
    frame = keyed(ANSWERS)
    moved = frame.sample(frac=1, random_state=1)[frame.columns[::-1]]
    pd.testing.assert_frame_equal(retained(frame).eigenvalues, retained(moved).eigenvalues)


def test_unrelated_items_hold_no_factor_in_most_samples():
    rng = np.random.default_rng(3)
    found = []
    for seed in range(20):
        answers = {f"i{item}": rng.integers(1, 6, 200) for item in range(1, 7)}
        found.append(retained(keyed(answers), seed).decisions["n_factors"][0])
    assert np.mean(np.array(found) > 0) <= 0.2  # 5 % expected, 4 of 20 has chance .016


def test_every_block_has_its_own_decision():
    manager = keyed(two_factor_answers(200, 2), source="manager").assign(
        response=lambda f: f["response"] + 300
    )
    decisions = retained(pd.concat([keyed(ANSWERS), manager])).decisions
    assert decisions["source"].tolist() == ["manager", "manager", "self", "self"]
    assert decisions["n"].tolist() == [200, 200, 300, 300]


def test_a_percentile_is_no_share():
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="between 1 and 100"):
        retention(keyed(ANSWERS), SMALL, draws=5, percentile=0.95, rng=rng)


def test_a_constant_item_is_refused():
    answers = dict(ANSWERS) | {"i1": np.full(300, 3)}
    with pytest.raises(DataError, match="item i1 is constant"):
        retained(keyed(answers))


@pytest.mark.parametrize("together", [0, 1])
def test_factors_are_not_counted_where_a_pair_has_no_correlation(together):
    frame = keyed(ANSWERS)
    frame.loc[:150, "i1"] = pd.NA
    frame.loc[151 + together :, "i2"] = pd.NA
    found = retained(frame)
    assert found.eigenvalues.empty
    assert found.decisions["n_factors"].isna().all()
    assert set(found.decisions["note"]) == {"pair_without_estimate"}
    assert [said["note"] for said in found.notes] == ["factors_not_counted"]


def test_one_block_without_pairs_takes_nothing_from_another():
    holes = keyed(two_factor_answers(200, 2), source="manager")
    holes = holes.assign(response=holes["response"] + 300)
    holes.loc[:99, "i1"] = pd.NA
    holes.loc[100:, "i2"] = pd.NA
    found = retained(pd.concat([keyed(ANSWERS), holes]))
    counted = found.decisions.set_index("source")["n_factors"]
    assert counted["self"].tolist() == [2, 2]
    assert counted["manager"].isna().all()
    assert set(found.eigenvalues["source"]) == {"self"}
