"""Anchors: regression by brute force, one dimension, and simulated true scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.sem.composite_reliability import true_from_reliability
from analysis.stats.sem.subscore_value import subscore_value

EXACT = 1e-12

TOTAL = np.array([[4.0, 1.6, 0.7], [1.6, 3.0, 1.1], [0.7, 1.1, 2.0]])
RELIABILITY = np.array([0.8, 0.6, 0.9])


def by_regression(true: np.ndarray, total: np.ndarray, predictors: np.ndarray, s: int) -> float:
    """Squared correlation of a true score with the best linear function of predictors."""
    covariance = true[s] @ predictors
    spread = predictors.T @ total @ predictors
    return float(covariance @ np.linalg.solve(spread, covariance) / true[s, s])


@given(st.lists(st.floats(0.2, 3), min_size=3, max_size=3))
def test_every_reduction_is_a_squared_multiple_correlation(weights):
    weights = np.array(weights)
    true = true_from_reliability(TOTAL, RELIABILITY)
    found = subscore_value(true, TOTAL, weights)
    for s in range(3):
        own = np.eye(3)[:, [s]]
        whole = weights[:, None]
        assert found.from_subscore[s] == pytest.approx(by_regression(true, TOTAL, own, s))
        assert found.from_total[s] == pytest.approx(by_regression(true, TOTAL, whole, s))
        both = np.hstack([own, whole])
        assert found.from_both[s] == pytest.approx(by_regression(true, TOTAL, both, s))


def test_own_score_reduces_error_by_its_reliability():
    true = true_from_reliability(TOTAL, RELIABILITY)
    found = subscore_value(true, TOTAL, np.ones(3))
    np.testing.assert_allclose(found.from_subscore, RELIABILITY, atol=EXACT)
    assert (found.from_both >= np.maximum(found.from_subscore, found.from_total) - EXACT).all()


def test_dimensions_that_measure_the_same_have_no_added_value():
    true = np.full((4, 4), 1.0)
    found = subscore_value(true, true + np.eye(4), np.ones(4))
    assert not found.added_value.any()
    np.testing.assert_allclose(found.from_total, 4 / 5, atol=EXACT)


def test_unrelated_dimensions_have_added_value():
    found = subscore_value(np.eye(3), 1.25 * np.eye(3), np.ones(3))
    assert found.added_value.all()
    np.testing.assert_allclose(found.from_total, 0.8 / 3, atol=EXACT)


def test_one_dimension_is_its_own_total():
    found = subscore_value(np.array([[0.7]]), np.array([[1.0]]), np.ones(1))
    np.testing.assert_allclose([found.from_total[0], found.from_both[0]], 0.7, atol=EXACT)
    assert not found.added_value.any()
