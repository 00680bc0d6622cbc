"""Anchors: closed forms, and the conditional integral on a fine piecewise grid."""

import numpy as np
import pytest
from numpy.polynomial.legendre import leggauss
from scipy.special import ndtr

from analysis.stats.bivariate_normal import density, density_and_slope, probability, shortfall

ATOL = 1e-14  # a few roundings of numbers up to 1
RARE = 1e-8  # relative, of what lies beyond limits far apart: the quadrature at rho = .5
DIFFERENCE = 1e-6  # step of central differences, whose error is about its square

NODES, WEIGHTS = leggauss(60)


def conditional_integral(h: float, k: float, rho: float) -> float:
    """P(X <= h, Y <= k) as the integral over x, cut finely where the integrand turns."""
    spread = np.sqrt((1 - rho) * (1 + rho))
    turns = k / rho + np.array([-12, -8, -5, -3, -1.5, 0, 1.5, 3, 5, 8, 12]) * spread / abs(rho)
    end = float(np.clip(h, -12, 12))
    cuts = np.unique(np.append(np.clip([*turns, *range(-12, 12)], -12, end), end))
    low, high = cuts[:-1, None], cuts[1:, None]
    x = (low + high) / 2 + (high - low) / 2 * NODES
    values = np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * ndtr((k - rho * x) / spread)
    return float(((high - low) / 2 * WEIGHTS * values).sum())


def test_probability_is_the_conditional_integral_for_every_size_of_correlation():
    rng = np.random.default_rng(1)
    h, k = rng.normal(size=(2, 900)) * 2
    k[:200] = h[:200] + rng.normal(size=200) / 100
    k[200:250], k[250:300] = h[200:250], -h[250:300]
    near_one = rng.choice([-1, 1], 450) * (1 - 10 ** rng.uniform(-8, -1, 450))
    rho = rng.permutation(np.concatenate([rng.uniform(-1, 1, 450), near_one]))
    expected = [conditional_integral(*point) for point in zip(h, k, rho, strict=True)]
    np.testing.assert_allclose(probability(h, k, rho), expected, rtol=0, atol=ATOL)


@pytest.mark.parametrize("rho", [-1, -0.95, -0.5, 0, 0.2, 0.6, 0.93, 1])
def test_orthant_probability_is_sheppards_arc_sine(rho):
    zero = np.zeros(1)
    expected = 0.25 + np.arcsin(rho) / (2 * np.pi)
    assert probability(zero, zero, np.array([float(rho)]))[0] == pytest.approx(
        expected, abs=ATOL
    )


@pytest.mark.parametrize("rho", [-1, -0.97, -0.4, 0, 0.4, 0.97, 1])
def test_infinite_limits_leave_the_margin(rho):
    h = np.array([np.inf, 0.7, -np.inf, 0.7, np.inf])
    k = np.array([0.7, np.inf, 0.7, -np.inf, np.inf])
    expected = [ndtr(0.7), ndtr(0.7), 0, 0, 1]
    found = probability(h, k, np.full(5, float(rho)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=ATOL)


def test_perfect_correlations_are_the_bounds_of_frechet():
    h, k = np.array([0.5, 0.5, -1.0]), np.array([0.2, -0.2, -1.0])
    same = probability(h, k, np.ones(3))
    opposite = probability(h, k, -np.ones(3))
    np.testing.assert_allclose(same, ndtr(np.minimum(h, k)), rtol=0, atol=ATOL)
    bound = np.maximum(ndtr(h) + ndtr(k) - 1, 0)
    np.testing.assert_allclose(opposite, bound, rtol=0, atol=ATOL)


def test_density_is_the_slope_of_the_probability_in_rho():
    rng = np.random.default_rng(2)
    h, k = rng.normal(size=(2, 50))
    rho = rng.uniform(-0.9, 0.9, 50)
    rise = probability(h, k, rho + DIFFERENCE) - probability(h, k, rho - DIFFERENCE)
    value, slope = density_and_slope(h, k, rho)
    np.testing.assert_allclose(value, rise / (2 * DIFFERENCE), atol=1e-8)
    bend = density(h, k, rho + DIFFERENCE) - density(h, k, rho - DIFFERENCE)
    np.testing.assert_allclose(slope, bend / (2 * DIFFERENCE), rtol=1e-6, atol=1e-8)


def beyond(low: float, high: float, rho: float) -> float:
    """P(X <= low, Y > high) as the integral over x of positive values alone, cut finely."""
    spread = np.sqrt((1 - rho) * (1 + rho))
    cuts = low - spread * np.linspace(14, 0, 57)
    low_ends, high_ends = cuts[:-1, None], cuts[1:, None]
    x = (low_ends + high_ends) / 2 + (high_ends - low_ends) / 2 * NODES
    values = np.exp(-x * x / 2) / np.sqrt(2 * np.pi) * ndtr((rho * x - high) / spread)
    return float(((high_ends - low_ends) / 2 * WEIGHTS * values).sum())


@pytest.mark.parametrize("rho", [0.5, 0.8, 0.92, 0.926, 0.955, 0.97, 0.992, 0.999])
def test_what_lies_beyond_limits_far_apart_is_exact_however_rare(rho):
    rng = np.random.default_rng(3)
    low = rng.uniform(-3, 1, 60)
    high = low + rng.uniform(5.1, 14, 60) * np.sqrt(1 - rho**2)
    expected = [beyond(*limits, rho) for limits in zip(low, high, strict=True)]
    assert min(expected) < 1e-30
    for h, k in ((low, high), (high, low), (-low, -high)):
        found = shortfall(h[:, None], k[:, None], np.full(60, rho))[:, 0]
        np.testing.assert_allclose(found, expected, rtol=RARE)


@pytest.mark.parametrize("rho", [0.4, 0.9, 0.94, 0.97, 0.995, 0.999])
def test_the_shortfall_and_the_probability_make_up_the_smaller_margin(rho):
    rng = np.random.default_rng(4)
    h, k = rng.normal(size=(2, 50, 6))
    h[:, 0], k[:, 1], h[:, 2] = np.inf, -np.inf, k[:, 2]
    correlation = np.full(50, float(rho))
    together = shortfall(h, k, correlation) + probability(h, k, correlation)
    np.testing.assert_allclose(together, ndtr(np.minimum(h, k)), rtol=0, atol=ATOL)
