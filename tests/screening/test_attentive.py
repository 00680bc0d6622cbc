"""Anchors: the distributions and correlations that are to be kept; styles that were drawn."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis.screening.attentive import answer_model, cuts, drawn, observed
from analysis.screening.latent_answers import latent_correlations, marginals, slope
from tests.screening.demo import attentive_codes, questionnaire

N = 40_000
SHARE = 0.015  # five binomial standard errors at N, at the most
CORRELATION = 0.03  # five standard errors at N, and the first-order step to latent variables
QUADRATURE = 1e-3  # nine nodes against 200,000 styles
MIDDLES = np.full(30, 3.0)


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    codes = attentive_codes(rng, 2_000, questionnaire(), loading=0.8)
    return pd.DataFrame(codes, columns=[f"i{k}" for k in range(30)]).astype(float)


def simulated(answers: np.ndarray, middles: np.ndarray, spread: float, n: int) -> np.ndarray:
    rng = np.random.default_rng(12)
    model = answer_model(observed(answers, middles), spread)
    return drawn(model, rng.standard_normal((n, answers.shape[1])), rng.standard_normal(n))


@pytest.mark.parametrize("spread", [0.0, 0.4])
def test_distributions_and_correlations_are_kept_whatever_the_styles(people, spread):
    table = pd.DataFrame(
        simulated(people.to_numpy(), MIDDLES, spread, N), columns=people.columns
    )
    for item in people:
        found = table[item].value_counts(normalize=True)
        wanted = people[item].value_counts(normalize=True)
        assert (found - wanted).abs().max() < SHARE
    assert np.abs(table.corr() - people.corr()).to_numpy().max() < CORRELATION


def test_people_of_one_style_are_a_plain_gaussian_copula(people):
    values = people.to_numpy()
    model = answer_model(observed(values, MIDDLES), 0.0)
    codes, thresholds = marginals(values)
    for own, plain, centre in zip(model.thresholds, thresholds, model.centres, strict=True):
        np.testing.assert_allclose(own - centre, plain, atol=1e-9)
    slopes = np.array([slope(c, t) for c, t in zip(codes, thresholds, strict=True)])
    np.testing.assert_allclose(
        model.root @ model.root.T, latent_correlations(values, slopes), atol=1e-12
    )


def test_thresholds_cut_the_stated_shares_over_all_styles():
    below, centre, spread = np.array([0.02, 0.3, 0.9]), 0.6, 0.5
    found = cuts(below, np.full(3, centre), spread)
    styles = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    shares = norm.cdf(found[:, None] / np.exp(spread * styles) - centre).mean(axis=1)
    np.testing.assert_allclose(shares, below, atol=QUADRATURE)


def test_the_middle_of_the_scale_is_the_same_place_for_every_style(people):
    model = answer_model(observed(people.to_numpy(), MIDDLES - 0.5), 0.5)
    for thresholds, codes in zip(model.thresholds, model.codes, strict=True):
        assert thresholds[np.searchsorted(codes, 2.5) - 1] == pytest.approx(0, abs=1e-9)


def test_constant_items_unanswered_items_and_few_people_are_no_obstacle():
    answers = np.array([[3.0] * 5, [np.nan] * 5, [1.0, 2, 3, 4, 5]]).T
    for spread in (0.0, 0.5):
        found = simulated(answers, np.full(3, 3.0), spread, 50)
        assert (found[:, 0] == 3).all()
        assert np.isnan(found[:, 1]).all()
        assert set(found[:, 2]) <= {1, 2, 3, 4, 5}
