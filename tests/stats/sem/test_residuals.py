"""Anchors: exact fit, and lavaan's residuals and SRMR for every frozen model."""

import numpy as np
import pytest

from analysis.stats.sem.residuals import (
    Moments,
    correlation_residuals,
    correlation_root_mean_square,
    srmr,
)
from tests.stats.sem.frozen_models import (
    FROZEN,
    MODELS,
    group_sizes,
    implied_moments,
    observed_moments,
)

ATOL = 1e-8  # polychorics of lavaan are this exact
EM_ATOL = 1e-5  # the EM of lavaan stops at 1e-5 of the likelihood

TOLERANCE = {name: EM_ATOL if "fiml" in FROZEN[name]["call"] else ATOL for name in MODELS}


@pytest.mark.parametrize("name", MODELS)
def test_srmr_and_crmr_are_those_of_lavaan(name):
    fit = FROZEN[name]["value"]["fit"]
    observed, implied, n = observed_moments(name), implied_moments(name), group_sizes(name)
    assert srmr(observed, implied, n=n) == pytest.approx(fit["srmr"], abs=TOLERANCE[name])
    found = correlation_root_mean_square(observed, implied, n=n)
    assert found == pytest.approx(fit["crmr_nomean"], abs=TOLERANCE[name])


@pytest.mark.parametrize("name", [n for n in MODELS if "residuals" in FROZEN[n]["value"]])
def test_correlation_residuals_are_those_of_lavaan(name):
    expected = FROZEN[name]["value"]["residuals"]
    expected = expected if len(group_sizes(name)) > 1 else [expected]
    for one, other, frozen in zip(
        observed_moments(name), implied_moments(name), expected, strict=True
    ):
        found = correlation_residuals(one.covariance, other.covariance)
        np.testing.assert_allclose(found, np.array(frozen), rtol=0, atol=10 * TOLERANCE[name])


def test_one_residual_by_hand():
    observed = np.array([[4.0, 1.0], [1.0, 1.0]])
    implied = np.array([[4.0, 0.6], [0.6, 1.0]])
    found = correlation_residuals(observed, implied)
    np.testing.assert_allclose(found, [[0, 0.2], [0.2, 0]], atol=1e-15)
    nothing = np.empty(0)
    index = srmr([Moments(observed, nothing)], [Moments(implied, nothing)], n=np.array([10]))
    assert index == pytest.approx(np.sqrt(0.2**2 / 3))
    means = srmr(
        [Moments(observed, np.array([1.0, 0.0]))],
        [Moments(implied, np.array([0.0, 0.0]))],
        n=np.array([10]),
    )
    assert means == pytest.approx(np.sqrt((0.2**2 + 0.5**2) / 5))
