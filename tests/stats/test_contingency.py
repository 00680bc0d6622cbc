"""Anchors: counting one person at a time, and the invariances of a count."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.contingency import item_pairs, pair_tables

EXACT = 1e-12  # sums of weights in another order


def counted(codes: np.ndarray, k: int, weights: np.ndarray) -> np.ndarray:
    tables = np.zeros((len(item_pairs(codes.shape[1])[0]), k, k))
    for pair, (a, b) in enumerate(zip(*item_pairs(codes.shape[1]), strict=True)):
        for person, weight in zip(codes, weights, strict=True):
            if person[a] >= 0 and person[b] >= 0:
                tables[pair, person[a], person[b]] += weight
    return tables


def draw(seed: int, n: int = 40, p: int = 4, k: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).integers(-1, k, size=(n, p)).astype(np.int8)


def test_tables_are_counts_of_people_who_answered_both():
    codes = draw(1)
    tables = pair_tables(codes, 5)
    np.testing.assert_array_equal(tables.joint, counted(codes, 5, np.ones(40)))
    expected = [[(codes[:, item] == c).sum() for c in range(5)] for item in range(4)]
    np.testing.assert_array_equal(tables.marginal, expected)
    assert tables.people == (codes >= 0).any(axis=1).sum()


def test_case_weights_are_summed():
    codes = draw(2)
    weights = np.random.default_rng(3).uniform(0.1, 3, 40)
    joint = pair_tables(codes, 5, weights).joint
    np.testing.assert_allclose(joint, counted(codes, 5, weights), rtol=EXACT)


def test_a_batch_of_samples_is_each_sample():
    batch = np.stack([draw(seed) for seed in range(6)]).reshape(2, 3, 40, 4)
    tables = pair_tables(batch, 5)
    for index in np.ndindex(2, 3):
        alone = pair_tables(batch[index], 5)
        np.testing.assert_array_equal(tables.joint[index], alone.joint)
        np.testing.assert_array_equal(tables.marginal[index], alone.marginal)
        assert tables.people[index] == alone.people


def test_more_people_than_fit_one_product_are_all_counted():
    codes = draw(4, n=20_001, p=2)
    assert pair_tables(codes, 5).marginal.sum() == (codes >= 0).sum()


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_people_does_not_matter(seed):
    codes = draw(seed)
    shuffled = np.random.default_rng(seed).permutation(codes)
    np.testing.assert_array_equal(pair_tables(codes, 5).joint, pair_tables(shuffled, 5).joint)
