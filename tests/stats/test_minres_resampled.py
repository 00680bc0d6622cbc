"""Anchors: each sample analysed alone by brute force, and a known truth."""

from dataclasses import replace

import numpy as np
import pytest

from analysis.stats.contingency import pair_tables
from analysis.stats.minres import minres
from analysis.stats.minres_resampled import procrustes, put_back, resampled_factors
from analysis.stats.polychoric import correlation_matrix, polychoric
from analysis.stats.rotation import Rotation, oblimin, random_starts, reordered

ATOL = 1e-4  # rotations end where the projected gradient is 1e-5
PATTERN = np.kron(np.eye(2), np.full((4, 1), 0.7))
DRAWS = 6


def answers(n: int, seed: int) -> np.ndarray:
    """Codes 0 to 4 on two factors that correlate .4; 5 % are missing."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], size=n)
    response = factors @ PATTERN.T + rng.normal(scale=np.sqrt(1 - 0.49), size=(n, 8))
    codes = np.digitize(response, [-1.4, -0.5, 0.5, 1.4]).astype(np.int8)
    codes[rng.random(codes.shape) < 0.05] = -1
    return codes


def correlations(codes: np.ndarray) -> np.ndarray:
    return correlation_matrix(polychoric(pair_tables(codes, 5)).rho, 8)


def full_sample(codes: np.ndarray) -> tuple[np.ndarray, Rotation]:
    unrotated = minres(correlations(codes), factors=2).loadings
    rotation = oblimin(unrotated, np.eye(2), gamma=0.0, tolerance=1e-5)
    order = np.argsort(-np.abs(rotation.loadings[0]))
    sign = np.sign(rotation.loadings[:, order].sum(axis=0))
    return unrotated, reordered(rotation, order, sign)


def test_each_sample_gives_what_it_gives_alone():
    codes = answers(300, seed=1)
    unrotated, rotation = full_sample(codes)
    found = resampled_factors(
        codes,
        np.arange(300),
        n_categories=5,
        unrotated=unrotated,
        rotation=rotation,
        draws=DRAWS,
        rng=np.random.default_rng(2),
    )
    assert found.n_degenerate == 0
    drawn = np.random.default_rng(2).integers(300, size=(DRAWS, 300))
    for rows, loadings, phi in zip(drawn, found.loadings, found.phi, strict=True):
        alone = full_sample(codes[rows])[1]
        np.testing.assert_allclose(loadings, alone.loadings, atol=ATOL)
        np.testing.assert_allclose(phi, alone.phi, atol=ATOL)


def test_answers_about_one_person_are_drawn_together():
    """Everyone twice: samples are the same as with everyone once."""
    codes = answers(200, seed=3)
    unrotated, rotation = full_sample(codes)
    once, twice = (
        resampled_factors(
            np.concatenate([codes] * times),
            np.tile(np.arange(200), times),
            n_categories=5,
            unrotated=unrotated,
            rotation=rotation,
            draws=DRAWS,
            rng=np.random.default_rng(4),
        )
        for times in (1, 2)
    )
    np.testing.assert_allclose(once.loadings, twice.loadings, atol=ATOL)


def test_percentiles_of_the_samples_surround_the_truth():
    codes = answers(1000, seed=5)
    unrotated, rotation = full_sample(codes)
    found = resampled_factors(
        codes,
        np.arange(1000),
        n_categories=5,
        unrotated=unrotated,
        rotation=rotation,
        draws=200,
        rng=np.random.default_rng(6),
    )
    low, high = np.quantile(found.loadings, [0.005, 0.995], axis=0)
    inside = (low < PATTERN) & (high > PATTERN)
    assert inside.mean() > 0.85  # 16 dependent loadings, each inside with 99 %
    low, high = np.quantile(found.phi[:, 0, 1], [0.005, 0.995])
    assert low < 0.4 < high


def test_axes_that_were_turned_are_turned_back():
    target = np.random.default_rng(7).normal(size=(8, 3))
    spins = random_starts(4, 3, np.random.default_rng(8))
    np.testing.assert_allclose(procrustes(target @ spins, target), np.tile(target, (4, 1, 1)))


def test_columns_that_left_their_place_are_put_back_and_counted():
    target = np.kron(np.eye(3), np.full((3, 1), 0.7))
    phi = np.array([[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]])
    order, sign = np.array([2, 0, 1]), np.array([1, -1, 1])
    loadings = np.array([target, target[:, order] * sign])
    phis = np.array([phi, phi[np.ix_(order, order)] * np.outer(sign, sign)])
    assert put_back(loadings, phis, target) == 1
    np.testing.assert_allclose(loadings, [target, target])
    np.testing.assert_allclose(phis, [phi, phi])


def test_a_sample_in_which_an_item_does_not_vary_is_left_out_and_counted():
    codes = answers(40, seed=9)
    unrotated, rotation = full_sample(answers(300, seed=1))
    codes[:, 0] = 2
    codes[0, 0] = 1
    found = resampled_factors(
        codes,
        np.arange(40),
        n_categories=5,
        unrotated=unrotated,
        rotation=rotation,
        draws=30,
        rng=np.random.default_rng(10),
    )
    without_the_one = 30 * (1 - 1 / 40) ** 40
    assert found.n_degenerate == pytest.approx(without_the_one, abs=12)
    assert len(found.loadings) == 30 - found.n_degenerate


def test_samples_without_a_converged_extraction_are_left_out(monkeypatch):
    def first_fails(correlations, *, factors):
        found = minres(correlations, factors=factors)
        return replace(found, converged=found.converged & (np.arange(len(correlations)) > 0))

    monkeypatch.setattr("analysis.stats.minres_resampled.minres", first_fails)
    codes = answers(300, seed=1)
    unrotated, rotation = full_sample(codes)
    found = resampled_factors(
        codes,
        np.arange(300),
        n_categories=5,
        unrotated=unrotated,
        rotation=rotation,
        draws=DRAWS,
        rng=np.random.default_rng(2),
    )
    assert found.n_degenerate == 1
    assert len(found.loadings) == DRAWS - 1
