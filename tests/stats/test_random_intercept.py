import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from analysis.stats.random_intercept import random_intercept
from tests.stats.frozen_validity import MIXED, clustered_data, expected

FIXED, VARIANCES, LIKELIHOOD, DEGREES = 1e-5, 1e-4, 1e-5, 1e-2  # tolerances of the entries
EXACT = 1e-8


@pytest.mark.parametrize("method", ["REML", "ML"])
@pytest.mark.parametrize("model", ["null", "ri"])
@pytest.mark.parametrize("name", MIXED)
def test_agrees_with_lmer(name, model, method):
    design, y, clusters = clustered_data(name)
    design = design if model == "ri" else design[:, :1]
    fit = random_intercept(design, y, clusters, restricted=method == "REML")
    value = expected(f"{name}.{model}.{method}")
    fixed = value["fixed"]["columns"]
    np.testing.assert_allclose(fit.coefficients, fixed["Estimate"], atol=FIXED)
    errors = np.sqrt(np.diag(fit.covariance))
    np.testing.assert_allclose(errors, fixed["Std. Error"], atol=FIXED)
    np.testing.assert_allclose(fit.df, fixed["df"], rtol=DEGREES)
    variances = value["varcorr"]["columns"]["vcov"]
    np.testing.assert_allclose([fit.between, fit.within], variances, rtol=VARIANCES)
    assert fit.log_likelihood == pytest.approx(value["logLik"], abs=LIKELIHOOD)


@pytest.mark.parametrize("name", MIXED)
def test_the_share_between_clusters_agrees_with_lmer(name):
    design, y, clusters = clustered_data(name)
    fit = random_intercept(design[:, :1], y, clusters, restricted=True)
    share = fit.between / (fit.between + fit.within)
    assert share == pytest.approx(expected(f"{name}.nakagawa_icc")["icc"], abs=FIXED)


def test_the_likelihood_is_that_of_the_normal_density():
    rng = np.random.default_rng(2)
    clusters = np.repeat(np.arange(6), [2, 5, 3, 4, 1, 5])
    design = np.column_stack([np.ones(20), rng.normal(size=20)])
    y = design @ [1, 0.5] + rng.normal(size=6)[clusters] + rng.normal(size=20)
    fit = random_intercept(design, y, clusters, restricted=False)
    same = clusters[:, None] == clusters[None, :]
    covariance = fit.between * same + fit.within * np.eye(20)
    density = multivariate_normal(design @ fit.coefficients, covariance).logpdf(y)
    assert fit.log_likelihood == pytest.approx(density, abs=EXACT)
    inverse = np.linalg.inv(design.T @ np.linalg.solve(covariance, design))
    np.testing.assert_allclose(fit.covariance, inverse, atol=EXACT)


def test_balanced_clusters_have_the_variances_of_the_analysis_of_variance():
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(8), 5)
    y = 2 * rng.normal(size=8)[clusters] + rng.normal(size=40)
    fit = random_intercept(np.ones((40, 1)), y, clusters, restricted=True)
    means = y.reshape(8, 5).mean(axis=1)
    within = ((y.reshape(8, 5) - means[:, None]) ** 2).sum() / 32
    between = 5 * means.var(ddof=1)
    assert fit.within == pytest.approx(within, rel=1e-6)
    assert fit.between == pytest.approx((between - within) / 5, rel=1e-6)
    assert fit.df[0] == pytest.approx(7, rel=1e-4)


def test_no_variance_between_clusters_gives_least_squares():
    clusters = np.repeat(np.arange(5), 4)
    x = np.tile([-1.5, -0.5, 0.5, 1.5], 5)
    y = 2 + x + np.tile([0.1, -0.2, -0.2, 0.3], 5)
    design = np.column_stack([np.ones(20), x])
    fit = random_intercept(design, y, clusters, restricted=True)
    assert fit.between == 0
    slopes = np.linalg.lstsq(design, y, rcond=None)[0]
    np.testing.assert_allclose(fit.coefficients, slopes, atol=EXACT)
    np.testing.assert_allclose(fit.df, 18, rtol=1e-4)


@given(st.integers(0, 1000))
def test_contrasts_are_combinations_of_the_coefficients(seed):
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(10), 6)
    design = np.column_stack([np.ones(60), rng.normal(size=(60, 2))])
    y = rng.normal(size=10)[clusters] + rng.normal(size=60)
    plain = random_intercept(design, y, clusters, restricted=True)
    wanted = np.array([[0.0, 1.0, 0.0], [0.0, -1.0, 1.0]])
    fit = random_intercept(design, y, clusters, restricted=True, contrasts=wanted)
    np.testing.assert_allclose(fit.coefficients, wanted @ plain.coefficients, atol=EXACT)
    assert fit.df[0] == pytest.approx(plain.df[1], rel=1e-6)
    assert fit.covariance[1, 1] == pytest.approx(
        wanted[1] @ plain.covariance @ wanted[1], abs=EXACT
    )


def test_what_is_explained_exactly_leaves_no_variance():
    rng = np.random.default_rng(8)
    design = np.column_stack([np.ones(40), rng.normal(size=40)])
    found = random_intercept(design, design @ [1.0, 2.0], np.arange(40) // 5, restricted=True)
    np.testing.assert_allclose(found.coefficients, [1, 2], atol=1e-12)
    assert (found.between, found.within) == (0, 0)
    assert np.isnan(found.df).all()
