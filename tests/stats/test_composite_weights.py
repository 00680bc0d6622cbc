import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.composite_weights import SCHEMES, composite_weights, largest_remainder
from analysis.stats.dominance import general_dominance

CLOSED_FORM = 1e-10


def correlation_matrix(seed: int, p: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.corrcoef(rng.normal(size=(30, p + 1)) + rng.normal(size=(30, 1)), rowvar=False)


@pytest.mark.parametrize("scheme", SCHEMES)
@given(seed=st.integers(0, 1000), p=st.integers(1, 6))
def test_weights_are_not_negative_and_sum_to_one(scheme, seed, p):
    weights = composite_weights(correlation_matrix(seed, p)[None], scheme)[0]
    if np.isnan(weights).any():
        assert (correlation_matrix(seed, p)[:-1, -1] <= 0).all()
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


@pytest.mark.parametrize("scheme", ["general_dominance", "relative_weight", "regression"])
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
