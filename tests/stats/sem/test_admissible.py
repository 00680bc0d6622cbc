"""The region that a population could be in, its barrier, and the same model on other scales."""

import numpy as np
import pytest

from analysis.measurement.cfa.model_matrices import structural_model
from analysis.measurement.cfa.parameter_table import parameter_table
from analysis.measurement.cfa.syntax import parse
from analysis.stats.sem.admissible import (
    barrier,
    barrier_slope,
    is_inside,
    is_possible,
    parts_of,
)
from analysis.stats.sem.implied import implied
from analysis.stats.sem.markers import to_markers, to_unit_variances, unit_variances
from analysis.stats.sem.model import Matrix, Model
from analysis.stats.sem.starts import fabin, start_elements

SYNTAX = """a =~ a1 + a2 + a3
b =~ b1 + b2 + b3
c =~ c1 + c2 + c3
g =~ a + b + c
a1 ~~ a2"""
LOADINGS = np.array([0.7, 0.8, 0.6])
NUMERIC = 1e-5
"""Central differences with steps of 1e-6 of values of size one."""


def population() -> np.ndarray:
    own = np.kron(np.eye(3), LOADINGS[:, None])
    factors = np.outer([0.6, 0.5, 0.7], [0.6, 0.5, 0.7])
    np.fill_diagonal(factors, 1)
    common = own @ factors @ own.T
    np.fill_diagonal(common, 1)
    return common


def second_order(*, ordinal: bool) -> Model:
    syntax = parse(SYNTAX)
    items = [f"{f}{i}" for f in "abc" for i in (1, 2, 3)]
    return structural_model(
        parameter_table(
            syntax, groups=[""], ordinal={i: [2] for i in items} if ordinal else {},
            std_lv=False, orthogonal=False, mean_structure=ordinal, parameterization="delta",
            group_equal=[], group_partial=[],
        )
    )  # fmt: skip


def start(model: Model) -> np.ndarray:
    cuts = np.tile([-0.5, 0.5], 9) if model.groups[0].ordinal.any() else np.zeros(0)
    return start_elements(model, [np.zeros(9)], [population()], [cuts])


def changed(model: Model, matrix: Matrix, row: int, column: int, value: float) -> np.ndarray:
    structure, values = model.groups[0], start(model)
    here = (structure.matrix == matrix) & (structure.row == row) & (structure.column == column)
    (at,) = np.flatnonzero(here)
    values[structure.element[at]] = value
    return values


@pytest.mark.parametrize("ordinal", [False, True])
def test_the_barrier_has_the_slopes_of_differences(ordinal):
    model = second_order(ordinal=ordinal)
    values = start(model)
    parts = parts_of(model, values)
    steps = 1e-6 * np.eye(len(values))
    numeric = [
        (barrier(model, parts, values + s) - barrier(model, parts, values - s)) / 2e-6
        for s in steps
    ]
    np.testing.assert_allclose(barrier_slope(model, parts, values)[0], numeric, atol=NUMERIC)


@pytest.mark.parametrize(
    ("matrix", "row", "column", "value"),
    [
        (Matrix.PSI, 3, 3, -0.01),
        (Matrix.PSI, 0, 0, -6232.0),
        (Matrix.THETA, 4, 4, -0.64),
        (Matrix.THETA, 1, 0, 2.0),
    ],
    ids=["general_factor", "first_order_factor", "item", "residual_correlation"],
)
def test_what_no_population_has_is_outside(matrix, row, column, value):
    model = second_order(ordinal=False)
    parts = parts_of(model, start(model))
    assert is_inside(model, parts, start(model))
    outside = changed(model, matrix, row, column, value)
    assert not is_inside(model, parts, outside)
    assert not is_possible(model, outside)
    assert barrier(model, parts, outside) == np.inf


def test_a_residual_variance_that_follows_is_in_the_region_too():
    model = second_order(ordinal=True)
    parts = parts_of(model, start(model))
    assert is_inside(model, parts, start(model))
    assert not is_inside(model, parts, changed(model, Matrix.LAMBDA, 1, 0, 3.0))


def test_zero_is_possible_but_not_inside():
    model = second_order(ordinal=False)
    edge = changed(model, Matrix.PSI, 3, 3, 0.0)
    assert is_possible(model, edge)
    assert not is_inside(model, parts_of(model, edge), edge)


@pytest.mark.parametrize("ordinal", [False, True])
def test_other_scales_are_the_same_model(ordinal):
    model = second_order(ordinal=ordinal)
    values = start(model)
    other = unit_variances(model)
    assert other is not None
    there = to_unit_variances(model, values)
    given = implied(other, 0, there).matrices
    np.testing.assert_allclose(np.diag(given.psi), 1)
    np.testing.assert_allclose(
        implied(other, 0, there).covariance, implied(model, 0, values).covariance, atol=1e-12
    )
    np.testing.assert_allclose(to_markers(model, there), values, atol=1e-12)


def test_instruments_find_the_loadings_of_one_factor():
    loadings = np.array([0.7, 0.8, 0.6, 0.4])
    covariance = np.outer(loadings, loadings)
    np.fill_diagonal(covariance, 1)
    np.testing.assert_allclose(fabin(covariance), loadings / 0.7)
