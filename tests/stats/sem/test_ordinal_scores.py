"""Anchors: lavaan's EBM, brute-force integration, and continuous items in closed form."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import ndtr
from scipy.stats import norm

from analysis.stats.sem.factor_scores import regression_scores
from analysis.stats.sem.ordinal_scores import expected_scores, modal_scores
from analysis.stats.sem.response_model import ResponseModel, log_posterior, padded_limits
from tests.stats.sem.frozen_models import (
    FROZEN,
    answers,
    factor_moments,
    frozen_model,
)

EBM_ATOL = 1e-3  # the entry's own: lavaan's optimiser stops early
EXACT = 1e-8


def bfi_model() -> tuple[ResponseModel, np.ndarray]:
    frozen = frozen_model("bfi.wlsmv")
    given = frozen.given[0].matrices
    covariance, mean = factor_moments(frozen.given[0])
    model = ResponseModel(
        loadings=given.lambda_,
        intercepts=given.nu,
        residual_sd=np.sqrt(np.diag(given.theta)),
        ordinal=np.ones(25, dtype=bool),
        limits=padded_limits(given.tau, frozen.model.groups[0].threshold_item, 25),
        factor_mean=mean,
        factor_covariance=covariance,
    )
    return model, answers("bfi.wlsmv")[frozen.items].to_numpy(float) - 1


def one_factor() -> ResponseModel:
    loadings = np.array([[0.8], [0.6], [0.7]])
    return ResponseModel(
        loadings=loadings,
        intercepts=np.zeros(3),
        residual_sd=np.sqrt(1 - loadings[:, 0] ** 2),
        ordinal=np.ones(3, dtype=bool),
        limits=padded_limits(
            np.array([-1.0, 0.0, 1.0, 0.3, -0.5, 0.8]), np.array([0, 0, 0, 1, 2, 2]), 3
        ),
        factor_mean=np.zeros(1),
        factor_covariance=np.eye(1),
    )


def test_limits_are_padded():
    inf = np.inf
    expected = [[-inf, -1, 0, 1, inf], [-inf, 0.3, inf, inf, inf], [-inf, -0.5, 0.8, inf, inf]]
    np.testing.assert_array_equal(one_factor().limits, expected)


def test_modes_are_those_of_lavaan_and_higher():
    model, values = bfi_model()
    found = modal_scores(values[:100], model)
    expected = np.array(FROZEN["scores.bfi.EBM_first100"]["value"])
    assert found.converged.all()
    np.testing.assert_allclose(found.scores, expected, rtol=0, atol=EBM_ATOL)
    ours = log_posterior(values[:100], found.scores[:, None], model)
    theirs = log_posterior(values[:100], expected[:, None], model)
    assert (ours - theirs).min() > -1e-10


@pytest.mark.parametrize("pattern", [[0, 0, 0], [3, 1, 2], [1, 0, 2], [2, np.nan, 0]])
def test_expectations_are_integrals(pattern):
    model = one_factor()
    values = np.array([pattern], dtype=float)

    def density(eta: float) -> float:
        total = norm.pdf(eta)
        for item, answer in enumerate(pattern):
            if np.isnan(answer):
                continue
            low, high = model.limits[item, int(answer) : int(answer) + 2]
            sd, predictor = model.residual_sd[item], model.loadings[item, 0] * eta
            total *= ndtr((high - predictor) / sd) - ndtr((low - predictor) / sd)
        return float(total)

    size = quad(density, -9, 9, epsabs=1e-13)[0]
    mean = quad(lambda x: x * density(x), -9, 9, epsabs=1e-13)[0] / size
    square = quad(lambda x: (x - mean) ** 2 * density(x), -9, 9, epsabs=1e-13)[0] / size
    found = expected_scores(values, model, nodes=25)
    assert found.scores[0, 0] == pytest.approx(mean, abs=1e-6)
    assert found.std_error[0, 0] == pytest.approx(np.sqrt(square), abs=1e-6)


def test_continuous_items_give_regression_scores():
    rng = np.random.default_rng(4)
    loadings = np.array([[0.8, 0], [0.6, 0], [0, 0.7], [0.2, 0.5]])
    phi, theta = np.array([[1.0, 0.3], [0.3, 1.2]]), np.array([0.4, 0.6, 0.5, 0.7])
    mean, factor_mean = np.array([1.0, 2.0, 0.0, -1.0]), np.array([0.2, 0.0])
    values = rng.normal(size=(20, 4))
    values[0, 1] = np.nan
    model = ResponseModel(
        loadings=loadings,
        intercepts=mean - loadings @ factor_mean,
        residual_sd=np.sqrt(theta),
        ordinal=np.zeros(4, dtype=bool),
        limits=np.zeros((4, 2)),
        factor_mean=factor_mean,
        factor_covariance=phi,
    )
    expected = regression_scores(
        values,
        loadings=loadings,
        factor_covariance=phi,
        factor_mean=factor_mean,
        covariance=loadings @ phi @ loadings.T + np.diag(theta),
        mean=mean,
    )
    for found in (modal_scores(values, model), expected_scores(values, model, nodes=5)):
        np.testing.assert_allclose(found.scores, expected.scores, atol=EXACT)
        np.testing.assert_allclose(found.std_error, expected.std_error, atol=EXACT)


def test_determinacy_is_the_correlation_with_simulated_factors():
    rng = np.random.default_rng(7)
    model = one_factor()
    eta = rng.normal(size=50_000)
    latent = (
        eta[:, None] * model.loadings[:, 0] + rng.normal(size=(50_000, 3)) * model.residual_sd
    )
    values = np.column_stack([
        np.searchsorted(cuts[np.isfinite(cuts)], column)
        for cuts, column in zip(model.limits, latent.T, strict=True)
    ]).astype(float)  # fmt: skip
    found = expected_scores(values, model, nodes=11)
    seen = np.corrcoef(found.scores[:, 0], eta)[0, 1]
    assert found.determinacy[0] == pytest.approx(seen, abs=0.01)
    residual = np.sqrt(np.mean((found.scores[:, 0] - eta) ** 2))
    assert np.sqrt((found.std_error**2).mean()) == pytest.approx(residual, rel=0.01)


def test_people_without_answers_have_no_score():
    values = np.array([[1.0, 0.0, 2.0], [np.nan] * 3])
    found = modal_scores(values, one_factor())
    assert np.isfinite(found.scores[0, 0])
    assert np.isnan(found.scores[1, 0])


def test_extreme_answers_have_finite_scores():
    model = one_factor()
    found = modal_scores(np.array([[3.0, 1.0, 2.0], [0.0, 0.0, 0.0]]), model)
    assert found.converged.all()
    assert np.isfinite(found.std_error).all()
