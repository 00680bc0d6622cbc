"""Anchors: closed forms, moments of weighted chi-square variables."""

import numpy as np
import pytest
from scipy.stats import chi2

from analysis.stats.sem.scaled_tests import (
    mean_variance_adjusted,
    satorra_bentler,
    scaled_shifted,
    standard_test,
)

EIGENVALUES = np.array([0.4, 0.9, 1.3, 2.0, 2.2])
TRACE, SQUARE, DF = EIGENVALUES.sum(), (EIGENVALUES**2).sum(), len(EIGENVALUES)


def test_right_weights_leave_the_statistic_alone():
    for found in (
        standard_test(7.0, 5, chi_square=True),
        satorra_bentler(7.0, 5, 5.0),
        mean_variance_adjusted(7.0, 5, 5.0, 5.0),
        scaled_shifted(7.0, 5, 5.0, 5.0),
    ):
        assert (found.statistic, found.df, found.scaling) == pytest.approx((7, 5, 1))
        assert found.shift == pytest.approx(0)
        assert found.p_value == pytest.approx(chi2.sf(7, 5))


def test_mean_and_variance_become_those_of_chi_square():
    mean, variance = TRACE, 2 * SQUARE  # of a sum of chi-square variables times EIGENVALUES
    sb = satorra_bentler(0.0, DF, TRACE)
    assert mean / sb.scaling == pytest.approx(DF)
    shifted = scaled_shifted(0.0, DF, TRACE, SQUARE)
    assert mean / shifted.scaling + shifted.shift == pytest.approx(DF)
    assert variance / shifted.scaling**2 == pytest.approx(2 * DF)
    adjusted = mean_variance_adjusted(1.0, DF, TRACE, SQUARE)
    assert mean / adjusted.scaling == pytest.approx(adjusted.df)
    assert variance / adjusted.scaling**2 == pytest.approx(2 * adjusted.df)


@pytest.mark.parametrize("test", [satorra_bentler, scaled_shifted])
def test_a_saturated_model_keeps_its_statistic_untested(test):
    more = (0.0,) if test is satorra_bentler else (0.0, 0.0)
    found = test(1e-13, 0, *more)
    assert found.statistic == 1e-13
    assert np.isnan([found.p_value, found.scaling, found.shift]).all()


def test_adjusted_degrees_of_freedom_need_some():
    found = mean_variance_adjusted(0.0, 0, 0.0, 0.0)
    assert np.isnan([found.statistic, found.df, found.p_value]).all()


def test_no_p_value_without_a_distribution():
    assert np.isnan(standard_test(3.0, 2, chi_square=False).p_value)
    assert np.isnan(standard_test(0.0, 0, chi_square=True).p_value)
    assert np.isnan(scaled_shifted(3.0, 2, np.nan, np.nan).p_value)
