"""Satorra-Bentler pieces against their definition with V and Gamma written out."""

import numpy as np
import pytest

from analysis.stats.sem.answers import Answers, patterns
from analysis.stats.sem.implied import implied, jacobian
from analysis.stats.sem.normal_theory import moment_gamma, moment_spread, normal_weight
from tests.stats.sem.random_models import elements_of, model

CLOSED_FORM = 1e-10


def duplication(p: int) -> np.ndarray:
    rows, columns = np.triu_indices(p)
    result = np.zeros((p * p, len(rows)))
    for position, (i, j) in enumerate(zip(rows, columns, strict=True)):
        result[i * p + j, position] = result[j * p + i, position] = 1.0
    return result


def test_the_weight_is_half_of_the_duplicated_kronecker_product():
    a = np.random.default_rng(1).standard_normal((4, 9))
    sigma = a @ a.T
    inverse, twice = np.linalg.inv(sigma), duplication(4)
    wanted = 0.5 * twice.T @ np.kron(inverse, inverse) @ twice
    found = normal_weight(sigma, mean_structure=True)
    np.testing.assert_allclose(found[4:, 4:], wanted, rtol=CLOSED_FORM, atol=CLOSED_FORM)
    np.testing.assert_allclose(found[:4, :4], inverse, rtol=CLOSED_FORM, atol=CLOSED_FORM)
    assert not found[:4, 4:].any()


@pytest.mark.parametrize("mean_structure", [False, True])
def test_products_of_weight_and_gamma_without_forming_them(mean_structure):
    rng = np.random.default_rng(2)
    given = model(ordinal=np.zeros(5, dtype=bool), theta=False, mean_structure=mean_structure)
    at = elements_of(given, rng)
    people = [Answers(rng.exponential(size=(n, 5)), np.ones(n), None) for n in (70, 50)]
    samples = [patterns(group)[0] for group in people]
    found = moment_spread(given, people, samples, at)
    middle, trace = np.zeros((len(at), len(at))), 0.0
    for group, share in enumerate((70 / 120, 50 / 120)):
        weight = normal_weight(
            implied(given, group, at).covariance, mean_structure=mean_structure
        )
        gamma = moment_gamma(people[group], samples[group], mean_structure=mean_structure)
        turned = weight @ jacobian(given, group, at)
        middle += share * turned.T @ gamma @ turned
        trace += np.trace(weight @ gamma)
    np.testing.assert_allclose(found.middle, middle, atol=CLOSED_FORM * np.abs(middle).max())
    assert found.trace == pytest.approx(trace, rel=CLOSED_FORM)
