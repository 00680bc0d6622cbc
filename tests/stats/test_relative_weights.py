import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.dominance import general_dominance
from analysis.stats.relative_weights import relative_weights

CLOSED_FORM = 1e-10
PRINTED = 5e-7  # half a unit of the sixth decimal


def correlation_matrix(seed: int, p: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.corrcoef(rng.normal(size=(50, p + 1)) + rng.normal(size=(50, 1)), rowvar=False)


def test_worked_example_of_iopsych():
    """Input of the help page of iopsych::relWt; weights computed from the formulas."""
    among = [[1, 0.2, 0.3, 0.4], [0.2, 1, 0.5, 0.1], [0.3, 0.5, 1, 0.2], [0.4, 0.1, 0.2, 1]]
    validities = np.array([[-0.4, 0.1, -0.3, 0.4]])
    matrix = np.block([[np.array(among), validities.T], [validities, np.ones((1, 1))]])
    expected = [0.240661, 0.054927, 0.121435, 0.281582]
    np.testing.assert_allclose(relative_weights(matrix), expected, atol=PRINTED)


@given(st.integers(0, 10_000), st.integers(1, 8))
def test_weights_sum_to_r_squared_and_follow_the_order_of_predictors(seed, p):
    matrix = correlation_matrix(seed, p)
    weights = relative_weights(matrix)
    r_squared = matrix[-1, :-1] @ np.linalg.solve(matrix[:-1, :-1], matrix[:-1, -1])
    assert weights.sum() == pytest.approx(r_squared, abs=CLOSED_FORM)
    order = [*np.random.default_rng(seed).permutation(p), p]
    again = relative_weights(matrix[np.ix_(order, order)])
    np.testing.assert_allclose(again, weights[order[:-1]], atol=CLOSED_FORM)


@given(st.integers(0, 10_000))
def test_two_predictors_have_their_general_dominance(seed):
    matrix = correlation_matrix(seed, 2)
    np.testing.assert_allclose(
        relative_weights(matrix), general_dominance(matrix[None])[0], atol=CLOSED_FORM
    )


def test_orthogonal_predictors_have_their_squared_correlations():
    matrix = np.eye(4)
    matrix[-1, :-1] = matrix[:-1, -1] = [0.5, -0.3, 0.1]
    np.testing.assert_allclose(relative_weights(matrix), [0.25, 0.09, 0.01], atol=CLOSED_FORM)


def test_many_matrices_at_once_are_each_done_alone():
    many = np.stack([correlation_matrix(seed, 5) for seed in range(6)])
    alone = np.stack([relative_weights(matrix) for matrix in many])
    np.testing.assert_allclose(relative_weights(many), alone, atol=CLOSED_FORM)


def test_identical_predictors_share_what_one_has_alone():
    matrix = np.array([[1, 1, 0.4], [1, 1, 0.4], [0.4, 0.4, 1]])
    np.testing.assert_allclose(relative_weights(matrix), [0.08, 0.08], atol=CLOSED_FORM)
