"""Anchors: lavaan's robust indices, a saturated weight, and groups that repeat each other."""

import numpy as np
import pytest

from analysis.stats.sem.categorical_robust import (
    CorrelationFit,
    RobustChiSquares,
    categorical_robust,
    correlation_information,
)
from analysis.stats.sem.comparative_fit import comparative_fit, tucker_lewis
from tests.stats.sem.frozen_models import (
    FROZEN,
    ORDINAL,
    frozen_model,
    group_sizes,
    ordinal_groups,
)
from tests.stats.sem.test_rmsea import assert_as_frozen, index

ATOL = 1e-6  # polychorics of lavaan are exact to 1e-8; indices magnify that

SINGLE = [
    name
    for name in ORDINAL
    if FROZEN[name]["value"]["fit"].get("cfi.robust") not in (None, "NA")
    and len(group_sizes(name)) == 1
]
MIXED = "bfi.mixed_wlsmv"


def correlation_fits(name: str) -> tuple[list[CorrelationFit], np.ndarray]:
    frozen, sizes = frozen_model(name), group_sizes(name)
    groups, information = [], 0
    for (moments, gamma), given, slopes, n in zip(
        ordinal_groups(name), frozen.given, frozen.jacobians, sizes, strict=True
    ):
        diagonal = np.diag(gamma)
        weight = np.ones_like(diagonal) if "ULS" in FROZEN[name]["call"] else 1 / diagonal
        p = len(frozen.items)
        c = p * (p - 1) // 2
        information = information + n / sizes.sum() * slopes.T @ (weight[:, None] * slopes)
        groups.append(
            CorrelationFit(
                observed=moments.covariance,
                implied=given.covariance,
                jacobian=slopes[-c:],
                weight=weight[-c:],
                gamma=gamma[-c:, -c:],
                n=n,
            )
        )
    return groups, np.asarray(information)


def robust(name: str) -> RobustChiSquares:
    groups, information = correlation_fits(name)
    return categorical_robust(
        groups, information=information, df=FROZEN[name]["value"]["fit"]["df"]
    )


@pytest.mark.parametrize("name", SINGLE)
def test_indices_are_those_of_lavaan(name):
    fit, found = FROZEN[name]["value"]["fit"], robust(name)
    assert comparative_fit(found.model, found.baseline) == pytest.approx(
        fit["cfi.robust"], abs=ATOL
    )
    assert tucker_lewis(found.model, found.baseline) == pytest.approx(
        fit["tli.robust"], abs=ATOL
    )
    rounded = index(name, found.model, found.interval)
    assert rounded.estimate == pytest.approx(fit["rmsea.robust"], abs=ATOL)
    assert_as_frozen(rounded, fit | {"rmsea.robust": rounded.estimate}, ".robust")


def test_a_group_that_is_repeated_changes_no_index():
    """Two equal groups with parameters of their own: the same misfit, twice the df."""
    name = "bfi.AE_wlsmv"
    (group,), information = correlation_fits(name)
    df = FROZEN[name]["value"]["fit"]["df"]
    once = categorical_robust([group], information=information, df=df)
    q, nothing = information.shape[0], np.zeros_like(group.jacobian)
    halves = [
        CorrelationFit(
            group.observed, group.implied, slopes, group.weight, group.gamma, group.n
        )
        for slopes in (
            np.hstack([group.jacobian, nothing]),
            np.hstack([nothing, group.jacobian]),
        )
    ]
    both = np.kron(np.eye(2), information / 2)
    twice = categorical_robust(halves, information=both, df=2 * df)
    assert q == both.shape[0] / 2
    for one, other in ((once.model, twice.model), (once.baseline, twice.baseline)):
        assert other.statistic == pytest.approx(2 * one.statistic)
        assert other.scaling == pytest.approx(one.scaling)
    assert comparative_fit(twice.model, twice.baseline) == pytest.approx(
        comparative_fit(once.model, once.baseline)
    )


def test_model_part_in_two_groups_is_that_of_lavaan():
    """Its RMSEA in several groups; of CFI lavaan's baseline scaling is off, see Notes."""
    name = "bfi.AE_gender_wlsmv"
    fit, found = FROZEN[name]["value"]["fit"], robust(name)
    assert index(name, found.model, found.interval).estimate == pytest.approx(
        fit["rmsea.robust"], abs=ATOL
    )
    sizes = group_sizes(name)
    groups, _ = correlation_fits(name)
    over = sum(np.trace(g.gamma) / (g.n / sizes.sum()) for g in groups) / found.baseline.df
    assert over > 1.9 * found.baseline.scaling
    overstated = type(found.baseline)(found.baseline.statistic, found.baseline.df, over)
    assert comparative_fit(found.model, overstated) == pytest.approx(
        fit["cfi.robust"], abs=ATOL
    )


def test_normal_theory_weight_and_covariance_give_a_scaling_of_one():
    rho = np.array([[1, 0.4, 0.3], [0.4, 1, 0.5], [0.3, 0.5, 1]])
    information = correlation_information(rho)
    slopes = np.array([[1.0], [1.0], [0.0]])
    group = CorrelationFit(
        observed=rho,
        implied=rho,
        jacobian=slopes,
        weight=information,
        gamma=np.linalg.inv(information),
        n=100,
    )
    found = categorical_robust([group], information=slopes.T @ information @ slopes, df=2)
    assert found.model.scaling == pytest.approx(1, abs=1e-12)
    assert found.model.statistic == pytest.approx(0, abs=1e-12)


def test_information_of_correlations_is_the_curvature_of_the_fit_function():
    rho = np.array([[1, 0.4, 0.3], [0.4, 1, 0.5], [0.3, 0.5, 1]])
    rows, columns = np.triu_indices(3, 1)

    def discrepancy(change: np.ndarray) -> float:
        moved = rho.copy()
        moved[rows, columns] += change
        moved[columns, rows] += change
        ratio = np.linalg.solve(moved, rho)
        return np.trace(ratio) - np.linalg.slogdet(ratio)[1] - 3

    step = 1e-4
    curvature = np.empty((3, 3))
    for a in range(3):
        for b in range(3):
            ends = [
                (x * y) * discrepancy(step * (x * np.eye(3)[a] + y * np.eye(3)[b]))
                for x in (1, -1)
                for y in (1, -1)
            ]
            curvature[a, b] = sum(ends) / (4 * step**2) / 2
    np.testing.assert_allclose(correlation_information(rho), curvature, atol=1e-5)


def test_continuous_items_among_ordinal_ones_have_no_index():
    assert np.isnan(robust(MIXED).model.statistic)
    assert FROZEN[MIXED]["value"]["fit"]["cfi.robust"] in (None, "NA")


def test_matrices_that_are_not_positive_definite_have_no_index():
    bad = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    group = CorrelationFit(bad, np.eye(3), np.ones((3, 1)), np.ones(3), np.eye(3), 50)
    found = categorical_robust([group], information=np.eye(1), df=2)
    assert np.isnan(found.model.statistic)
    assert np.isnan(comparative_fit(found.model, found.baseline))
