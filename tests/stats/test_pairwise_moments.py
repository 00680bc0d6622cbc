"""Correlations and covariances over the rows that have both columns of a pair."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats import pairwise_moments
from analysis.stats.pairwise_moments import pairwise_correlation, pairwise_covariance

EXACT = 1e-12
"""Sums of whole numbers have no error but that of the last division."""


def drawn(seed: int, n: int = 60, p: int = 7, missing: float = 0.2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    x = rng.integers(1, 6, (n, p)).astype(float)
    return np.where(rng.random((n, p)) < missing, np.nan, x)


@given(st.integers(0, 2**32))
def test_every_pair_is_the_moment_of_its_own_rows(seed):
    x = drawn(seed)
    correlation, covariance = pairwise_correlation(x), pairwise_covariance(x)
    for i in range(7):
        for j in range(7):
            both = x[~np.isnan(x[:, i]) & ~np.isnan(x[:, j])]
            wanted = np.cov(both[:, i], both[:, j])
            assert covariance[i, j] == pytest.approx(wanted[0, 1], abs=EXACT)
            scale = np.sqrt(wanted[0, 0] * wanted[1, 1])
            assert correlation[i, j] == pytest.approx(wanted[0, 1] / scale, abs=EXACT)


def test_the_same_as_pandas_with_rows_taken_in_parts(monkeypatch):
    monkeypatch.setattr(pairwise_moments, "ROWS_AT_ONCE", 17)
    frame = pd.DataFrame(drawn(3))
    np.testing.assert_allclose(pairwise_correlation(frame.to_numpy()), frame.corr(), atol=EXACT)
    np.testing.assert_allclose(pairwise_covariance(frame.to_numpy()), frame.cov(), atol=EXACT)


def test_what_does_not_vary_or_was_never_there_together_has_no_correlation():
    x = drawn(4, n=30, p=4)
    x[:, 0] = 4.0
    x[:15, 1], x[15:, 2] = np.nan, np.nan
    correlation, covariance = pairwise_correlation(x), pairwise_covariance(x)
    assert np.isnan(correlation[0]).all()
    assert covariance[0, 0] == 0
    assert np.isnan(correlation[1, 2])
    assert np.isnan(covariance[1, 2])
    np.testing.assert_allclose(np.diag(correlation)[1:], 1.0, atol=EXACT)
