import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.outliers_influence import OLSInfluence

from analysis.stats.dominance import dominance, full_r_squared
from analysis.stats.regression_diagnostics import influence, variance_inflation
from analysis.stats.regression_indices import regression_indices
from analysis.stats.relative_weights import weights_and_slopes
from tests.stats.frozen_validity import STUDIES, expected, regression_data

R_TOLERANCE = 1e-10
EXACT = 1e-10


@pytest.mark.parametrize("name", STUDIES)
def test_slopes_overlap_and_unique_parts_agree_with_r(name):
    matrix = regression_data(name).corr().to_numpy()[None]
    slopes = weights_and_slopes(matrix)[1]
    found = regression_indices(matrix, slopes, dominance(matrix))
    beta = list(expected(f"{name}.std_beta").values())
    np.testing.assert_allclose(found.beta[0], beta, atol=R_TOLERANCE)
    vif = list(expected(f"{name}.vif").values())
    np.testing.assert_allclose(variance_inflation(matrix[0, :-1, :-1]), vif, atol=R_TOLERANCE)
    unique = list(expected(f"{name}.semipartial_r2").values())
    np.testing.assert_allclose(found.unique[0], unique, atol=R_TOLERANCE)


@pytest.mark.parametrize("name", STUDIES)
def test_gain_in_r_squared_agrees_with_r(name):
    matrix = regression_data(name).corr().to_numpy()[None]
    value = expected(f"{name}.hierarchical")
    first = [0, 1, matrix.shape[1] - 1]
    base = full_r_squared(matrix[:, first][:, :, first])[0]
    assert base == pytest.approx(value["r2_1"], abs=R_TOLERANCE)
    assert full_r_squared(matrix)[0] == pytest.approx(value["r2_2"], abs=R_TOLERANCE)
    assert full_r_squared(matrix)[0] - base == pytest.approx(value["dR2"], abs=R_TOLERANCE)


def test_indices_hold_together():
    matrix = regression_data("hs_x9").corr().to_numpy()[None]
    found = regression_indices(matrix, weights_and_slopes(matrix)[1], dominance(matrix))
    r_squared = full_r_squared(matrix)
    np.testing.assert_allclose(found.pratt.sum(axis=1), r_squared, atol=EXACT)
    np.testing.assert_allclose(found.common + found.unique, found.zero_order**2, atol=EXACT)
    predicted = matrix[0, :-1, :-1] @ found.beta[0] / np.sqrt(r_squared)
    np.testing.assert_allclose(found.structure[0], predicted, atol=EXACT)


def test_influence_agrees_with_statsmodels():
    data = regression_data("hs_x9").to_numpy(dtype=float)
    design = np.column_stack([np.ones(len(data)), data[:, :-1]])
    found = influence(design, data[:, -1])
    theirs = OLSInfluence(OLS(data[:, -1], design).fit())
    np.testing.assert_allclose(found.leverage, theirs.hat_matrix_diag, atol=EXACT)
    np.testing.assert_allclose(found.cook, theirs.cooks_distance[0], atol=EXACT)
    np.testing.assert_allclose(found.studentised, theirs.resid_studentized_external, atol=1e-8)


def test_the_studentised_residual_is_that_of_a_fit_without_the_person():
    rng = np.random.default_rng(5)
    design = np.column_stack([np.ones(12), rng.normal(size=12)])
    y = rng.normal(size=12)
    found = influence(design, y)
    for i in range(12):
        rest, values = np.delete(design, i, 0), np.delete(y, i)
        slopes = np.linalg.lstsq(rest, values, rcond=None)[0]
        spread = ((values - rest @ slopes) ** 2).sum() / 9
        error = spread * (1 + design[i] @ np.linalg.solve(rest.T @ rest, design[i]))
        expected_value = (y[i] - design[i] @ slopes) / np.sqrt(error)
        assert found.studentised[i] == pytest.approx(expected_value, abs=EXACT)


def test_copies_have_infinite_inflation():
    matrix = np.array([[1, 1, 0.2], [1, 1, 0.2], [0.2, 0.2, 1]])
    found = variance_inflation(matrix)
    assert np.isinf(found[:2]).all()


def test_no_residual_is_left_without_the_one_person_who_differs():
    design = np.column_stack([np.ones(12), np.arange(12) % 3])
    y = np.zeros(12)
    y[4] = 1
    found = influence(design, y)
    assert np.isnan(found.studentised[4])
    assert np.isfinite(np.delete(found.studentised, 4)).all()
    assert np.isnan(influence(design, np.zeros(12)).cook).all()
