"""The decision rules in studies of known truth: how often each verdict is reached."""

import numpy as np
import pytest

from analysis.chain.simulated_verdicts import Truth, simulate_verdicts, true_validity
from analysis.weighting.schemes import contenders
from analysis.weighting.verdict import Demand

DEMAND = Demand(confidence=0.95, minimal_gain=0.05, power=0.8)
COMPARED = contenders(
    ["zero_order", "bayes", "ridge", "nnls", "ols", "relative_weight", "general_dominance"],
    fixed={},
    prior="unit",
    prior_people=100,
)
STUDIES = 100


def among(p: int, r: float) -> np.ndarray:
    return np.full((p, p), r) + (1 - r) * np.eye(p)


def drawn(validities, *, clusters, size, icc=0.05, r=0.4, studies=STUDIES, repeats=5):
    truth = Truth(among(len(validities), r), np.array(validities), clusters, size, icc)
    rng = np.random.default_rng(11)
    return simulate_verdicts(
        truth, COMPARED, DEMAND, studies=studies, folds=8, repeats=repeats, rng=rng
    )


def test_true_validity_of_the_best_weights_is_the_multiple_correlation():
    truth = Truth(among(3, 0.3), np.array([0.1, 0.3, 0.5]), 10, 10, 0.0)
    slopes = np.linalg.solve(truth.among, truth.validities)
    best = true_validity(truth, slopes)
    assert best == pytest.approx(np.sqrt(truth.validities @ slopes))
    assert best > true_validity(truth, np.ones(3))


def test_the_same_stream_gives_the_same_verdicts():
    once, again = (
        drawn([0.1, 0.3, 0.5], clusters=12, size=10, studies=2, repeats=1) for _ in range(2)
    )
    assert once.equals(again)


@pytest.mark.slow
@pytest.mark.parametrize(("clusters", "size"), [(24, 30), (200, 5)])
def test_equal_true_weights_are_found_to_be_as_good(clusters, size):
    table = drawn([0.25] * 6, clusters=clusters, size=size)
    assert (table["verdict"] == "equal").mean() >= 0.9
    assert (table["scheme"] != "unit").sum() <= 5
    assert table["regret"].mean() < 0.001


@pytest.mark.slow
@pytest.mark.parametrize(("clusters", "size", "icc"), [(1000, 1, 0.0), (50, 20, 0.05)])
def test_unequal_validities_beat_equal_weights_with_a_thousand_people(clusters, size, icc):
    table = drawn(np.linspace(0.1, 0.5, 6), clusters=clusters, size=size, icc=icc)
    assert (table["verdict"] == "unequal").mean() >= 0.9
    assert (table["true_validity"] > table["true_unit"]).mean() >= 0.9


@pytest.mark.slow
def test_pure_noise_is_seldom_weighed():
    """Two chances to find validity by mistake: 5 % in the omnibus test, a few in the folds."""
    table = drawn([0.0] * 6, clusters=24, size=20, icc=0.1)
    assert (table["verdict"] == "unequal").sum() <= 5
    assert (table["verdict"] == "no_validity").mean() >= 0.8


@pytest.mark.slow
def test_with_small_validities_and_few_people_unequal_weights_are_truly_better():
    table = drawn(np.linspace(0.05, 0.25, 6), clusters=60, size=5)
    chosen = table[table["verdict"] == "unequal"]
    assert (chosen["true_validity"] > chosen["true_unit"]).mean() >= 0.9
