"""Every cell against R (fisher.test, chisq.test, dhyper), and the definitions by hand."""

import json
import math
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.adverse_impact import FOUR_FIFTHS, adverse_impact, flip_flop
from analysis.stats.standardised_difference import standardised_difference

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "impact/expected.json").read_text())

CLOSED_FORM = 1e-10
EXACT_ROOT = 1e-8  # relative: the same equations, solved to 1e-14 in the logarithm by R
LOOSE_ROOT = 3e-3  # relative: fisher.test stops uniroot at 1.2e-4 and is off by as much
SEARCHED = {
    "conditional_odds_ratio": "fisher_test_odds_ratio",
    "odds_ci_low": "fisher_test_low",
    "odds_ci_high": "fisher_test_high",
}


@pytest.mark.parametrize("name", EXPECTED["impact"])
def test_every_number_is_that_of_r(name):
    entry = EXPECTED["impact"][name]
    found = asdict(adverse_impact(*entry["counts"], confidence=0.95))
    assert {*found, *SEARCHED.values()} == {*entry["value"], "flips"}
    for key, printed in SEARCHED.items():
        assert found[key] == pytest.approx(entry["value"][key], rel=EXACT_ROOT), key
        assert found[key] == pytest.approx(entry["value"][printed], rel=LOOSE_ROOT), key
    for key in set(found) - {*SEARCHED, "flips"}:
        assert found[key] == pytest.approx(entry["value"][key], rel=CLOSED_FORM), key


@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 15), st.integers(1, 15))
def test_flip_flop_is_what_exchanging_one_person_does(selected, more, focal, left):
    n_reference, n_focal = selected + more, focal + left
    below = Fraction(focal, n_focal) / Fraction(selected, n_reference) < FOUR_FIFTHS
    found = flip_flop(selected, n_reference, focal, n_focal)
    new = (selected - 1, focal + 1) if below else (selected + 1, focal - 1)
    if new[0] < 1 or new[0] > n_reference or new[1] < 0 or new[1] > n_focal:
        assert not found
        return
    ratio = Fraction(new[1], n_focal) / Fraction(new[0], n_reference)
    assert found == ((ratio < FOUR_FIFTHS) != below)


@pytest.mark.parametrize("counts", [(400, 1000, 320, 1000), (5, 10, 4, 10), (3, 7, 12, 35)])
def test_exactly_four_fifths_is_not_less_than_four_fifths(counts):
    found = adverse_impact(*counts, confidence=0.95)
    assert not found.below_four_fifths
    assert found.flips


@given(st.integers(2, 25), st.integers(1, 24), st.integers(2, 25), st.integers(1, 24))
def test_conditional_odds_ratio_and_its_limits_solve_their_equations(n1, a, n2, b):
    """Brute force over all tables with these margins: no search, thus no stopping rule."""
    selected, focal = min(a, n1 - 1), min(b, n2 - 1)
    k = selected + focal
    found = adverse_impact(selected, n1, focal, n2, confidence=0.95)
    support = np.arange(max(0, k - n2), min(k, n1) + 1)
    ways = np.array([math.comb(n1, x) * math.comb(n2, k - x) for x in support.tolist()], float)

    def chances(odds: float) -> np.ndarray:
        powers = ways * odds ** (support - selected)
        return powers / powers.sum()

    mean = chances(found.conditional_odds_ratio) @ support
    assert mean == pytest.approx(selected, abs=EXACT_ROOT)
    assert chances(found.odds_ci_low)[support >= selected].sum() == pytest.approx(0.025)
    assert chances(found.odds_ci_high)[support <= selected].sum() == pytest.approx(0.025)


def test_turning_the_groups_round_turns_the_ratio_round():
    one = adverse_impact(30, 100, 20, 80, confidence=0.95)
    other = adverse_impact(20, 80, 30, 100, confidence=0.95)
    assert one.ratio == pytest.approx(1 / other.ratio, rel=CLOSED_FORM)
    assert (one.fisher, one.mid_p) == pytest.approx((other.fisher, other.mid_p))
    assert one.mid_p < one.fisher


def test_nobody_of_the_focal_group():
    found = adverse_impact(5, 20, 0, 10, confidence=0.95)
    assert (found.ratio, found.below_four_fifths) == (0.0, True)
    assert np.isnan(found.ratio_ci_low)


def test_d_is_that_of_r():
    data = pd.read_csv(REFERENCE / "data/bfi_complete25.csv")
    turned = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
    data[turned] = 7 - data[turned]
    men = (data["gender"] == 1).to_numpy()
    for scale, value in EXPECTED["bfi_men_less_women"].items():
        scores = data[[f"{scale}{i}" for i in range(1, 6)]].mean(axis=1).to_numpy()
        found = standardised_difference(scores, men, np.arange(len(men)), confidence=0.95)
        assert found.d == pytest.approx(value, abs=CLOSED_FORM)


@pytest.mark.slow
@pytest.mark.parametrize("clusters", [400, 40])
def test_interval_of_d_covers_the_true_difference(clusters):
    """A tenth of the variance lies between clusters; groups are mixed in them."""
    rng = np.random.default_rng(4)
    codes = np.arange(400) % clusters
    hits = 0
    for _ in range(600):
        focal = rng.random(400) < 0.4
        shared = np.sqrt(0.1) * rng.normal(size=clusters)[codes]
        scores = shared + np.sqrt(0.9) * rng.normal(size=400) + 0.5 * focal
        found = standardised_difference(scores, focal, codes, confidence=0.95).inference
        hits += int(found.ci_low[0] <= 0.5 <= found.ci_high[0])
    assert 0.92 <= hits / 600 <= 0.98  # three standard errors of .95 are .027
