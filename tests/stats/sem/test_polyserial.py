"""Anchors: brute-force maximum and numerical derivatives of the likelihood, recovery."""

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.stats import norm

from analysis.stats.sem.polyserial import BOUND, bounds, polyserial, polyserial_scores

SEARCH = 1e-7  # golden-section search sees the maximum to the root of rounding error
NUMERIC = 1e-6  # central differences with a step of 1e-5


def drawn(rho: float, n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    z = rng.normal(size=n)
    response = rho * z + np.sqrt(1 - rho**2) * rng.normal(size=n)
    category = np.digitize(response, [-0.8, 0.2, 1.1])
    cut = norm.ppf(np.cumsum(np.bincount(category))[:-1] / n)
    return (z - z.mean()) / z.std(), category, cut


def log_likelihoods(x, category, cut, rho, mean=0.0, variance=1.0):
    z = (x - mean) / np.sqrt(variance)
    edges = np.concatenate([[-np.inf], cut, [np.inf]])
    rest = np.sqrt(1 - rho**2)
    upper = norm.cdf((edges[category + 1] - rho * z) / rest)
    lower = norm.cdf((edges[category] - rho * z) / rest)
    return np.log(upper - lower) + norm.logpdf(z) - np.log(variance) / 2


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.4, 0.95])
def test_estimate_is_the_maximum_of_the_likelihood(rho):
    z, category, cut = drawn(rho, 400, 1)
    found = polyserial(z, category, np.ones(400), cut)
    best = minimize_scalar(
        lambda r: -log_likelihoods(z, category, cut, r).sum(), bounds=(-0.99, 0.99),
        options={"xatol": 1e-10}, method="bounded",
    )  # fmt: skip
    assert found.converged
    assert not found.at_bound
    assert found.rho == pytest.approx(best.x, abs=SEARCH)


def test_counts_are_people():
    z, category, cut = drawn(0.5, 200, 2)
    z = np.round(z, 1)
    twice = polyserial(np.tile(z, 2), np.tile(category, 2), np.ones(400), cut)
    counted = polyserial(z, category, np.full(200, 2.0), cut)
    assert twice.rho == pytest.approx(counted.rho, abs=1e-12)


def test_scores_are_derivatives():
    z, category, cut = drawn(0.5, 50, 3)
    x, mean, variance, rho, step = 2 + 1.5 * z, 2.0, 2.25, 0.45, 1e-5
    above, below = bounds(category, cut)
    found = polyserial_scores((x - mean) / 1.5, above, below, rho, variance)

    def change(which, size):
        return log_likelihoods(
            x, category, cut, rho + size * (which == "rho"), mean + size * (which == "mean"),
            variance + size * (which == "variance"),
        )  # fmt: skip

    for which in ("rho", "mean", "variance"):
        numeric = (change(which, step) - change(which, -step)) / (2 * step)
        np.testing.assert_allclose(getattr(found, which), numeric, atol=NUMERIC)
    for number in range(len(cut)):
        moved = np.zeros(len(cut))
        moved[number] = step
        numeric = (
            log_likelihoods(x, category, cut + moved, rho, mean, variance)
            - log_likelihoods(x, category, cut - moved, rho, mean, variance)
        ) / (2 * step)
        mine = np.where(category == number, found.upper, 0)
        mine = mine + np.where(category == number + 1, found.lower, 0)
        np.testing.assert_allclose(mine, numeric, atol=NUMERIC)


def test_perfect_order_ends_at_the_bound():
    z = np.linspace(-2, 2, 40)
    category = np.digitize(z, [-0.5, 0.7])
    cut = norm.ppf(np.cumsum(np.bincount(category))[:-1] / 40)
    found = polyserial(z / z.std(), category, np.ones(40), cut)
    assert abs(found.rho) > 0.98
    assert abs(found.rho) <= BOUND


def test_constant_item_has_no_correlation():
    assert np.isnan(
        polyserial(np.zeros(5), np.array([0, 0, 1, 1, 1]), np.ones(5), np.array([-0.25])).rho
    )
    assert np.isnan(polyserial(np.arange(5.0), np.zeros(5, int), np.ones(5), np.empty(0)).rho)


def test_turning_the_continuous_item_turns_the_sign():
    z, category, cut = drawn(0.6, 300, 4)
    one = polyserial(z, category, np.ones(300), cut).rho
    assert polyserial(-z, category, np.ones(300), cut).rho == pytest.approx(-one, abs=1e-9)
