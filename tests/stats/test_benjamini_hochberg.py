"""Benjamini and Hochberg's rule against its definition."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.benjamini_hochberg import benjamini_hochberg

LEVELS = np.linspace(0.01, 0.99, 25)


def rejected(p_values: np.ndarray, alpha: float) -> np.ndarray:
    """The k smallest, k the largest with p(k) <= k * alpha / l."""
    order = np.sort(p_values)
    below = np.flatnonzero(order <= alpha * np.arange(1, len(order) + 1) / len(order))
    return p_values <= order[below[-1]] if len(below) else np.zeros(len(p_values), dtype=bool)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_adjusted_values_reject_what_the_rule_rejects(values):
    p_values = np.array(values)
    adjusted = benjamini_hochberg(p_values)
    for alpha in LEVELS:
        away = np.abs(adjusted - alpha) > 1e-9
        np.testing.assert_array_equal(
            (adjusted <= alpha)[away], rejected(p_values, alpha)[away]
        )


def test_published_example():
    """Benjamini & Hochberg (1995), section 3.3: the four smallest of 15 are rejected at .05."""
    p_values = [1e-4, 4e-4, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p_values += [0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0]
    assert (benjamini_hochberg(np.array(p_values)) <= 0.05).sum() == 4


def test_missing_values_stay_missing_and_do_not_count():
    found = benjamini_hochberg(np.array([0.01, np.nan, 0.04]))
    np.testing.assert_allclose(found, [0.02, np.nan, 0.04])
