"""Chance deviations and what a model cannot follow of them: projections and chi-square."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.stats import chi2

from analysis.stats.sem.step_cutoffs import chance_deviations, followed

EXACT = 1e-10
DRAWS = 20_000
PEOPLE = [300.0, 500.0]


@pytest.fixture
def groups():
    """Slopes and weights of two groups with 12 moments each and 5 shared parameters."""
    rng = np.random.default_rng(3)
    slopes = [csr_array(rng.normal(size=(12, 5))) for _ in PEOPLE]
    return slopes, [rng.uniform(0.5, 2, 12) for _ in PEOPLE]


def test_what_is_left_is_a_weighted_projection(groups):
    slopes, weights = groups
    drawn = [np.random.default_rng(4).normal(size=(12, 7)) for _ in PEOPLE]
    found = followed(slopes, weights, PEOPLE, drawn)
    root = [np.sqrt(n * w) for n, w in zip(PEOPLE, weights, strict=True)]
    tall = np.vstack([r[:, None] * d.toarray() for r, d in zip(root, slopes, strict=True)])
    told = np.vstack([r[:, None] * e for r, e in zip(root, drawn, strict=True)])
    expected = told - tall @ np.linalg.lstsq(tall, told, rcond=None)[0]
    shown = np.vstack([r[:, None] * e for r, e in zip(root, found.left, strict=True)])
    np.testing.assert_allclose(shown, expected, atol=EXACT * np.abs(told).max())
    np.testing.assert_allclose(found.statistic, (expected**2).sum(axis=0), rtol=EXACT)


def test_a_deviation_that_the_model_can_follow_costs_nothing(groups):
    slopes, weights = groups
    drawn = [slope @ np.ones((5, 1)) for slope in slopes]
    found = followed(slopes, weights, PEOPLE, drawn)
    np.testing.assert_allclose(found.statistic, 0, atol=EXACT)


def test_whole_weights_do_as_their_diagonal(groups):
    slopes, weights = groups
    drawn = [np.random.default_rng(8).normal(size=(12, 7)) for _ in PEOPLE]
    found = followed(slopes, weights, PEOPLE, drawn)
    whole = followed(slopes, [np.diag(each) for each in weights], PEOPLE, drawn)
    np.testing.assert_allclose(whole.statistic, found.statistic, rtol=EXACT)


def test_with_the_right_weights_the_cost_is_chi_square(groups):
    slopes, weights = groups
    gammas = [np.diag(1 / weight) for weight in weights]
    rng = np.random.default_rng(5)
    drawn = chance_deviations(gammas, PEOPLE, draws=DRAWS, rng=rng)
    found = followed(slopes, weights, PEOPLE, drawn)
    reference = chi2(24 - 5)
    tail = np.mean(found.statistic > reference.ppf(0.95))
    assert found.statistic.mean() == pytest.approx(
        reference.mean(), abs=4 * reference.std() / DRAWS**0.5
    )
    assert tail == pytest.approx(0.05, abs=4 * (0.05 * 0.95 / DRAWS) ** 0.5)


def test_deviations_spread_as_gamma_says():
    gamma = np.array([[2.0, 0.6], [0.6, 1.0]])
    drawn = chance_deviations([gamma], [100.0], draws=DRAWS, rng=np.random.default_rng(6))[0]
    np.testing.assert_allclose(np.cov(drawn) * 100, gamma, atol=0.08)
