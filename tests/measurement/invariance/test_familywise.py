"""How the steps of a ladder share one level."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.measurement.invariance.familywise import Levels, corrected, level_of

EXACT = 1e-12
TRUE_LADDERS = 40_000
MONTE_CARLO = 3 * (0.05 * 0.95 / TRUE_LADDERS) ** 0.5  # three standard errors of a rate of .05


def rejected(levels: Levels, p_values: np.ndarray) -> np.ndarray:
    """Which steps are rejected if a rejected step holds in part and the next is tested."""
    found, level = [], 0.0
    for p in p_values:
        level = level_of(levels, handed_on=level if found and found[-1] else 0.0)
        found.append(p < level)
    return np.array(found)


def test_four_steps_in_closed_form():
    assert level_of(Levels(0.05, "sidak", 4), handed_on=0) == pytest.approx(
        1 - 0.95**0.25, abs=EXACT
    )
    assert level_of(Levels(0.05, "fallback", 4), handed_on=0) == pytest.approx(0.0125)
    assert level_of(Levels(0.05, "fallback", 4), handed_on=0.0375) == pytest.approx(0.05)
    assert level_of(Levels(0.05, "none", 4), handed_on=0) == 0.05


def test_one_step_needs_no_correction():
    for correction in ("sidak", "fallback", "none"):
        assert level_of(Levels(0.05, correction, 1), handed_on=0) == pytest.approx(0.05)


@given(
    st.floats(0, 1),
    st.sampled_from(["sidak", "fallback", "none"]),
    st.integers(1, 4),
    st.sampled_from([0.0, 0.0125]),
)
def test_the_corrected_p_value_is_judged_as_the_plain_one(p, correction, n_steps, handed_on):
    levels = Levels(0.05, correction, n_steps)
    level = level_of(levels, handed_on=handed_on)
    found = corrected(p, levels, level=level)
    assert 0 <= found <= 1
    assert (found < 0.05) == (p < level) or abs(p - level) < EXACT


@pytest.mark.parametrize(("correction", "rate"), [("sidak", 0.05), ("fallback", 0.05)])
def test_true_ladders_are_rejected_anywhere_at_the_level_of_the_whole(correction, rate):
    p_values = np.random.default_rng(1).random((TRUE_LADDERS, 4))
    levels = Levels(0.05, correction, 4)
    found = np.mean([rejected(levels, row).any() for row in p_values])
    assert found <= rate + MONTE_CARLO
    assert found > rate - 4 * MONTE_CARLO


def test_a_step_that_is_false_does_not_spend_the_level_of_the_others():
    p_values = np.random.default_rng(2).random((TRUE_LADDERS, 4))
    p_values[:, 1] = 0.0
    levels = Levels(0.05, "fallback", 4)
    true_steps = [0, 2, 3]
    found = np.mean([rejected(levels, row)[true_steps].any() for row in p_values])
    assert found <= 0.05 + MONTE_CARLO
