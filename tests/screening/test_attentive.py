"""Anchors: the distributions and correlations that are to be kept; the bivariate normal."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import multivariate_normal, norm

from analysis.screening.attentive import attentive_answers, latent_correlations, slope
from tests.screening.demo import attentive_codes, questionnaire

N = 40_000
SHARE = 0.015  # five binomial standard errors at N, at the most
CORRELATION = 0.03  # five standard errors at N, and the first-order step to latent variables


@pytest.fixture(scope="module")
def people() -> pd.DataFrame:
    rng = np.random.default_rng(11)
    codes = attentive_codes(rng, 2_000, questionnaire(), loading=0.8)
    return pd.DataFrame(codes, columns=[f"i{k}" for k in range(30)]).astype(float)


def test_distributions_and_correlations_are_kept(people):
    drawn = attentive_answers(people, np.random.default_rng(12).standard_normal((N, 30)))
    for item in people:
        found = drawn[item].value_counts(normalize=True)
        wanted = people[item].value_counts(normalize=True)
        assert (found - wanted).abs().max() < SHARE
    assert np.abs(drawn.corr() - people.corr()).to_numpy().max() < CORRELATION


def test_slope_is_the_polyserial_one():
    codes, thresholds = np.array([1.0, 2.0, 5.0]), np.array([-0.4, 1.1])
    z = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    cut = codes[np.searchsorted(thresholds, z)]
    assert slope(codes, thresholds) == pytest.approx(np.corrcoef(z, cut)[0, 1], abs=1e-4)


def test_latent_correlation_comes_back_from_a_cut_at_the_median():
    rho = 0.3
    both_low = multivariate_normal(cov=[[1, rho], [rho, 1]]).cdf([0, 0])
    n = 100_000
    low = round(both_low * n)
    rows = np.repeat(
        [[1, 1], [1, 2], [2, 1], [2, 2]], [low, n // 2 - low, n // 2 - low, low], 0
    )
    table = rows.astype(float)
    slopes = np.full(2, slope(np.array([1.0, 2.0]), np.zeros(1)))
    # the step is exact to first order in rho; the next term is rho cubed over six
    assert latent_correlations(table, slopes)[0, 1] == pytest.approx(rho, abs=rho**3 / 5)


def test_constant_items_unanswered_items_and_few_people_are_no_obstacle():
    answers = pd.DataFrame({"a": [3.0] * 5, "b": [np.nan] * 5, "c": [1.0, 2, 3, 4, 5]})
    drawn = attentive_answers(answers, np.random.default_rng(1).standard_normal((50, 3)))
    assert (drawn["a"] == 3).all()
    assert drawn["b"].isna().all()
    assert set(drawn["c"]) <= {1, 2, 3, 4, 5}
