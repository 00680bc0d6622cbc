import numpy as np
import pytest

from analysis.stats.rest_scores import column_correlations, rest_scores, standardised

GAP = np.nan
CLOSE = 1e-12


def test_columns_are_standardised_over_what_is_there():
    x = np.array([[1.0, 5.0], [3.0, GAP], [GAP, 5.0]])
    expected = [[-1.0, GAP], [1.0, GAP], [GAP, GAP]]
    np.testing.assert_allclose(standardised(x), expected, atol=CLOSE)


def test_rest_scores_are_means_of_the_other_columns():
    x = np.array([[1.0, 2.0, 6.0], [1.0, GAP, 3.0], [GAP, 4.0, GAP]])
    expected = [[4.0, 3.5, 1.5], [3.0, 2.0, 1.0], [4.0, GAP, 4.0]]
    np.testing.assert_allclose(rest_scores(x), expected, atol=CLOSE)


def test_correlations_are_those_of_numpy_over_rows_with_both():
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((2, 40, 3))
    x[:5, 0], y[3:9, 0] = GAP, GAP
    r, n = column_correlations(x, y)
    both = [np.corrcoef(x[9:, 0], y[9:, 0])[0, 1]]
    both += [np.corrcoef(x[:, j], y[:, j])[0, 1] for j in (1, 2)]
    np.testing.assert_allclose(r, both, atol=CLOSE)
    assert n.tolist() == [31, 40, 40]


def test_a_column_that_does_not_vary_has_no_correlation():
    r, n = column_correlations(np.ones((5, 1)), np.arange(5.0)[:, None])
    assert np.isnan(r).all()
    assert n == pytest.approx(5)
