from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.commonality import commonality
from analysis.stats.dominance import general_dominance, subset_r_squared

CLOSED_FORM = 1e-10


def correlation_matrix(seed: int, p: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.corrcoef(rng.normal(size=(50, p + 1)) + rng.normal(size=(50, 1)), rowvar=False)


def test_two_predictors_have_the_textbook_parts():
    """Unique parts are what R² loses; the common part is what is left (Nimon et al., 2008)."""
    matrix = np.array([[1, 0.3, 0.5], [0.3, 1, 0.4], [0.5, 0.4, 1]])
    r_squared = (0.25 + 0.16 - 2 * 0.5 * 0.4 * 0.3) / (1 - 0.09)
    parts = commonality(subset_r_squared(matrix[None]))[:, 0]
    expected = [0, r_squared - 0.16, r_squared - 0.25, 0.25 + 0.16 - r_squared]
    np.testing.assert_allclose(parts, expected, atol=CLOSED_FORM)


@given(st.integers(0, 10_000), st.integers(1, 5))
def test_agrees_with_inclusion_and_exclusion_one_by_one(seed, p):
    table = subset_r_squared(correlation_matrix(seed, p)[None])[:, 0]
    parts = commonality(table[:, None])[:, 0]
    everything = 2**p - 1
    for s in range(1, 2**p):
        members = [j for j in range(p) if s >> j & 1]
        value = 0.0
        for size in range(len(members) + 1):
            for left in combinations(members, size):
                kept = everything & ~s | sum(1 << j for j in left)
                value -= (-1) ** size * table[kept]
        np.testing.assert_allclose(parts[s], value, atol=CLOSED_FORM)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_parts_sum_to_r_squared_and_halve_into_general_dominance(seed, p):
    """Shapley: every common part is divided equally among those who share it."""
    matrix = correlation_matrix(seed, p)[None]
    table = subset_r_squared(matrix)
    parts = commonality(table)[:, 0]
    np.testing.assert_allclose(parts.sum(), table[-1, 0], atol=CLOSED_FORM)
    shared = np.array(
        [sum(parts[s] / s.bit_count() for s in range(1, 2**p) if s >> j & 1) for j in range(p)]
    )
    np.testing.assert_allclose(shared, general_dominance(matrix)[0], atol=CLOSED_FORM)
