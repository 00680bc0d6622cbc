"""Anchors: numpy on complete columns; pandas, pair by pair, on those with gaps."""

import numpy as np
import pandas as pd

from analysis.stats.pairwise import pairwise_correlations

ROUNDING = 1e-12  # sums of whole numbers are exact


def test_complete_columns_are_those_of_numpy():
    values = np.random.default_rng(1).integers(1, 6, (300, 8)).astype(float)
    expected = np.corrcoef(values, rowvar=False)
    np.testing.assert_allclose(pairwise_correlations(values), expected, rtol=0, atol=ROUNDING)


def test_gaps_leave_those_who_have_both():
    rng = np.random.default_rng(2)
    values = rng.integers(1, 6, (300, 8)).astype(float)
    values[rng.random(values.shape) < 0.2] = np.nan
    expected = pd.DataFrame(values).corr().to_numpy()
    np.testing.assert_allclose(pairwise_correlations(values), expected, rtol=0, atol=ROUNDING)


def test_columns_that_do_not_vary_have_none():
    values = np.column_stack([np.full(20, 3.0), np.arange(20.0), np.full(20, np.nan)])
    found = pairwise_correlations(values)
    assert np.isnan(found[0]).all()
    assert np.isnan(found[2]).all()
    assert found[1, 1] == 1.0
