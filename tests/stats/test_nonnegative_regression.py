from itertools import combinations

import numpy as np
import pytest

from analysis.stats.nonnegative_regression import nonnegative_slopes

CLOSED_FORM = 1e-10


def correlation_matrix(seed: int, p: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.corrcoef(rng.normal(size=(12, p + 1)), rowvar=False)


def best_subset(matrix: np.ndarray) -> np.ndarray:
    """The best of all subsets whose own least-squares slopes are not negative."""
    p = len(matrix) - 1
    best, gain = np.zeros(p), 0.0
    for k in range(1, p + 1):
        for s in map(list, combinations(range(p), k)):
            slopes = np.linalg.solve(matrix[np.ix_(s, s)], matrix[s, -1])
            if (slopes >= 0).all() and slopes @ matrix[s, -1] > gain:
                gain, best = slopes @ matrix[s, -1], np.zeros(p)
                best[s] = slopes
    return best


@pytest.mark.parametrize("seed", range(12))
def test_is_the_best_of_all_subsets(seed):
    matrix = correlation_matrix(seed, 4)
    np.testing.assert_allclose(
        nonnegative_slopes(matrix[None])[0], best_subset(matrix), atol=CLOSED_FORM
    )


def test_is_least_squares_where_no_slope_is_negative():
    matrix = np.array([[1, 0.3, 0.5], [0.3, 1, 0.4], [0.5, 0.4, 1]])
    expected = np.linalg.solve(matrix[:2, :2], matrix[:2, 2])
    np.testing.assert_allclose(nonnegative_slopes(matrix[None])[0], expected, atol=CLOSED_FORM)
