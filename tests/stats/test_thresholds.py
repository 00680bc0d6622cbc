"""Anchors: normal quantiles by hand, the median's known variance, categories not used."""

import numpy as np
import pytest
from scipy.stats import norm

from analysis.stats.contingency import pair_tables
from analysis.stats.thresholds import thresholds, thresholds_with_errors

EXACT = 1e-12


def test_thresholds_are_quantiles_of_cumulative_shares():
    found = thresholds(np.array([[10.0, 20, 30, 40]]))
    np.testing.assert_allclose(found[0], norm.ppf([0.1, 0.3, 0.6]), atol=EXACT)


def test_categories_nobody_chose_have_no_width():
    found = thresholds(np.array([[0.0, 5, 0, 5, 0, 0]]))[0]
    np.testing.assert_array_equal(found[[0, 3, 4]], [-np.inf, np.inf, np.inf])
    assert found[1] == found[2] == 0


def test_nobody_answered():
    assert np.isnan(thresholds(np.zeros((1, 3)))).all()


def test_standard_error_of_a_median_split():
    codes = np.repeat([0, 1], 50).astype(np.int8)[:, None].repeat(2, axis=1)
    found = thresholds_with_errors(pair_tables(codes, 3))
    expected = np.sqrt(0.25 / 99) / norm.pdf(0)
    assert found.std_error[0, 0] == pytest.approx(expected, rel=EXACT)
    assert np.isnan(found.std_error[0, 1])
    assert found.n[0] == 100
