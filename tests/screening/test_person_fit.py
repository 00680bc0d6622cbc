"""Anchors: parameters that the answers were drawn from; known behaviour; order of items."""

import numpy as np
import pandas as pd

from analysis.screening.person_fit import LOGISTIC, POINTS, fit_person_fit, person_fit
from analysis.stats.irt.graded_response import GradedItems
from analysis.stats.irt.person_fit_grid import fit_tables
from tests.screening.demo import attentive_codes, questionnaire

LOADING = 0.7
DIMENSIONS = questionnaire().scored
ITEMS = [item for items in DIMENSIONS.values() for item in items]
CUTS = np.array([-1.6, -0.7, 0.3, 1.2])


def people(seed: int, n: int) -> pd.DataFrame:
    codes = attentive_codes(np.random.default_rng(seed), n, questionnaire(), loading=LOADING)
    return pd.DataFrame(codes.astype(float), columns=ITEMS)


def test_the_model_is_the_one_the_answers_were_drawn_from():
    key = fit_person_fit(people(1, 20_000), DIMENSIONS)
    assert key is not None
    own = np.sqrt(1 - LOADING**2)
    slopes = np.full(len(ITEMS), LOGISTIC * LOADING / own)
    intercepts = np.tile(-LOGISTIC * CUTS / own, (len(ITEMS), 1))
    truth = fit_tables(GradedItems(slopes, intercepts), POINTS)
    near = np.abs(POINTS) < 2
    found, expected = (np.exp(t.log_probability[:, :, near]) for t in (key.tables, truth))
    # sampling error at n = 20,000 and the first-order step from observed to latent correlations
    np.testing.assert_allclose(found, expected, rtol=0, atol=0.04)


def test_random_answers_fit_badly_and_extreme_ones_well():
    attentive = people(2, 2_000)
    key = fit_person_fit(attentive, DIMENSIONS)
    assert key is not None
    rng = np.random.default_rng(3)
    anything = pd.DataFrame(rng.integers(1, 6, (500, 30)).astype(float), columns=ITEMS)
    usual = person_fit(attentive, key)
    assert (person_fit(anything, key) < np.quantile(usual, 0.01)).mean() > 0.9
    for end in (1.0, 5.0):
        one_end = pd.DataFrame(np.full((1, 30), end), columns=ITEMS)
        assert person_fit(one_end, key)[0] > np.median(usual)


def test_columns_may_stand_in_any_order_and_gaps_are_left_out():
    answers = people(4, 500)
    key = fit_person_fit(answers, DIMENSIONS)
    assert key is not None
    gaps = answers.mask(np.random.default_rng(5).random(answers.shape) < 0.2)
    gaps.iloc[0] = np.nan
    found = person_fit(gaps, key)
    np.testing.assert_array_equal(found, person_fit(gaps[gaps.columns[::-1]], key))
    assert np.isnan(found[0])
    assert not np.isnan(found[1:]).any()


def test_an_answer_nobody_gave_before_counts_as_its_neighbour():
    answers = people(6, 400)
    key = fit_person_fit(answers.clip(2, 5), DIMENSIONS)
    assert key is not None
    one = answers.iloc[:1].assign(d1_1=1.0)
    np.testing.assert_array_equal(person_fit(one, key), person_fit(one.clip(2, 5), key))


def test_there_is_no_model_without_two_items_that_vary():
    assert fit_person_fit(people(7, 50), {"d1": ITEMS[:1]}) is None
    assert fit_person_fit(people(7, 50) * 0 + 3, DIMENSIONS) is None
