"""Cleary's model, d_Mod and the omnibus test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import f as fisher_f
from scipy.stats import norm

from analysis.stats.cleary import cleary
from analysis.stats.dmod import d_mod, d_mod_of_moments, resampled_moments
from analysis.stats.score_test import omnibus_test

CLOSED_FORM = 1e-10
QUADRATURE = 1e-7  # adaptive integration of a kinked function


@given(*[st.floats(-1, 1) for _ in range(3)], st.floats(0.2, 2), st.floats(0.5, 2))
def test_d_mod_is_the_integral_of_its_definition(intercept, slope, mean, sd, scale):
    found = d_mod(*(np.array(v) for v in (intercept, slope, mean, sd, scale)))
    density = norm(mean, sd)
    kink = [-intercept / slope] if abs(slope) > 1e-6 else []
    ends = (mean - 10 * sd, mean + 10 * sd)
    inside = [k for k in kink if ends[0] < k < ends[1]]

    def integral(shape):
        return quad(
            lambda x: shape(intercept + slope * x) * density.pdf(x) / scale,
            *ends,
            points=inside or None,
            limit=200,
        )[0]

    assert found.signed == pytest.approx(integral(lambda d: d), abs=QUADRATURE)
    assert found.unsigned == pytest.approx(integral(abs), abs=QUADRATURE)
    assert found.over == pytest.approx(integral(lambda d: max(d, 0)), abs=QUADRATURE)
    assert found.under == pytest.approx(integral(lambda d: min(d, 0)), abs=QUADRATURE)


def drawn(n, intercept, slope, seed=1):
    rng = np.random.default_rng(seed)
    focal = rng.random(n) < 0.4
    x = rng.normal(size=n) - 0.3 * focal
    y = 0.4 * x + focal * (intercept + slope * x) + rng.normal(size=n)
    return x, y, focal


def test_d_mod_of_people_is_that_of_two_regressions():
    x, y, focal = drawn(300, -0.3, 0.2)
    clusters = np.arange(300)
    sides = [
        resampled_moments(x[s], y[s], clusters[s], np.ones((1, 300))) for s in (~focal, focal)
    ]
    found = d_mod_of_moments(*sides)
    lines = [np.polyfit(x[s], y[s], 1) for s in (~focal, focal)]
    difference = np.polyval(lines[0] - lines[1], x[focal]).mean()
    assert found.signed[0] == pytest.approx(difference / y[~focal].std(ddof=1), abs=CLOSED_FORM)


def test_resampled_moments_are_those_of_the_copied_people():
    x, y, _ = drawn(30, 0, 0)
    clusters = np.arange(30) // 5
    counts = np.array([[2, 0, 1, 3, 0, 0]])
    found = resampled_moments(x, y, clusters, counts)[0]
    copied = np.repeat(np.arange(30), counts[0][clusters])
    a, b = x[copied], y[copied]
    expected = [a.mean(), b.mean(), a.var(ddof=1), np.cov(a, b)[0, 1], b.var(ddof=1)]
    np.testing.assert_allclose(found, expected, atol=CLOSED_FORM)


def test_cleary_is_the_difference_of_two_regressions():
    x, y, focal = drawn(400, -0.5, 0.3)
    found = cleary(x, y, focal, np.arange(400), confidence=0.95, power=0.8)
    slopes = [np.polyfit(x[s], y[s], 1)[0] for s in (focal, ~focal)]
    assert found.slope == pytest.approx(slopes[0] - slopes[1], abs=CLOSED_FORM)
    common = np.linalg.lstsq(np.column_stack([np.ones(400), x, focal]), y, rcond=None)[0]
    assert found.intercept == pytest.approx(common[2], abs=CLOSED_FORM)


@pytest.mark.slow
def test_the_detectable_slope_difference_is_found_with_its_power():
    rejected, detectable = 0, 0.45
    sizes = []
    for seed in range(400):
        x, y, focal = drawn(200, 0, detectable, seed)
        found = cleary(x, y, focal, np.arange(200), confidence=0.95, power=0.8)
        rejected += int(found.slope_inference.p_value[0] < 0.05)
        sizes.append(found.detectable)
    assert np.mean(sizes) == pytest.approx(detectable, abs=0.04)
    assert 0.72 <= rejected / 400 <= 0.9


def test_omnibus_test_of_one_predictor_is_a_t_test_of_products():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(50, 1)), rng.normal(size=50)
    found = omnibus_test(x, y, np.arange(50))
    products = (x[:, 0] - x.mean()) * (y - y.mean())
    t = products.mean() / (products.std(ddof=1) / np.sqrt(50))
    assert found.statistic == pytest.approx(t**2, rel=CLOSED_FORM)
    assert found.p_value == pytest.approx(fisher_f.sf(t**2, 1, 49), rel=CLOSED_FORM)


def test_too_few_clusters_have_no_omnibus_test():
    rng = np.random.default_rng(2)
    found = omnibus_test(rng.normal(size=(40, 5)), rng.normal(size=40), np.arange(40) // 8)
    assert np.isnan(found.p_value)


@pytest.mark.slow
def test_omnibus_test_keeps_its_level_in_clusters():
    """24 clusters of 20, a fifth of criterion and scores' variance between them."""
    rng = np.random.default_rng(3)
    codes = np.repeat(np.arange(24), 20)
    rejected = 0
    for _ in range(1000):
        shared = np.sqrt(0.2) * rng.normal(size=(24, 6))[codes]
        x = shared[:, :5] + np.sqrt(0.8) * rng.normal(size=(480, 5))
        y = shared[:, 5] + np.sqrt(0.8) * rng.normal(size=480)
        rejected += int(omnibus_test(x, y, codes).p_value < 0.05)
    assert 0.02 <= rejected / 1000 <= 0.075
