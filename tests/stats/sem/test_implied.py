"""Implied moments by their definition; Jacobians by numeric differentiation."""

import numpy as np
import pytest

from analysis.stats.sem.implied import implied, jacobian, moments
from analysis.stats.sem.layout import Moment, moment_layout
from tests.stats.sem.random_models import elements_of, model, slopes

CLOSED_FORM = 1e-12
NUMERIC = 1e-7  # central differences of step 1e-6 of functions of size one

KINDS = {
    "continuous": np.zeros(5, dtype=bool),
    "ordinal": np.ones(5, dtype=bool),
    "mixed": np.array([False, True, False, True, True]),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("theta", [False, True])
@pytest.mark.parametrize("mean_structure", [False, True])
def test_the_jacobian_is_the_derivative_of_the_moments(kind, theta, mean_structure):
    given = model(ordinal=KINDS[kind], theta=theta, mean_structure=mean_structure)
    at = elements_of(given, np.random.default_rng(1))
    for group in range(2):
        numeric = slopes(lambda x, g=group: moments(given, g, implied(given, g, x)), at)
        np.testing.assert_allclose(jacobian(given, group, at), numeric, atol=NUMERIC)


def test_moments_of_continuous_variables_by_their_definition():
    given = model(ordinal=KINDS["continuous"], theta=False, mean_structure=True)
    at = elements_of(given, np.random.default_rng(2))
    found = implied(given, 1, at)
    part = found.matrices
    inverse = np.linalg.inv(np.eye(3) - part.beta)
    sigma = part.lambda_ @ inverse @ part.psi @ inverse.T @ part.lambda_.T + part.theta
    np.testing.assert_allclose(found.covariance, sigma, atol=CLOSED_FORM)
    mean = part.nu + part.lambda_ @ inverse @ part.alpha
    np.testing.assert_allclose(found.mean, mean, atol=CLOSED_FORM)


@pytest.mark.parametrize("theta", [False, True])
def test_latent_responses_are_standardised_and_both_parameterizations_agree(theta):
    given = model(ordinal=KINDS["mixed"], theta=theta, mean_structure=True)
    at = elements_of(given, np.random.default_rng(3))
    found = implied(given, 0, at)
    ordinal = KINDS["mixed"]
    np.testing.assert_allclose(np.diag(found.covariance)[ordinal], 1.0, atol=CLOSED_FORM)
    part = found.matrices
    inverse = np.linalg.inv(np.eye(3) - part.beta)
    loadings = part.lambda_ @ inverse
    sigma = loadings @ part.psi @ loadings.T + part.theta
    np.testing.assert_allclose(
        found.covariance, sigma * np.outer(found.delta, found.delta), atol=CLOSED_FORM
    )


def test_a_latent_response_without_variance_has_no_moments():
    given = model(ordinal=KINDS["ordinal"], theta=True, mean_structure=True)
    at = elements_of(given, np.random.default_rng(4))
    at[given.groups[0].element[given.groups[0].matrix == 3]] = -5.0
    assert np.isnan(implied(given, 0, at).covariance).any()


def test_the_layout_names_every_moment():
    given = model(ordinal=KINDS["mixed"], theta=False, mean_structure=True)
    found = implied(given, 0, elements_of(given, np.random.default_rng(5)))
    layout = moment_layout(given.groups[0], mean_structure=True)
    vector = moments(given, 0, found)
    for value, kind, i, j, cut in zip(
        vector, layout.kind, layout.variable, layout.other, layout.threshold, strict=True
    ):
        named = {
            Moment.THRESHOLD: lambda c=cut: found.thresholds[c],
            Moment.MEAN: lambda a=i: found.mean[a],
            Moment.VARIANCE: lambda a=i: found.covariance[a, a],
            Moment.COVARIANCE: lambda a=i, b=j: found.covariance[a, b],
        }[Moment(kind)]()
        assert value == named
