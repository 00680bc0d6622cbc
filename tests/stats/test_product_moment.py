"""Anchors: numpy's own correlation of the people who answered both."""

import numpy as np
import pytest

from analysis.stats.contingency import item_pairs, pair_tables
from analysis.stats.product_moment import product_moment

EXACT = 1e-12


def test_correlations_are_numpys_over_people_who_answered_both():
    codes = np.random.default_rng(1).integers(-1, 5, size=(80, 4)).astype(np.int8)
    found = product_moment(pair_tables(codes, 5))
    for pair, (a, b) in enumerate(zip(*item_pairs(4), strict=True)):
        both = codes[(codes[:, a] >= 0) & (codes[:, b] >= 0)]
        expected = np.corrcoef(both[:, a], both[:, b])[0, 1]
        assert found[pair] == pytest.approx(expected, abs=EXACT)


def test_no_variation_no_correlation():
    codes = np.array([[0, 1], [0, 2], [0, 0]], dtype=np.int8)
    assert np.isnan(product_moment(pair_tables(codes, 3))).all()
