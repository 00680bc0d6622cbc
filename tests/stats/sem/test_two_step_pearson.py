"""Anchors: Pearson's closed form, brute-force maximum, numerical derivatives."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from analysis.stats.sem.two_step_pearson import pearson_scores, two_step_pearson

SEARCH = 1e-7  # golden-section search sees the maximum to the root of rounding error
NUMERIC = 1e-6  # central differences with a step of 1e-5


def log_likelihoods(x, y, rho, moments=(0.0, 1.0, 0.0, 1.0)):
    a, b = (x - moments[0]) / np.sqrt(moments[1]), (y - moments[2]) / np.sqrt(moments[3])
    rest = 1 - rho**2
    square = (a * a - 2 * rho * a * b + b * b) / rest
    return -square / 2 - np.log(rest) / 2 - np.log(moments[1] * moments[3]) / 2


def test_complete_answers_give_the_pearson_correlation():
    x = np.random.default_rng(1).normal(size=(50, 3)) @ np.array(
        [[1, 0.5, 0], [0, 1, -0.9], [0, 0, 1]]
    )
    z = (x - x.mean(axis=0)) / x.std(axis=0)
    first, second = np.triu_indices(3, 1)
    found = two_step_pearson(np.full(3, 2.0), (z[:, first] * z[:, second]).mean(axis=0))
    np.testing.assert_allclose(found, np.corrcoef(x.T)[first, second], atol=1e-14)


@pytest.mark.parametrize("stretch", [0.7, 1.4])
def test_incomplete_answers_give_the_maximum_of_the_likelihood(stretch):
    rng = np.random.default_rng(2)
    x = rng.normal(size=80)
    y = 0.6 * x + 0.8 * rng.normal(size=80)
    x = x * stretch
    found = two_step_pearson(np.array([(x * x + y * y).mean()]), np.array([(x * y).mean()]))
    best = minimize_scalar(
        lambda r: -log_likelihoods(x, y, r).sum(), bounds=(-0.99, 0.99), method="bounded",
        options={"xatol": 1e-10},
    )  # fmt: skip
    assert found[0] == pytest.approx(best.x, abs=SEARCH)


def test_nobody_answered_both():
    with np.errstate(invalid="ignore"):
        assert np.isnan(two_step_pearson(np.array([np.nan, 2.0]), np.array([np.nan, 0.3]))[0])


def test_scores_are_derivatives():
    x, y = np.random.default_rng(3).normal(size=(2, 20))
    rho, step, at = 0.35, 1e-5, np.array([0.0, 1.0, 0.0, 1.0])
    of_rho, *others = pearson_scores(x, y, rho)
    numeric = (log_likelihoods(x, y, rho + step) - log_likelihoods(x, y, rho - step)) / (
        2 * step
    )
    np.testing.assert_allclose(of_rho, numeric, atol=NUMERIC)
    for number, found in enumerate(others):
        move = step * (np.arange(4) == number)
        numeric = (
            log_likelihoods(x, y, rho, at + move) - log_likelihoods(x, y, rho, at - move)
        ) / (2 * step)
        np.testing.assert_allclose(found, numeric, atol=NUMERIC)
