"""Anchors: exact recovery, numerical derivatives, explicit U Gamma, linear algebra."""

import numpy as np
import pytest
from scipy.linalg import block_diag

from analysis.stats.sem.implied import implied, moments
from analysis.stats.sem.independence import independence
from analysis.stats.sem.least_squares import (
    WeightedMoments,
    least_squares,
    moment_changes,
    slope_and_curvature,
    statistics,
)
from analysis.stats.sem.least_squares_errors import least_squares_errors
from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model
from analysis.stats.sem.moment_fit import diagonal_weight, full_weight, moment_fit, unit_weight

CLOSED = 1e-10
NUMERIC = 1e-6  # central differences with a step of 1e-5
N_ITEMS, N_CUTS = 4, 2


def one_factor(groups: int = 1, *, theta: bool = False) -> Model:
    """Four items with three categories, factor variance 1; loadings equal in all groups."""
    p, t = N_ITEMS, N_ITEMS * N_CUTS
    fixed = Matrices(
        lambda_=np.zeros((p, 1)), beta=np.zeros((1, 1)), psi=np.ones((1, 1)),
        theta=np.eye(p) * theta, nu=np.zeros(p), alpha=np.zeros(1), tau=np.zeros(t),
        delta=np.ones(p),
    )  # fmt: skip
    f = p + t
    structures = tuple(
        GroupStructure(
            fixed=fixed,
            matrix=np.repeat([Matrix.LAMBDA, Matrix.TAU], [p, t]),
            row=np.concatenate([np.arange(p), np.arange(t)]),
            column=np.zeros(f, int),
            element=np.arange(f) + group * f,
            ordinal=np.ones(p, bool),
            threshold_item=np.repeat(np.arange(p), N_CUTS),
        )
        for group in range(groups)
    )
    basis = np.zeros((groups * f, p + groups * t))
    for group in range(groups):
        basis[group * f + np.arange(p), np.arange(p)] = 1
        basis[group * f + p + np.arange(t), p + group * t + np.arange(t)] = 1
    nothing = np.zeros(groups * f)
    return Model(structures, basis, nothing, nothing * np.nan, True, theta)


LOADINGS = np.array([0.8, 0.6, -0.5, 0.7])
CUTS = np.tile([-0.5, 0.7], N_ITEMS)


def samples(model: Model, *, whole: bool, noise: float, seed: int = 1) -> tuple[list, list]:
    """Moments near those of the model, and a covariance of theirs."""
    rng = np.random.default_rng(seed)
    values = model.basis @ np.concatenate([LOADINGS, np.tile(CUTS, len(model.groups))])
    found, gammas = [], []
    for group in range(len(model.groups)):
        exact = moments(model, group, implied(model, group, values))
        root = rng.normal(size=(40, len(exact)))
        gamma = root.T @ root / 40
        weight = full_weight(gamma) if whole else diagonal_weight(gamma)
        observed = exact + noise * rng.normal(size=len(exact))
        found.append(WeightedMoments(observed, weight, 200.0 + 100 * group))
        gammas.append(gamma)
    return found, gammas


def start(model: Model) -> np.ndarray:
    signs = np.sign(LOADINGS)
    return np.concatenate([0.4 * signs, np.zeros(model.basis.shape[1] - N_ITEMS)])


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("theta", [False, True])
def test_exact_moments_give_back_the_parameters(whole, groups, theta):
    model = one_factor(groups, theta=theta)
    seen, _ = samples(model, whole=whole, noise=0.0)
    found = least_squares(model, seen, start=start(model))
    assert found.converged
    expected = np.concatenate([LOADINGS, np.tile(CUTS, groups)])
    np.testing.assert_allclose(found.parameters, expected, atol=1e-8)
    assert statistics(model, seen, found.parameters).sum() == pytest.approx(0, abs=CLOSED)


@pytest.mark.parametrize("whole", [False, True])
def test_slope_is_the_derivative_and_vanishes_at_the_end(whole):
    model = one_factor(2)
    seen, _ = samples(model, whole=whole, noise=0.1)
    at = start(model)
    people = sum(each.n for each in seen)

    def objective(parameters):
        return statistics(model, seen, parameters).sum() / (2 * people)

    slope, _ = slope_and_curvature(model, seen, at)
    numeric = [
        (objective(at + move) - objective(at - move)) / 2e-5 for move in 1e-5 * np.eye(len(at))
    ]
    np.testing.assert_allclose(slope, numeric, atol=NUMERIC)
    found = least_squares(model, seen, start=at)
    assert np.abs(slope_and_curvature(model, seen, found.parameters)[0]).max() < 1e-9


def test_moments_that_are_missing_end_the_search():
    model = one_factor()
    seen, gammas = samples(model, whole=False, noise=0.1)
    seen[0].observed[-1] = np.nan
    found = least_squares(model, seen, start=start(model))
    assert not found.converged
    assert found.stopped_because == "start_not_admissible"
    assert np.isnan(found.parameters).all()
    fit = moment_fit(
        model, [seen[0].observed], gammas, [200.0], weighting=unit_weight, start=start(model)
    )
    assert not fit.errors.identified
    assert np.isnan(fit.errors.robust).all()


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("groups", [1, 2])
def test_traces_and_sandwich_are_those_of_explicit_matrices(whole, groups):
    model = one_factor(groups)
    seen, gammas = samples(model, whole=whole, noise=0.1)
    values = model.basis @ np.concatenate([LOADINGS, np.tile(CUTS, groups)])
    changes = [moment_changes(model, group, values) for group in range(groups)]
    n = [each.n for each in seen]
    people = sum(n)
    found = least_squares_errors(changes, [each.weight for each in seen], gammas, n)
    square = [w if w.ndim == 2 else np.diag(w) for w in (each.weight for each in seen)]
    weight = block_diag(*(w * count / people for w, count in zip(square, n, strict=True)))
    gamma = block_diag(*(g * people / count for g, count in zip(gammas, n, strict=True)))
    change = np.vstack(changes)
    inverse = np.linalg.inv(change.T @ weight @ change)
    left = weight - weight @ change @ inverse @ change.T @ weight
    assert found.trace == pytest.approx(np.trace(left @ gamma), rel=CLOSED)
    assert found.trace_of_square == pytest.approx(
        np.trace(left @ gamma @ left @ gamma), rel=CLOSED
    )
    divisor = people - groups
    np.testing.assert_allclose(found.naive, inverse / divisor, rtol=1e-8, atol=1e-14)
    sandwich = inverse @ change.T @ weight @ gamma @ weight @ change @ inverse / divisor
    np.testing.assert_allclose(found.robust, sandwich, rtol=1e-8, atol=1e-12)


def test_right_weight_makes_traces_the_degrees_of_freedom():
    model = one_factor()
    seen, gammas = samples(model, whole=True, noise=0.0)
    change = moment_changes(model, 0, np.concatenate([LOADINGS, CUTS]))
    found = least_squares_errors([change], [seen[0].weight], gammas, [200.0])
    df = len(change) - change.shape[1]
    assert found.trace == pytest.approx(df, abs=1e-8)
    assert found.trace_of_square == pytest.approx(df, abs=1e-8)
    np.testing.assert_allclose(found.naive, found.robust, atol=1e-10)


def test_unidentified_model_has_no_errors():
    change = np.ones((5, 2))
    found = least_squares_errors([change], [np.ones(5)], [np.eye(5)], [100.0])
    assert not found.identified
    assert np.isnan(found.trace)


@pytest.mark.parametrize("whole", [False, True])
def test_baseline_is_the_best_model_without_covariances(whole):
    model = one_factor(2)
    seen, gammas = samples(model, whole=whole, noise=0.1)
    chosen = np.arange(len(seen[0].observed)) >= N_ITEMS * N_CUTS
    found = independence(seen, gammas, [chosen, chosen])
    kept = np.eye(len(chosen))[:, ~chosen]
    statistic = trace = square = 0.0
    for each, gamma in zip(seen, gammas, strict=True):
        weight = each.weight if whole else np.diag(each.weight)
        left = weight - weight @ kept @ np.linalg.inv(kept.T @ weight @ kept) @ kept.T @ weight
        statistic += (each.n - 1) * each.observed @ left @ each.observed
        trace += np.trace(left @ gamma)
        square += np.trace(left @ gamma @ left @ gamma)
    assert found.statistic == pytest.approx(statistic, rel=CLOSED)
    assert found.trace == pytest.approx(trace, rel=CLOSED)
    assert found.trace_of_square == pytest.approx(square, rel=CLOSED)
    assert found.df == 2 * chosen.sum()


def test_no_whole_weight_from_a_singular_covariance():
    root = np.random.default_rng(2).normal(size=(4, 6))
    assert np.isnan(full_weight(root.T @ root)).all()
    weight = diagonal_weight(np.diag([2.0, 0.0]))
    assert weight[0] == pytest.approx(0.5)
    assert np.isnan(weight[1])
