"""Anchors: counting; attentive people, of whom the stated share is to lie beyond a cutoff."""

import numpy as np
import pytest

from analysis.screening.consensus import not_computed
from analysis.screening.cutoffs import fit_block, quantile_cutoff, ranked
from analysis.screening.index import Rules
from analysis.screening.indices import INDICES
from analysis.screening.screened_blocks import screened_blocks
from analysis.screening.votes import beyond
from tests.screening.demo import attentive_codes, frames, questionnaire, scores_of_tests, turn

RULES = Rules(
    families_needed=2,
    expected_false_positive=0.02,
    seconds_per_item=2.0,
    max_missing_share=0.5,
    synonym_correlation=0.3,
    simulations=20_000,
)


@pytest.mark.parametrize("direction", ["above", "below"])
@pytest.mark.parametrize("share", [0.01, 0.05, 0.3])
def test_at_most_the_stated_share_lies_beyond(direction, share):
    values = np.random.default_rng(1).integers(0, 40, 5_000).astype(float)
    values[::7] = np.nan
    cutoff = quantile_cutoff(ranked(values, direction), share)
    n = np.count_nonzero(~np.isnan(values))
    assert beyond(values, cutoff, direction).sum() <= share * n
    nearer = cutoff - 1 if direction == "above" else cutoff + 1
    assert beyond(values, nearer, direction).sum() > share * n


def test_a_missing_value_is_never_beyond():
    assert not beyond(np.array([np.nan]), 0.0, "above").any()
    assert not beyond(np.array([np.nan]), 0.0, "below").any()


def test_attentive_people_lie_beyond_as_often_as_stated():
    instrument = questionnaire()
    rng = np.random.default_rng(13)
    raw = turn(attentive_codes(rng, 6_000, instrument), instrument)
    answers, keyed, missing = frames(raw, instrument)
    [(_, block)] = screened_blocks(answers, keyed, missing, {"demo": instrument})
    fitted = fit_block(block, INDICES, RULES, np.random.default_rng(14))
    for index in INDICES:
        cutoff = fitted.cutoffs[index.id]
        if index.basis == "simulated_attentive":
            values = index.value(block, fitted.learned)
            share = beyond(values, cutoff.value, index.direction).mean()
            # 5 binomial standard errors at n = 6,000, and items in coarse steps below .02
            assert share < 0.02 + 0.009, index.id


def test_an_index_that_attentive_people_drive_to_its_limit_is_not_used():
    # with three dimensions, the correlation of three points is -1 for many attentive people
    instrument = questionnaire(dimensions=3)
    raw = turn(attentive_codes(np.random.default_rng(19), 300, instrument), instrument)
    answers, keyed, missing = frames(raw, instrument)
    [(_, block)] = screened_blocks(answers, keyed, missing, {"demo": instrument})
    fitted = fit_block(block, INDICES, RULES, np.random.default_rng(20))
    assert fitted.cutoffs["even_odd"].reason == "attentive_people_reach_its_limit"
    assert np.isnan(fitted.cutoffs["even_odd"].value)


def test_few_people_leave_only_the_stated_cutoffs():
    instrument = questionnaire()
    raw = turn(attentive_codes(np.random.default_rng(15), 20, instrument), instrument)
    answers, keyed, missing = frames(raw, instrument)
    [(_, block)] = screened_blocks(answers, keyed, missing, {"demo": instrument})
    fitted = fit_block(block, INDICES, RULES, np.random.default_rng(16))
    reasons = {name: cutoff.reason for name, cutoff in fitted.cutoffs.items()}
    assert reasons["longstring"] == "fewer_than_thirty_clear_responses"
    assert reasons["attention"] == reasons["missing_share"] == ""
    assert reasons["response_time"] == "no_seconds"


@pytest.mark.parametrize("n", [20, 50, 300])
def test_scores_of_tests_are_no_answers_to_judge_however_many(n):
    [(name, block)] = screened_blocks(*scores_of_tests(n))
    fitted = fit_block(block, INDICES, RULES, np.random.default_rng(21))
    reasons = {name: cutoff.reason for name, cutoff in fitted.cutoffs.items()}
    assert reasons.pop("response_time") == "no_seconds"
    assert reasons.pop("attention") == "no_attention_items"
    assert set(reasons.values()) == {"no_scored_items"}
    told = not_computed(name, fitted, INDICES, RULES.families_needed)
    assert [one["note"] for one in told] == ["scores_not_screened"]


def test_times_of_ready_scores_are_judged_and_what_else_lacks_is_told():
    [(name, block)] = screened_blocks(*scores_of_tests(50, seconds=np.full(50, 60.0)))
    fitted = fit_block(block, INDICES, RULES, np.random.default_rng(22))
    assert fitted.cutoffs["response_time"].reason == ""
    told = [*not_computed(name, fitted, INDICES, RULES.families_needed)]
    assert [one["note"] for one in told] == [
        "scores_not_screened",
        "index_not_computed",
        "fewer_families_than_needed",
    ]
    assert told[1]["index"] == "attention"


def test_fewer_than_two_people_an_item_leave_no_mahalanobis_distance():
    instrument = questionnaire()
    raw = turn(attentive_codes(np.random.default_rng(17), 50, instrument), instrument)
    answers, keyed, missing = frames(raw, instrument)
    [(_, block)] = screened_blocks(answers, keyed, missing, {"demo": instrument})
    fitted = fit_block(block, INDICES, RULES, np.random.default_rng(18))
    assert fitted.cutoffs["mahalanobis"].reason == "no_usable_covariance"
    assert fitted.cutoffs["longstring"].reason == ""
