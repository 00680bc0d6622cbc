"""Anchors: alpha of tau-equivalent items, semTools, and Schmid-Leiman."""

import numpy as np
import pytest

from analysis.stats.internal_consistency import cronbach_alpha
from analysis.stats.sem.omega import (
    common_covariance,
    omega_of_factor,
    omega_total,
    second_order_loadings,
)
from tests.stats.sem.frozen_models import (
    FROZEN,
    factor_moments,
    frozen_model,
    observed_moments,
)

ATOL = 1e-6  # the entries' own
EXACT = 1e-12

KEYED = {"hs": "hs.ml", "bfi_keyed": "bfi.ml"}
REVERSED = ("A1", "C4", "C5", "E1", "E2", "O2", "O5")


def turned(items: list[str]) -> np.ndarray:
    return np.array([-1.0 if item in REVERSED else 1.0 for item in items])


@pytest.mark.parametrize("name", KEYED)
def test_omega_is_that_of_semtools(name):
    frozen, expected = frozen_model(KEYED[name]), FROZEN[f"reliability.{name}"]["value"]
    sign = turned(frozen.items)
    loadings = frozen.given[0].matrices.lambda_ * sign[:, None]
    covariance, _ = factor_moments(frozen.given[0])
    both = np.outer(sign, sign)
    observed = observed_moments(KEYED[name])[0].covariance * both
    implied = frozen.given[0].covariance * both
    for factor, label in enumerate(frozen.factors):
        items = loadings[:, factor] != 0
        for total, key in ((observed, "omega"), (implied, "omega_implied")):
            value = dict(zip(frozen.factors, named(expected[key], frozen.factors), strict=True))
            found = omega_total(loadings, covariance, total, items)
            assert found == pytest.approx(value[label], abs=ATOL)


def named(value: dict | list, names: list[str]) -> list[float]:
    return [value[name] for name in names] if isinstance(value, dict) else value


def test_tau_equivalent_items_give_alpha():
    loadings, psi = np.full((5, 1), 0.7), np.eye(1)
    total = common_covariance(loadings, psi) + np.diag([0.3, 0.5, 0.6, 0.4, 0.9])
    found = omega_total(loadings, psi, total, np.ones(5, dtype=bool))
    assert found == pytest.approx(cronbach_alpha(total), abs=EXACT)


def test_second_order_model_is_a_bifactor_model():
    given = frozen_model("hs.second_order").given[0]
    general = 3
    bifactor, variances = second_order_loadings(
        given.matrices.lambda_, given.matrices.beta, given.matrices.psi, general
    )
    covariance, _ = factor_moments(given)
    np.testing.assert_allclose(
        common_covariance(bifactor, variances),
        common_covariance(given.matrices.lambda_, covariance),
        atol=EXACT,
    )
    everything = np.ones(9, dtype=bool)
    total = omega_total(bifactor, variances, given.covariance, everything)
    parts = [
        omega_of_factor(bifactor, variances, given.covariance, everything, factor)
        for factor in range(4)
    ]
    assert sum(parts) == pytest.approx(total, abs=EXACT)


def test_omega_hierarchical_of_a_second_order_model_is_that_of_semtools():
    """`omegaL1` of reliabilityL2: the general factor's share of the sum of all items."""
    given = frozen_model("hs.second_order").given[0]
    bifactor, variances = second_order_loadings(
        given.matrices.lambda_, given.matrices.beta, given.matrices.psi, 3
    )
    everything = np.ones(9, dtype=bool)
    found = omega_of_factor(bifactor, variances, given.covariance, everything, 3)
    expected = FROZEN["reliability.hs_second_order"]["value"]["omegaL1"]
    assert found == pytest.approx(expected, abs=ATOL)
