"""Anchors: one factor by construction, three items in closed form, brute force, R psych."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.stats.internal_consistency import cronbach_alpha
from analysis.stats.one_factor import SMALLEST_UNIQUENESS, omega_total, one_factor
from tests.stats.bfi import scale_answers

ATOL = 1e-7  # sweeps stop when loadings move by less than 1e-9
REFERENCE_ATOL = 1e-4  # the entries' own: psych stops its search early
SEARCH_ATOL = 1e-5  # the general optimiser's own precision

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
FROZEN = json.loads((REFERENCE / "reliability" / "expected.json").read_text())["values"]


def implied(loadings: np.ndarray) -> np.ndarray:
    matrix = np.outer(loadings, loadings)
    np.fill_diagonal(matrix, 1)
    return matrix


@pytest.mark.parametrize("name", sorted({key.rsplit(".", 1)[0] for key in FROZEN
                                         if key.endswith(".omega1")}))  # fmt: skip
def test_loadings_and_omega_are_those_of_psych(name):
    expected = FROZEN[f"{name}.omega1"]["value"]
    matrix = scale_answers(name).corr().to_numpy()
    found = one_factor(matrix)
    assert found.converged
    np.testing.assert_allclose(
        found.loadings, expected["loadings"], rtol=0, atol=REFERENCE_ATOL
    )
    omega = omega_total(matrix, found.uniquenesses)
    assert omega == pytest.approx(expected["omega_total"][0], abs=REFERENCE_ATOL)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.floats(0.2, 0.95), min_size=3, max_size=8))
def test_loadings_that_made_the_correlations_are_found(loadings):
    found = one_factor(implied(np.array(loadings)))
    np.testing.assert_allclose(found.loadings, loadings, atol=1e-5)  # flat for small loadings


def test_three_items_have_a_closed_form():
    matrix = np.array([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])
    expected = np.sqrt([0.5 * 0.4 / 0.3, 0.5 * 0.3 / 0.4, 0.4 * 0.3 / 0.5])
    np.testing.assert_allclose(one_factor(matrix).loadings, expected, atol=ATOL)


def test_no_other_loadings_leave_smaller_residuals():
    rng = np.random.default_rng(5)
    matrix = np.corrcoef(rng.normal(size=(50, 6)) + rng.normal(size=(50, 1)), rowvar=False)
    below = np.tril_indices(6, -1)
    search = minimize(
        lambda loadings: ((matrix - np.outer(loadings, loadings))[below] ** 2).sum(),
        np.full(6, 0.5),
        tol=1e-12,
    )
    np.testing.assert_allclose(one_factor(matrix).loadings, search.x, atol=SEARCH_ATOL)


def test_many_matrices_padded_to_one_size_give_what_each_gives_alone():
    alone = [implied(np.array([0.5, 0.6, 0.7])), implied(np.array([0.9, 0.4, 0.3, 0.8, 0.6]))]
    padded = np.tile(np.eye(5), (2, 1, 1))
    padded[0, :3, :3], padded[1] = alone
    together = one_factor(padded)
    np.testing.assert_allclose(
        together.loadings[0, :3], one_factor(alone[0]).loadings, atol=ATOL
    )
    np.testing.assert_allclose(together.loadings[0, 3:], 0, atol=ATOL)
    np.testing.assert_allclose(together.loadings[1], one_factor(alone[1]).loadings, atol=ATOL)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_order_of_the_items_permutes_the_loadings(seed):
    rng = np.random.default_rng(seed)
    matrix = np.corrcoef(rng.normal(size=(60, 5)) + rng.normal(size=(60, 1)), rowvar=False)
    order = rng.permutation(5)
    permuted = one_factor(matrix[np.ix_(order, order)])
    np.testing.assert_allclose(permuted.loadings, one_factor(matrix).loadings[order], atol=1e-6)


def test_an_improper_solution_stands_at_the_bound_and_says_so():
    matrix = np.array([[1, 0.8, 0.8], [0.8, 1, 0.3], [0.8, 0.3, 1]])
    found = one_factor(matrix)
    assert found.heywood.tolist() == [True, False, False]
    assert found.uniquenesses[0] == pytest.approx(SMALLEST_UNIQUENESS)
    assert found.converged


@pytest.mark.parametrize("loading", [0.3, 0.6, 0.9])
def test_omega_of_tau_equivalent_items_is_alpha(loading):
    matrix = implied(np.full(5, loading))
    omega = omega_total(matrix, one_factor(matrix).uniquenesses)
    assert omega == pytest.approx(cronbach_alpha(matrix), abs=ATOL)


def test_a_loading_beyond_one_ends_at_the_bound_of_the_uniqueness():
    matrix = np.array([[1, 0.9, 0.9], [0.9, 1, 0.5], [0.9, 0.5, 1]])
    found = one_factor(matrix[None])
    assert found.heywood[0].tolist() == [True, False, False]
    assert found.uniquenesses[0, 0] == pytest.approx(0.005, abs=1e-9)
