"""Anchors: semTools' AVE, HTMT and HTMT2, and exactly congeneric items."""

import numpy as np
import pandas as pd
import pytest

from analysis.stats.sem.discriminant_validity import (
    average_variance_extracted,
    fornell_larcker,
    heterotrait_monotrait,
    heterotrait_monotrait_2,
)
from tests.stats.sem.frozen_models import (
    FROZEN,
    REFERENCE,
    factor_moments,
    frozen_model,
    observed_moments,
)
from tests.stats.sem.test_omega import KEYED, named, turned

EXACT = 1e-10  # closed forms; the entries' own
FIT_ATOL = 1e-6  # the entries' own where a model is fitted
POLYCHORIC_ATOL = 1e-5


def correlations(name: str) -> tuple[np.ndarray, np.ndarray]:
    """Pearson correlations of the keyed items, and their dimensions."""
    if name == "hs":
        frame = pd.read_csv(REFERENCE / "data" / "HolzingerSwineford1939.csv")
        items = [f"x{i}" for i in range(1, 10)]
        return np.corrcoef(frame[items].to_numpy(), rowvar=False), np.repeat(range(3), 3)
    frame = pd.read_csv(REFERENCE / "data" / "bfi_complete25.csv")
    items = [f"{scale}{i}" for scale in "ACENO" for i in range(1, 6)]
    found = np.corrcoef(frame[items].to_numpy(), rowvar=False)
    return found * np.outer(turned(items), turned(items)), np.repeat(range(5), 5)


@pytest.mark.parametrize("name", ["hs", "bfi_keyed"])
def test_ratios_are_those_of_semtools(name):
    found, dimension = correlations(name)
    frozen = np.array(FROZEN[f"htmt.{name}"]["value"])
    np.testing.assert_allclose(
        heterotrait_monotrait_2(found, dimension), frozen, rtol=0, atol=EXACT
    )
    off = ~np.eye(len(frozen), dtype=bool)
    arithmetic = np.array(FROZEN[f"htmt.{name}_arithmetic"]["value"])
    np.testing.assert_allclose(
        heterotrait_monotrait(found, dimension)[off], arithmetic[off], rtol=0, atol=EXACT
    )


def test_ratios_of_polychoric_correlations_are_those_of_semtools():
    sign = turned(frozen_model("bfi.wlsmv").items)
    found = observed_moments("bfi.wlsmv")[0].covariance * np.outer(sign, sign)
    np.testing.assert_allclose(
        heterotrait_monotrait_2(found, np.repeat(range(5), 5)),
        FROZEN["htmt.bfi_keyed_ordered"]["value"],
        rtol=0,
        atol=POLYCHORIC_ATOL,
    )


def test_ratio_of_congeneric_items_is_the_correlation_of_factors():
    loadings = np.zeros((6, 2))
    loadings[:3, 0], loadings[3:, 1] = [0.9, 0.5, 0.7], [0.6, 0.8, 0.4]
    phi = np.array([[1.0, 0.55], [0.55, 1.0]])
    implied = loadings @ phi @ loadings.T
    np.fill_diagonal(implied, 1)
    dimension = np.repeat([0, 1], 3)
    assert heterotrait_monotrait_2(implied, dimension)[0, 1] == pytest.approx(0.55, abs=EXACT)
    equal = np.where(loadings > 0, 0.7, 0)
    implied = equal @ phi @ equal.T
    np.fill_diagonal(implied, 1)
    assert heterotrait_monotrait(implied, dimension)[0, 1] == pytest.approx(0.55, abs=EXACT)


def test_a_dimension_of_one_item_has_no_ratio():
    found = heterotrait_monotrait(np.full((3, 3), 0.5), np.array([0, 0, 1]))
    assert np.isnan(found[0, 1])


@pytest.mark.parametrize("name", KEYED)
def test_variance_extracted_is_that_of_semtools(name):
    frozen, expected = frozen_model(KEYED[name]), FROZEN[f"reliability.{name}"]["value"]
    given = frozen.given[0]
    phi = np.diag(factor_moments(given)[0])
    observed = np.diag(observed_moments(KEYED[name])[0].covariance)
    for variance, key in ((observed, "AVE"), (np.diag(given.covariance), "AVE_implied")):
        found = average_variance_extracted(given.matrices.lambda_, phi, variance)
        np.testing.assert_allclose(
            found, named(expected[key], frozen.factors), rtol=0, atol=FIT_ATOL
        )


def test_items_of_two_factors_leave_nothing_to_say():
    loadings = np.array([[0.7, 0], [0.6, 0.3], [0, 0.8], [0, 0.7]])
    found = average_variance_extracted(loadings, np.ones(2), np.ones(4))
    assert np.isnan(found).all()


def test_fornell_larcker_compares_with_the_squared_correlation():
    phi = np.array([[1, 0.6, 0.8], [0.6, 1, 0.1], [0.8, 0.1, 1]])
    found = fornell_larcker(np.array([0.5, 0.4, 0.9]), phi)
    expected = [[True, True, False], [True, True, True], [False, True, True]]
    np.testing.assert_array_equal(found, expected)
