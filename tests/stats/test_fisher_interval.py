"""Anchor: the interval's own definition, in z."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.fisher_interval import fisher_interval, fisher_interval_by_delta

CLOSED_FORM = 1e-10


@given(st.floats(-0.99, 0.99), st.floats(0, 2))
def test_limits_lie_a_margin_away_in_z(r, margin):
    low, high = fisher_interval(r, margin)
    assert np.arctanh(low) == pytest.approx(np.arctanh(r) - margin, abs=CLOSED_FORM)
    assert np.arctanh(high) == pytest.approx(np.arctanh(r) + margin, abs=CLOSED_FORM)


def test_delta_method_agrees_with_the_error_of_z():
    """Where the error of r is (1 - r²) / sqrt(n - 3), that of z is 1 / sqrt(n - 3)."""
    r, n = np.array([-0.7, 0.0, 0.3]), 50
    found = fisher_interval_by_delta(r, (1 - r**2) / np.sqrt(n - 3), confidence=0.95)
    expected = fisher_interval(r, 1.959963984540054 / np.sqrt(n - 3))
    np.testing.assert_allclose(found, expected, atol=CLOSED_FORM)


def test_a_perfect_correlation_has_no_interval():
    assert np.isnan(fisher_interval(np.array([1.0, -1.0]), 0.1)).all()
    assert np.isnan(fisher_interval_by_delta(np.ones(1), np.ones(1), confidence=0.9)).all()
