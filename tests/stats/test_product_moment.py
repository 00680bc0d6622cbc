"""Anchors: numpy's own correlation of the people who answered both; Fisher's interval."""

import numpy as np
import pytest

from analysis.stats.contingency import item_pairs, pair_tables
from analysis.stats.pearson_interval import pearson_interval
from analysis.stats.product_moment import product_moment, product_moment_precision

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


@pytest.mark.parametrize(("r", "n"), [(0.3, 50), (-0.8, 4), (1.0, 10), (0.2, 3)])
def test_precision_is_that_of_one_correlation(r, n):
    many = product_moment_precision(np.array([r]), np.array([n]), confidence=0.9)
    one = pearson_interval(r, n=n, confidence=0.9)
    expected = [one.std_error, one.ci_low, one.ci_high]
    found = [many.std_error[0], many.ci_low[0], many.ci_high[0]]
    np.testing.assert_allclose(found, expected, atol=EXACT)
