"""Anchors: R's shuffled and normal reference eigenvalues (Monte Carlo), a known structure."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.contingency import PairTables, pair_tables
from analysis.stats.parallel_analysis import (
    component_eigenvalues,
    parallel_analysis,
    reduced_eigenvalues,
    unrelated_correlations,
)
from analysis.stats.polychoric import correlation_matrix, polychoric
from analysis.stats.product_moment import product_moment

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "factorability/expected.json").read_text())["values"]

TABLE = np.genfromtxt(REFERENCE / "data/bfi_complete25.csv", delimiter=",", names=True)
ITEMS = [f"{scale}{number}" for scale in "ACENO" for number in range(1, 6)]
CODES = np.stack([TABLE[item] for item in ITEMS], axis=1).astype(np.int8) - 1


def rho(tables: PairTables) -> np.ndarray:
    return polychoric(tables).rho


@pytest.fixture(scope="module")
def pearson():
    rng = np.random.default_rng(7)
    unrelated = unrelated_correlations(CODES, 6, product_moment, draws=300, rng=rng)
    observed = correlation_matrix(product_moment(pair_tables(CODES, 6)), 25)
    return parallel_analysis(observed, unrelated, component_eigenvalues, percentile=95)


@pytest.mark.parametrize("reference", ["parallel_permutation", "parallel_quantiles"])
def test_reference_eigenvalues_agree_with_r(pearson, reference):
    for name, found in (
        ("mean", pearson.reference_mean),
        ("q95", pearson.reference_percentile),
    ):
        entry = EXPECTED[f"bfi25.{reference}.{name}"]
        np.testing.assert_allclose(found, entry["value"], rtol=0, atol=entry["tol"])


def test_observed_eigenvalues_agree_with_r(pearson):
    entry = EXPECTED["bfi25.eigen"]
    np.testing.assert_allclose(pearson.observed, entry["value"], rtol=0, atol=entry["tol"])


def test_five_components_of_the_big_five(pearson):
    assert pearson.n_factors == 5
    np.testing.assert_array_equal(pearson.retained, np.arange(25) < 5)


def two_factors(n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    factor = np.repeat(rng.normal(size=(n, 2)), 4, axis=1)
    response = 0.7 * factor + 0.7 * rng.normal(size=(n, 8))
    codes = np.digitize(response, [-1.5, -0.5, 0.7]).astype(np.int8)
    codes[rng.random(codes.shape) < 0.03] = -1
    return codes


@pytest.mark.parametrize("spectrum", [component_eigenvalues, reduced_eigenvalues])
def test_a_known_number_of_factors_is_found_on_polychoric_correlations(spectrum):
    codes = two_factors(300, 1)
    unrelated = unrelated_correlations(codes, 4, rho, draws=50, rng=np.random.default_rng(2))
    observed = correlation_matrix(rho(pair_tables(codes, 4)), 8)
    assert parallel_analysis(observed, unrelated, spectrum, percentile=95).n_factors == 2


def test_shuffling_keeps_the_answers_of_every_item():
    seen = []

    def remember(tables: PairTables) -> np.ndarray:
        seen.append(tables.marginal)
        return product_moment(tables)

    codes = two_factors(60, 3)
    unrelated_correlations(codes, 4, remember, draws=4, rng=np.random.default_rng(4))
    expected = np.broadcast_to(pair_tables(codes, 4).marginal, (4, 8, 4))
    np.testing.assert_array_equal(np.concatenate(seen), expected)


@settings(max_examples=20)
@given(st.integers(0, 2**32 - 1))
def test_the_order_of_people_does_not_matter(seed):
    codes = two_factors(60, 5)
    shuffled = np.random.default_rng(seed).permutation(codes)
    one, other = (
        unrelated_correlations(c, 4, product_moment, draws=3, rng=np.random.default_rng(6))
        for c in (codes, shuffled)
    )
    np.testing.assert_array_equal(one, other)


def test_eigenvalues_of_a_reduced_matrix_by_hand():
    found = reduced_eigenvalues(np.array([[1, 0.5], [0.5, 1]]))
    np.testing.assert_allclose(found, [0.25 + 0.5, 0.25 - 0.5], atol=1e-12)


def test_retention_ends_at_the_first_eigenvalue_that_chance_reaches():
    found = parallel_analysis(
        np.array([3.0, 0.9, 1.5]), np.ones((20, 3)), lambda values: values, percentile=95
    )
    assert found.retained.tolist() == [True, False, False]
    assert found.n_factors == 1
