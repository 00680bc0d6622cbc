"""Anchors: the bivariate normal; a normal variable cut at fine steps."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from analysis.screening.latent_answers import latent_correlations, slope


def test_slope_is_the_polyserial_one():
    codes, thresholds = np.array([1.0, 2.0, 5.0]), np.array([-0.4, 1.1])
    z = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    cut = codes[np.searchsorted(thresholds, z)]
    assert slope(codes, thresholds) == pytest.approx(np.corrcoef(z, cut)[0, 1], abs=1e-4)


def test_latent_correlation_comes_back_from_a_cut_at_the_median():
    rho = 0.3
    both_low = multivariate_normal(cov=[[1, rho], [rho, 1]]).cdf([0, 0])
    n = 100_000
    low = round(both_low * n)
    rows = np.repeat(
        [[1, 1], [1, 2], [2, 1], [2, 2]], [low, n // 2 - low, n // 2 - low, low], 0
    )
    table = rows.astype(float)
    slopes = np.full(2, slope(np.array([1.0, 2.0]), np.zeros(1)))
    # the step is exact to first order in rho; the next term is rho cubed over six
    assert latent_correlations(table, slopes)[0, 1] == pytest.approx(rho, abs=rho**3 / 5)
