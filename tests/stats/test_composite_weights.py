import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.composite_weights import (
    RAW,
    composite_correlation,
    composite_weights,
    largest_remainder,
    within_bounds,
)
from analysis.stats.dominance import general_dominance

CLOSED_FORM = 1e-10


def correlation_matrix(seed: int, p: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.corrcoef(rng.normal(size=(30, p + 1)) + rng.normal(size=(30, 1)), rowvar=False)


@pytest.mark.parametrize("scheme", RAW)
@given(seed=st.integers(0, 1000), p=st.integers(1, 6))
def test_weights_are_not_negative_and_sum_to_one(scheme, seed, p):
    weights = composite_weights(correlation_matrix(seed, p)[None], scheme)[0]
    if np.isnan(weights).any():
        raw = RAW[scheme](correlation_matrix(seed, p)[None])
        assert (raw <= 0).all()
        return
    assert (weights >= 0).all()
    assert weights.sum() == pytest.approx(1, abs=CLOSED_FORM)


def test_dominance_weights_are_shares_of_r_squared():
    matrix = correlation_matrix(3, 4)
    general = general_dominance(matrix[None])
    assert (matrix[:-1, -1] > 0).all()
    np.testing.assert_allclose(
        composite_weights(matrix[None], "general_dominance"), general / general.sum()
    )


@pytest.mark.parametrize("scheme", ["general_dominance", "relative_weight", "nnls", "ols"])
def test_a_dimension_that_goes_with_less_performance_has_no_weight(scheme):
    matrix = np.eye(4)
    matrix[-1, :-1] = matrix[:-1, -1] = [0.4, -0.5, 0.2]
    weights = composite_weights(matrix[None], scheme)[0]
    assert weights[1] == 0
    assert weights[0] > weights[2] > 0


@given(
    st.lists(st.floats(0.001, 1), min_size=1, max_size=15), st.sampled_from([1, 2, 5, 10, 25])
)
def test_points_sum_to_a_hundred_and_are_off_by_less_than_a_step(raw, step):
    weights = np.array(raw) / np.sum(raw)
    points = largest_remainder(weights.tolist(), total=100, step=step)
    assert sum(points) == 100
    assert all(n % step == 0 for n in points)
    assert np.abs(np.array(points) - 100 * weights).max() < step


def test_equal_weights_give_the_odd_points_to_the_first():
    assert largest_remainder([1 / 6] * 6, total=100, step=1) == [17, 17, 17, 17, 16, 16]
    assert largest_remainder([1 / 6] * 6, total=100, step=5) == [20, 20, 15, 15, 15, 15]


@given(
    st.lists(st.floats(0, 1), min_size=3, max_size=8),
    st.floats(0, 0.12),
    st.floats(0.4, 1),
)
def test_bounded_weights_keep_the_bounds_and_their_order(raw, floor, cap):
    weights = np.array(raw) / sum(raw) if sum(raw) > 0 else np.full(len(raw), 1 / len(raw))
    found = within_bounds(weights, floor=floor, cap=cap)
    assert found.sum() == pytest.approx(1, abs=CLOSED_FORM)
    assert found.min() >= floor - CLOSED_FORM
    assert found.max() <= cap + CLOSED_FORM
    assert (np.diff(found[np.argsort(weights)]) >= -CLOSED_FORM).all()


def test_no_weights_within_the_bounds_are_closer():
    weights = np.array([0.7, 0.25, 0.05])
    found = within_bounds(weights, floor=0.1, cap=0.6)
    grid = np.linspace(0.1, 0.6, 101)
    a, b = np.meshgrid(grid, grid)
    c = 1 - a - b
    allowed = (c >= 0.1 - 1e-9) & (c <= 0.6 + 1e-9)
    distances = (a - 0.7) ** 2 + (b - 0.25) ** 2 + (c - 0.05) ** 2
    assert ((found - weights) ** 2).sum() <= distances[allowed].min() + CLOSED_FORM
    np.testing.assert_allclose(found, [0.6, 0.3, 0.1], atol=CLOSED_FORM)


def test_weights_that_keep_the_bounds_stay():
    weights = np.array([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2]])
    np.testing.assert_allclose(
        within_bounds(weights, floor=0.1, cap=0.6), weights, atol=CLOSED_FORM
    )


def test_correlation_of_two_composites():
    among = np.array([[1, 0.3], [0.3, 1]])
    a, b = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    assert composite_correlation(among, a, b) == pytest.approx(0.3, abs=CLOSED_FORM)
