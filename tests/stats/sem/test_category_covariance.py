"""Anchors: variances of categories, simulation's limit, and categorical omega of semTools."""

import numpy as np
import pytest
from scipy.special import ndtr

from analysis.stats.sem.category_covariance import category_covariance
from analysis.stats.sem.composite_reliability import composite_reliability
from analysis.stats.sem.omega import common_covariance, omega_total
from tests.stats.sem.frozen_models import (
    FROZEN,
    factor_moments,
    frozen_model,
    observed_moments,
)
from tests.stats.sem.test_omega import named, turned

ATOL = 1e-5  # the entries' own
EXACT = 1e-12


def test_diagonal_is_the_variance_of_the_codes():
    thresholds = np.array([-1.0, 0.2, 0.9])
    shares = np.diff(np.concatenate([[0], ndtr(thresholds), [1]]))
    codes = np.arange(4)
    variance = shares @ codes**2 - (shares @ codes) ** 2
    found = category_covariance(np.eye(1), thresholds, np.zeros(3, dtype=int))
    assert found[0, 0] == pytest.approx(variance, abs=EXACT)


def test_two_halves_at_the_median_follow_sheppard():
    correlation = np.array([[1.0, 0.5], [0.5, 1.0]])
    found = category_covariance(correlation, np.zeros(2), np.array([0, 1]))
    assert found[0, 1] == pytest.approx(np.arcsin(0.5) / (2 * np.pi), abs=EXACT)


def test_uncorrelated_items_have_no_covariance():
    thresholds, item = np.array([-0.5, 0.5, 0.1]), np.array([0, 0, 1])
    assert category_covariance(np.eye(2), thresholds, item)[0, 1] == pytest.approx(0, abs=EXACT)


def test_categorical_omega_is_that_of_semtools():
    frozen, value = frozen_model("bfi.wlsmv"), FROZEN["reliability.bfi_keyed_wlsmv"]["value"]
    sign = turned(frozen.items)
    both = np.outer(sign, sign)
    given = frozen.given[0]
    loadings = given.matrices.lambda_ * sign[:, None]
    psi, _ = factor_moments(given)
    observed = observed_moments("bfi.wlsmv")[0].covariance * both
    item = frozen.model.groups[0].threshold_item
    cuts = given.thresholds.reshape(-1, 5)
    cuts = np.where(sign[:, None] > 0, cuts, -cuts[:, ::-1]).ravel()
    true = category_covariance(common_covariance(loadings, psi), cuts, item)
    wholes = {
        "categorical_omega": category_covariance(observed, cuts, item),
        "categorical_omega_implied": category_covariance(given.covariance * both, cuts, item),
    }
    for factor, label in enumerate(frozen.factors):
        own = loadings[:, factor] != 0
        for key, whole in wholes.items():
            expected = dict(zip(frozen.factors, named(value[key], frozen.factors), strict=True))
            found = composite_reliability(own.astype(float), true, whole)
            assert found == pytest.approx(expected[label], abs=ATOL)
        expected = named(value["latent_omega"], frozen.factors)[factor]
        assert omega_total(loadings, psi, observed, own) == pytest.approx(expected, abs=ATOL)
