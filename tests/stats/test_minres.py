"""Anchors: exact factor models, a general optimiser, and psych::fa."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.stats.congruence import match_factors
from analysis.stats.minres import SMALLEST_UNIQUENESS, minres, objective, reduced_axes
from analysis.stats.one_factor import one_factor

ATOL = 1e-7  # uniquenesses stop moving at 1e-8
REFERENCE_ATOL = 1e-4  # the entries' own: psych stops its search early

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
FROZEN = json.loads((REFERENCE / "efa" / "expected.json").read_text())["values"]
FACTORS = {"bfi25": 5, "bfi25poly": 5, "hs9": 3}


def correlation(name: str) -> np.ndarray:
    if name == "bfi25poly":
        return np.array(FROZEN["bfi25poly.R"]["value"])
    if name == "hs9":
        hs = pd.read_csv(REFERENCE / "data" / "HolzingerSwineford1939.csv")
        return hs[[f"x{i}" for i in range(1, 10)]].corr().to_numpy()
    bfi = pd.read_csv(REFERENCE / "data" / "bfi_complete25.csv")
    return bfi[[f"{d}{i}" for d in "ACENO" for i in range(1, 6)]].corr().to_numpy()


def sample(seed: int, n: int = 80, p: int = 8) -> np.ndarray:
    rng = np.random.default_rng(seed)
    factors = np.repeat(rng.normal(size=(n, 2)), p // 2, axis=1)
    return np.corrcoef(factors + rng.normal(size=(n, p)), rowvar=False)


@pytest.mark.parametrize("name", FACTORS)
def test_unrotated_loadings_are_those_of_psych(name):
    expected = np.array(FROZEN[f"{name}.minres.none"]["value"]["loadings"])
    found = minres(correlation(name), factors=FACTORS[name])
    assert found.converged
    assert not found.heywood.any()
    match = match_factors(found.loadings, expected)
    assert match.order.tolist() == list(range(FACTORS[name]))
    np.testing.assert_allclose(
        found.loadings * match.sign, expected, rtol=0, atol=REFERENCE_ATOL
    )


def test_a_matrix_made_by_two_factors_is_reproduced():
    loadings = np.array([[0.8, 0], [0.7, 0.2], [0.6, -0.3], [0.1, 0.7], [0, 0.6], [0.3, 0.8]])
    matrix = loadings @ loadings.T
    np.fill_diagonal(matrix, 1)
    found = minres(matrix, factors=2)
    assert found.objective == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(
        found.loadings @ found.loadings.T, loadings @ loadings.T, atol=1e-6
    )


def test_no_other_uniquenesses_leave_smaller_residuals():
    matrix = sample(3)

    def residual(psi: np.ndarray) -> float:
        return float(objective(reduced_axes(matrix[None], psi[None])[0], 2)[0])

    bounds = [(SMALLEST_UNIQUENESS, 1)] * 8
    search = minimize(residual, np.full(8, 0.5), bounds=bounds, tol=1e-14)
    assert minres(matrix, factors=2).objective <= search.fun + 1e-12


def test_one_factor_is_the_special_case():
    matrix = sample(4)
    found = minres(matrix, factors=1).loadings[:, 0]
    expected = one_factor(matrix).loadings
    np.testing.assert_allclose(found * np.sign(found.sum()), expected, atol=1e-6)


def test_many_matrices_give_what_each_gives_alone():
    matrices = np.array([sample(seed) for seed in range(6)])
    together = minres(matrices, factors=2)
    for matrix, uniquenesses in zip(matrices, together.uniquenesses, strict=True):
        alone = minres(matrix, factors=2)
        np.testing.assert_allclose(uniquenesses, alone.uniquenesses, atol=ATOL)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_order_of_the_items_permutes_the_uniquenesses(seed):
    matrix = sample(seed, n=400)
    order = np.random.default_rng(seed).permutation(8)
    permuted = minres(matrix[np.ix_(order, order)], factors=2)
    expected = minres(matrix, factors=2).uniquenesses[order]
    np.testing.assert_allclose(permuted.uniquenesses, expected, atol=1e-6)


def test_an_improper_solution_stands_at_the_bound_and_says_so():
    matrix = np.array(
        [[1, 0.8, 0.8, 0.1], [0.8, 1, 0.3, 0.1], [0.8, 0.3, 1, 0.1], [0.1, 0.1, 0.1, 1]]
    )
    found = minres(matrix, factors=1)
    assert found.converged
    assert found.heywood.tolist() == [True, False, False, False]


def test_a_matrix_that_is_not_positive_definite_is_factored():
    matrix = np.array(
        [[1, 0.9, 0.2, 0.3], [0.9, 1, 0.9, 0.3], [0.2, 0.9, 1, 0.3], [0.3, 0.3, 0.3, 1]]
    )
    assert np.linalg.eigvalsh(matrix)[0] < 0
    assert minres(matrix, factors=1).converged


def test_a_communality_beyond_one_ends_at_the_bound_of_the_uniqueness():
    matrix = np.array(
        [[1, 0.9, 0.9, 0.1], [0.9, 1, 0.5, 0.1], [0.9, 0.5, 1, 0.1], [0.1, 0.1, 0.1, 1]]
    )
    found = minres(matrix, factors=1)
    assert found.heywood.tolist() == [True, False, False, False]
    assert found.uniquenesses[0] == pytest.approx(0.005, abs=1e-9)
