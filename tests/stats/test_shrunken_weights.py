"""Ridge, Bayesian and Pareto weights, and the planning of people."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.stats.bayes_weights import NormalInverseGamma, bayes_weights, posterior
from analysis.stats.composite_weights import composite_weights, least_squares_slopes
from analysis.stats.correlation_difference import (
    difference_variance,
    gain_variance,
    people_needed,
    power_of_gain,
)
from analysis.stats.pareto import pareto_weights
from analysis.stats.ridge import gcv, ridge_path
from analysis.weighting.elastic_net import elastic_net_slopes

CLOSED_FORM = 1e-10
NEAR = 1e-6  # what is left of a limit at a penalty of 1e8


def data_of(seed, n=60, p=4):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    y = x @ np.linspace(0.6, 0.1, p) + 2 * rng.normal(size=n)
    z = np.column_stack([x, y])
    return (z - z.mean(0)) / z.std(0)


@given(st.integers(0, 200), st.floats(0.01, 10))
def test_ridge_is_least_squares_on_data_with_pseudo_people(seed, penalty):
    z = data_of(seed)
    n, p = len(z), z.shape[1] - 1
    x = np.vstack([z[:, :-1], np.sqrt(n * penalty) * np.eye(p)])
    y = np.append(z[:, -1], np.zeros(p))
    expected = np.linalg.lstsq(x, y, rcond=None)[0]
    matrix = np.corrcoef(z, rowvar=False)[None]
    found = ridge_path(matrix, np.array([penalty]))[0, 0]
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_ridge_lies_between_least_squares_and_zero_order_correlations():
    matrix = np.corrcoef(data_of(1), rowvar=False)[None]
    found = ridge_path(matrix, np.array([1e-12, 1e8]))[0]
    np.testing.assert_allclose(found[0], least_squares_slopes(matrix)[0], atol=CLOSED_FORM)
    np.testing.assert_allclose(1e8 * found[1], matrix[0, :-1, -1], atol=NEAR)


def test_gcv_is_leave_one_out_with_mean_leverage():
    z = data_of(2)
    n = len(z)
    matrix = np.corrcoef(z, rowvar=False)
    for penalty in (0.05, 1.0):
        hat = z[:, :-1] @ np.linalg.solve(
            z[:, :-1].T @ z[:, :-1] + n * penalty * np.eye(4), z[:, :-1].T
        )
        residuals = z[:, -1] - hat @ z[:, -1]
        expected = (residuals**2).mean() / (1 - (np.trace(hat) + 1) / n) ** 2
        found = gcv(matrix, np.array([penalty]), n=n)[0]
        assert found == pytest.approx(expected, rel=CLOSED_FORM)


def test_elastic_net_without_absolute_penalty_is_ridge_and_solves_its_problem():
    matrix = np.corrcoef(data_of(3), rowvar=False)
    ridge = ridge_path(matrix, np.array([0.2]))[0]
    assert (ridge > 0).all()
    found = elastic_net_slopes(matrix[None], np.array([[0.2, 1e-9]]))[0]
    np.testing.assert_allclose(found, ridge, atol=1e-5)

    def objective(w):
        fit = w @ matrix[:4, :4] @ w / 2 - w @ matrix[:4, 4]
        return fit + 0.1 * (0.5 * np.abs(w).sum() + 0.25 * (w @ w))

    mixed = elastic_net_slopes(matrix[None], np.array([[0.1, 0.5]]))[0]
    best = minimize(objective, mixed, bounds=[(0, None)] * 4, tol=1e-14)
    assert objective(mixed) <= best.fun + 1e-9


def test_posterior_is_that_of_prior_people_added_to_the_data():
    """A conjugate prior is a study: its people and this year's, taken together."""
    old, new = data_of(4, n=30), data_of(5, n=80)

    def sums(z):
        return z[:, :-1].T @ z[:, :-1], z[:, :-1].T @ z[:, -1], z[:, -1] @ z[:, -1], len(z)

    nothing = NormalInverseGamma(np.zeros(4), np.zeros((4, 4)), np.array(0.0), np.array(0.0))
    in_turn = posterior(posterior(nothing, *sums(old)), *sums(new))
    at_once = posterior(nothing, *sums(np.vstack([old, new])))
    for name in ("mean", "precision", "shape", "scale"):
        np.testing.assert_allclose(
            getattr(in_turn, name), getattr(at_once, name), rtol=1e-9, err_msg=name
        )
    z = np.vstack([old, new])
    slopes, rest, *_ = np.linalg.lstsq(z[:, :-1], z[:, -1], rcond=None)
    np.testing.assert_allclose(at_once.mean, slopes, atol=CLOSED_FORM)
    assert at_once.scale == pytest.approx(rest[0] / 2)


def test_bayesian_weights_go_from_the_prior_to_the_evidence():
    matrix = np.corrcoef(data_of(6), rowvar=False)[None]
    prior = np.array([0.4, 0.3, 0.2, 0.1])
    many = bayes_weights(matrix, n=np.array([60]), prior_weights=prior, prior_people=1e12)
    np.testing.assert_allclose(many[0] / many.sum(), prior, atol=NEAR)
    few = bayes_weights(matrix, n=np.array([60]), prior_weights=prior, prior_people=1e-9)
    np.testing.assert_allclose(few, least_squares_slopes(matrix), atol=NEAR)
    as_many = bayes_weights(matrix, n=np.array([60]), prior_weights=prior, prior_people=60)
    np.testing.assert_allclose(as_many, (many + few) / 2, atol=NEAR)


def test_no_weights_are_better_in_both_aims():
    within = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    validities, differences = np.array([0.4, 0.3, 0.2]), np.array([0.8, 0.3, 0.0])
    found = pareto_weights(within, validities, differences, np.linspace(0, 1, 21))
    nnls = np.eye(4)
    nnls[:3, :3], nnls[3, :3], nnls[:3, 3] = within, validities, validities
    np.testing.assert_allclose(found[0], composite_weights(nnls[None], "nnls")[0])
    found = found[~np.isnan(found).any(axis=1)]
    rng = np.random.default_rng(1)
    others = rng.dirichlet(np.ones(3) * 0.7, size=5000)

    def aims(w):
        size = np.sqrt(np.einsum("bp,pq,bq->b", w, within, w))
        return w @ validities / size, w @ differences / size

    for validity, difference in zip(*aims(found), strict=True):
        v, d = aims(others)
        assert not ((v > validity + 1e-9) & (d < difference - 1e-9)).any()


def test_difference_of_a_correlation_from_itself_has_no_variance():
    assert difference_variance(0.4, 0.4, 1.0) == pytest.approx(0, abs=CLOSED_FORM)
    assert difference_variance(0.0, 0.0, 0.0) == pytest.approx(2)


def test_variance_of_the_difference_in_drawn_samples():
    rng = np.random.default_rng(7)
    r = np.array([[1, 0.8, 0.5], [0.8, 1, 0.4], [0.5, 0.4, 1]])
    drawn = rng.normal(size=(4000, 200, 3)) @ np.linalg.cholesky(r).T
    z = drawn - drawn.mean(axis=1, keepdims=True)
    covariance = np.einsum("bni,bnj->bij", z, z)
    sd = np.sqrt(np.einsum("bii->bi", covariance))
    correlations = covariance / (sd[:, :, None] * sd[:, None, :])
    differences = correlations[:, 0, 2] - correlations[:, 1, 2]
    expected = gain_variance(0.4, 0.1)  # 0.4 = .8 x .5: the first is the best composite
    assert 200 * differences.var() == pytest.approx(expected, rel=0.08)


def test_people_needed_and_power_are_two_ways_of_one_question():
    how = {"folds": 8, "repeats": 5, "design_effect": 1.3, "confidence": 0.95}
    n = people_needed(0.3, 0.05, power=0.8, **how)
    assert power_of_gain(0.3, 0.05, n=round(n), **how) == pytest.approx(0.8, abs=0.001)
    assert people_needed(0.3, 0.025, power=0.8, **how) > 2 * n


def test_collinear_predictors_share_what_their_sum_has():
    rng = np.random.default_rng(9)
    x = rng.normal(size=(50, 2))
    y = x @ [0.5, 0.2] + rng.normal(size=50)
    columns = np.column_stack([x[:, 0], x[:, 0], x[:, 1], y])
    options = {"n": np.array([50]), "prior_people": 30}
    twins = bayes_weights(
        np.corrcoef(columns, rowvar=False)[None], prior_weights=np.ones(3) / 3, **options
    )
    once = bayes_weights(
        np.corrcoef(columns[:, 1:], rowvar=False)[None],
        prior_weights=np.array([2.0, 1.0]) / 3,
        **options,
    )
    np.testing.assert_allclose(twins[0], [once[0, 0] / 2] * 2 + [once[0, 1]], atol=1e-10)
