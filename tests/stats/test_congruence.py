"""Anchors: closed forms, and all assignments by brute force."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.congruence import match_factors, tucker_congruence

ATOL = 1e-12  # closed forms: only rounding differs


def test_proportional_columns_are_congruent_and_orthogonal_ones_are_not():
    a = np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 3.0]])
    np.testing.assert_allclose(
        tucker_congruence(a, a * [5, -0.1]), [[1, 0], [0, -1]], atol=ATOL
    )


def test_congruence_with_a_pattern_of_ones_is_mean_over_root_mean_square():
    loadings = np.array([[0.8], [0.6], [0.3]])
    expected = loadings.mean() / np.sqrt((loadings**2).mean())
    found = tucker_congruence(loadings, np.ones((3, 1)))
    assert found[0, 0] == pytest.approx(expected, abs=ATOL)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 4))
def test_the_matching_is_the_best_of_all(seed, m):
    rng = np.random.default_rng(seed)
    loadings, target = rng.normal(size=(8, m)), rng.normal(size=(8, m))
    size = np.abs(tucker_congruence(loadings, target))
    best = max(sum(size[o[k], k] for k in range(m)) for o in permutations(range(m)))
    match = match_factors(loadings, target)
    assert size[match.order, np.arange(m)].sum() == pytest.approx(best, abs=ATOL)
    turned = loadings[:, match.order] * match.sign
    assert (np.diag(tucker_congruence(turned, target)) >= 0).all()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_scrambled_matrix_is_put_back(seed):
    rng = np.random.default_rng(seed)
    target = rng.normal(size=(9, 4))
    order, sign = rng.permutation(4), rng.choice([-1, 1], 4)
    scrambled = target[:, order] * sign
    match = match_factors(scrambled, target)
    np.testing.assert_allclose(scrambled[:, match.order] * match.sign, target)
