"""Anchors: simple structure that needs no rotation, GPArotation, and the rotation's algebra."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats.congruence import match_factors
from analysis.stats.rotation import (
    kaiser_oblimin,
    oblimin,
    oblimin_criterion,
    projected_gradient,
    random_starts,
    reordered,
)

ATOL = 1e-10  # algebra
REFERENCE_ATOL = 1e-5  # the entries' own tolerance
CRITERION_ATOL = 1e-8  # the entries' own tolerance
TOLERANCE = 1e-7  # of the search, as in the frozen calls

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
FROZEN = json.loads((REFERENCE / "efa" / "expected.json").read_text())["values"]
CALLS = {
    "oblimin0": (oblimin, 0.0),
    "oblimin0_kaiser": (kaiser_oblimin, 0.0),
    "oblimin.5neg": (oblimin, -0.5),
}


@pytest.mark.parametrize("name", ["bfi25", "bfi25poly", "hs9"])
@pytest.mark.parametrize("call", CALLS)
def test_rotations_are_those_of_gparotation(name, call):
    rotate, gamma = CALLS[call]
    unrotated = np.array(FROZEN[f"{name}.unrotated"]["value"])
    expected = FROZEN[f"{name}.rot.{call}"]["value"]
    start = np.eye(unrotated.shape[1])
    found = rotate(unrotated, start, gamma=gamma, tolerance=TOLERANCE)
    assert found.converged
    assert found.criterion == pytest.approx(expected["criterion"][0], abs=CRITERION_ATOL)
    match = match_factors(found.loadings, np.array(expected["loadings"]))
    aligned = reordered(found, match.order, match.sign)
    np.testing.assert_allclose(
        aligned.loadings, expected["loadings"], rtol=0, atol=REFERENCE_ATOL
    )
    np.testing.assert_allclose(aligned.phi, expected["phi"], rtol=0, atol=REFERENCE_ATOL)


def test_correlated_simple_structure_is_recovered():
    pattern = np.kron(np.eye(3), [[0.8], [0.7], [0.6]])
    phi = np.array([[1, 0.3, 0.2], [0.3, 1, 0.4], [0.2, 0.4, 1]])
    turned = (
        pattern @ np.linalg.cholesky(phi) @ random_starts(1, 3, np.random.default_rng(1))[0]
    )
    found = oblimin(turned, np.eye(3), gamma=0.0, tolerance=TOLERANCE)
    match = match_factors(found.loadings, pattern)
    aligned = reordered(found, match.order, match.sign)
    np.testing.assert_allclose(aligned.loadings, pattern, atol=1e-6)
    np.testing.assert_allclose(aligned.phi, phi, atol=1e-6)
    assert found.criterion == pytest.approx(0, abs=CRITERION_ATOL)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, -0.5]))
def test_rotation_keeps_what_the_factors_explain(seed, gamma):
    simple = np.kron(np.eye(3), np.full((4, 1), 0.7))
    a = simple + np.random.default_rng(seed).normal(scale=0.15, size=(12, 3))
    found = oblimin(a, np.eye(3), gamma=gamma, tolerance=1e-5)
    np.testing.assert_allclose(np.diag(found.phi), 1, atol=ATOL)
    np.testing.assert_allclose(
        found.loadings @ found.phi @ found.loadings.T, a @ a.T, atol=1e-7
    )
    assert found.criterion <= oblimin_criterion(a, gamma) + ATOL


def test_the_gradient_is_that_of_the_criterion():
    rng = np.random.default_rng(2)
    a, t = rng.normal(size=(6, 3)), random_starts(1, 3, rng)[0]
    step = 1e-6
    for gamma in (0.0, -0.5):
        tangent, _ = projected_gradient(a[None], t[None], gamma)
        numeric = np.empty((3, 3))
        for row, column in np.ndindex(3, 3):
            moved = []
            for sign in (1, -1):
                tried = t.copy()
                tried[row, column] += sign * step
                tried /= np.sqrt((tried**2).sum(axis=0))
                moved.append(oblimin_criterion(a @ np.linalg.inv(tried).T, gamma))
            numeric[row, column] = (moved[0] - moved[1]) / (2 * step)
        np.testing.assert_allclose(tangent[0], numeric, atol=1e-6)


def test_many_matrices_give_what_each_gives_alone():
    matrices = np.random.default_rng(3).normal(size=(5, 12, 3))
    together = oblimin(matrices, np.eye(3), gamma=0.0, tolerance=1e-5)
    for matrix, loadings in zip(matrices, together.loadings, strict=True):
        alone = oblimin(matrix, np.eye(3), gamma=0.0, tolerance=1e-5)
        np.testing.assert_allclose(loadings, alone.loadings, atol=ATOL)


def test_random_starts_are_orthogonal():
    starts = random_starts(4, 3, np.random.default_rng(4))
    np.testing.assert_allclose(
        np.swapaxes(starts, 1, 2) @ starts, np.tile(np.eye(3), (4, 1, 1)), atol=ATOL
    )
