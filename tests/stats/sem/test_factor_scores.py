"""Anchors: lavaan's scores and errors, simulated factors, and orthogonality of errors."""

import numpy as np
import pytest

from analysis.stats.sem.factor_scores import FactorScores, bartlett_scores, regression_scores
from tests.stats.sem.frozen_models import FROZEN, answers, factor_moments, frozen_model

ATOL = 1e-5  # the entries' own
METHODS = {"regression": regression_scores, "Bartlett": bartlett_scores}


def scores_of(name: str, method: str) -> FactorScores:
    frozen, frame = frozen_model(name), answers(name)
    given = frozen.given[0]
    covariance, factor_mean = factor_moments(given)
    values = frame[frozen.items].to_numpy(float)
    return METHODS[method](
        values,
        loadings=given.matrices.lambda_,
        factor_covariance=covariance,
        factor_mean=factor_mean,
        covariance=given.covariance,
        mean=given.mean if frozen.model.mean_structure else values.mean(axis=0),
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("entry", "name"), [("hs", "hs.ml"), ("hs_missing", "hs_missing.fiml")]
)
def test_scores_and_errors_are_those_of_lavaan(entry, name, method):
    frozen = FROZEN[f"scores.{entry}.{method}"]["value"]
    found = scores_of(name, method)
    expected = np.array(frozen["scores"], dtype=float)
    np.testing.assert_allclose(found.scores, expected, rtol=0, atol=ATOL)
    errors = np.array(frozen["se"], dtype=float)
    expected = np.broadcast_to(errors, found.std_error.shape)
    np.testing.assert_allclose(found.std_error, expected, rtol=0, atol=ATOL)


def test_scores_of_the_bfi_are_those_of_lavaan():
    expected = FROZEN["scores.bfi.regression_first100"]["value"]
    found = scores_of("bfi.ml", "regression").scores[:100]
    np.testing.assert_allclose(found, expected, rtol=0, atol=ATOL)


def test_a_factor_without_items_has_no_bartlett_score():
    found = scores_of("hs.second_order", "Bartlett")
    assert np.isnan(found.scores[:, 3]).all()
    assert np.isfinite(found.scores[:, :3]).all()
    assert np.isfinite(scores_of("hs.second_order", "regression").scores).all()


def test_determinacy_and_errors_describe_simulated_factors():
    rng = np.random.default_rng(20)
    loadings = np.zeros((7, 2))
    loadings[:4, 0], loadings[4:, 1] = [0.8, 0.7, 0.6, 0.5], [0.9, 0.6, 0.4]
    phi = np.array([[1.0, 0.4], [0.4, 1.0]])
    theta = 1 - np.diag(loadings @ phi @ loadings.T)
    eta = rng.multivariate_normal(np.zeros(2), phi, size=200_000)
    values = eta @ loadings.T + rng.normal(size=(200_000, 7)) * np.sqrt(theta)
    for method in METHODS.values():
        found = method(
            values,
            loadings=loadings,
            factor_covariance=phi,
            factor_mean=np.zeros(2),
            covariance=loadings @ phi @ loadings.T + np.diag(theta),
            mean=np.zeros(7),
        )
        for f in range(2):
            seen = np.corrcoef(found.scores[:, f], eta[:, f])[0, 1]
            assert found.determinacy[f] == pytest.approx(seen, abs=0.003)
            error = np.std(found.scores[:, f] - eta[:, f])
            assert found.std_error[0, f] == pytest.approx(error, rel=0.01)


def test_people_without_answers_have_no_score():
    loadings = np.full((3, 1), 0.7)
    values = np.array([[1.0, np.nan, 0.5], [np.nan] * 3])
    found = regression_scores(
        values,
        loadings=loadings,
        factor_covariance=np.eye(1),
        factor_mean=np.zeros(1),
        covariance=loadings @ loadings.T + 0.51 * np.eye(3),
        mean=np.zeros(3),
    )
    assert np.isfinite(found.scores[0, 0])
    assert np.isnan([found.scores[1, 0], found.std_error[1, 0]]).all()
