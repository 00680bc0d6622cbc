from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.dominance import (
    dominance,
    dominates,
    full_r_squared,
    general_dominance,
    set_dominance,
    share_won,
    subset_r_squared,
)

CLOSED_FORM = 1e-10
PRINTED = 0.002  # the published table is asserted to this in dominanceAnalysis (clbustos)

AZEN_BUDESCU = np.array(
    [
        [1.0, 0.8, 0.1, 0.3, 0.6],
        [0.8, 1.0, 0.1, 0.1, 0.3],
        [0.1, 0.1, 1.0, 0.5, 0.4],
        [0.3, 0.1, 0.5, 1.0, 0.5],
        [0.6, 0.3, 0.4, 0.5, 1.0],
    ]
)


def correlation_matrix(seed: int, p: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return np.corrcoef(rng.normal(size=(50, p + 1)) + rng.normal(size=(50, 1)), rowvar=False)


def r_squared(matrix: np.ndarray, subset: tuple[int, ...]) -> float:
    s = list(subset)
    return (
        float(matrix[-1, s] @ np.linalg.solve(matrix[np.ix_(s, s)], matrix[s, -1]))
        if s
        else 0.0
    )


def brute_force(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Conditional and complete dominance, subset by subset."""
    p = len(matrix) - 1
    conditional, complete = np.zeros((p, p)), np.zeros((p, p))
    for i in range(p):
        rest = [j for j in range(p) if j != i]
        for k in range(p):
            gains = [
                r_squared(matrix, (*s, i)) - r_squared(matrix, s) for s in combinations(rest, k)
            ]
            conditional[i, k] = np.mean(gains)
        for j in rest:
            others = [m for m in rest if m != j]
            won = [
                r_squared(matrix, (*s, i)) > r_squared(matrix, (*s, j))
                for k in range(p - 1)
                for s in combinations(others, k)
            ]
            complete[i, j] = np.mean(won)
    return conditional, complete


def test_published_example():
    """Azen & Budescu (2003), Psychological Methods 8, Table 1 and the text on dominance."""
    found = dominance(AZEN_BUDESCU[None])
    by_size = [
        [0.360, 0.300, 0.263, 0.246],
        [0.090, 0.074, 0.069, 0.071],
        [0.160, 0.095, 0.063, 0.061],
        [0.250, 0.152, 0.073, 0.010],
    ]
    np.testing.assert_allclose(found.conditional[0], by_size, atol=PRINTED)
    undetermined = np.full((4, 4), 0.5)
    undetermined[0, 1:], undetermined[1:, 0] = 1, 0
    np.testing.assert_array_equal(dominates(found.complete)[0], undetermined)
    np.testing.assert_array_equal(dominates(share_won(found.conditional))[0], undetermined)
    general = dominates(share_won(found.general[:, :, None]))[0]
    assert list(np.argsort(-general.sum(axis=1))) == [0, 3, 2, 1]


@given(st.integers(0, 10_000), st.integers(2, 5))
def test_agrees_with_all_subsets_one_by_one(seed, p):
    matrix = correlation_matrix(seed, p)
    conditional, complete = brute_force(matrix)
    found = dominance(matrix[None])
    np.testing.assert_allclose(found.conditional[0], conditional, atol=CLOSED_FORM)
    np.testing.assert_allclose(found.general[0], conditional.mean(axis=1), atol=CLOSED_FORM)
    np.testing.assert_allclose(found.complete[0], complete, atol=CLOSED_FORM)
    assert found.general.sum() == pytest.approx(
        r_squared(matrix, tuple(range(p))), abs=CLOSED_FORM
    )


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_follows_the_order_of_predictors(seed, p):
    matrix = correlation_matrix(seed, p)
    order = [*np.random.default_rng(seed).permutation(p), p]
    found = general_dominance(matrix[None])[0]
    again = general_dominance(matrix[np.ix_(order, order)][None])[0]
    np.testing.assert_allclose(again, found[order[:-1]], atol=CLOSED_FORM)


def test_fifteen_predictors_sum_to_r_squared():
    matrix = correlation_matrix(1, 15)
    assert general_dominance(matrix[None]).sum() == pytest.approx(
        r_squared(matrix, tuple(range(15))), abs=CLOSED_FORM
    )


def test_chunks_change_nothing(monkeypatch):
    many = np.stack([correlation_matrix(seed, 4) for seed in range(9)])
    whole = dominance(many)
    monkeypatch.setattr("analysis.stats.dominance.CHUNK_NUMBERS", 200)
    parts = dominance(many)
    np.testing.assert_array_equal(parts.general, whole.general)
    np.testing.assert_array_equal(parts.complete, whole.complete)


def test_a_copy_of_a_predictor_adds_nothing_to_it():
    matrix = np.array([[1, 1, 0.4], [1, 1, 0.4], [0.4, 0.4, 1]])
    np.testing.assert_allclose(subset_r_squared(matrix[None])[:, 0], [0, 0.16, 0.16, 0.16])
    assert dominates(dominance(matrix[None]).complete)[0, 0, 1] == 0.5


def test_a_single_predictor_has_all_of_r_squared():
    matrix = np.array([[1, 0.3], [0.3, 1]])
    np.testing.assert_allclose(general_dominance(matrix[None]), [[0.09]])


def test_close_predictors_are_not_taken_for_copies():
    matrix = np.array([[1, 0.97, 0.5], [0.97, 1, 0.45], [0.5, 0.45, 1]])
    np.testing.assert_allclose(
        subset_r_squared(matrix[None])[-1], r_squared(matrix, (0, 1)), atol=CLOSED_FORM
    )


@given(st.integers(0, 10_000))
def test_sets_enter_and_leave_as_a_whole(seed):
    matrix = correlation_matrix(seed, 5)
    sets = [[0, 3], [1], [2, 4]]
    found = set_dominance(matrix[None], sets)
    for i, own in enumerate(sets):
        others = [s for k, s in enumerate(sets) if k != i]
        by_size = []
        for size in range(3):
            gains = []
            for chosen in combinations(others, size):
                base = tuple(j for s in chosen for j in s)
                gains.append(r_squared(matrix, (*base, *own)) - r_squared(matrix, base))
            by_size.append(np.mean(gains))
        np.testing.assert_allclose(found.conditional[0, i], by_size, atol=CLOSED_FORM)
    alone = set_dominance(matrix[None], [[j] for j in range(5)])
    np.testing.assert_allclose(alone.general, dominance(matrix[None]).general)


@given(st.integers(0, 10_000), st.integers(1, 6))
def test_r_squared_of_all_is_the_last_of_the_subsets(seed, p):
    matrix = correlation_matrix(seed, p)[None]
    np.testing.assert_allclose(
        full_r_squared(matrix), subset_r_squared(matrix)[-1], atol=CLOSED_FORM
    )
