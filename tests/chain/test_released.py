"""A released key counts nobody by himself, and still scores nearly as the study did."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from analysis.chain.released import released_kpi, released_scale, released_thresholds
from analysis.criterion.criterion_key import FittedKpi
from analysis.scoring.score_key import Scale, norms_of
from analysis.stats.percentile import mid_percentile, norm_distribution
from analysis.stats.transforms import blom_scores, normal_score

LEAST = 5


def scale_of(scores: np.ndarray) -> Scale:
    norms = norm_distribution(scores)
    return Scale(
        **{"instrument": "i", "source": "self", "wave": 1, "dimension": "d", "items": ["a"]},
        **{"min_answered": 0.5, "n": len(scores), "mean": 0.0, "sd": 1.0},
        **{"coefficient": "", "reliability": None, "reliability_reason": ""},
        norm_scores=norms.scores.tolist(),
        norm_counts=norms.counts.tolist(),
    )


@pytest.mark.parametrize("seed", range(20))
def test_percentiles_move_by_no_more_than_the_people_joined(seed):
    rng = np.random.default_rng(seed)
    scores = np.clip(np.round(rng.normal(3.5, 0.7, 300) * 20) / 20, 1, 5)
    exact, released = scale_of(scores), released_scale(scale_of(scores), LEAST)
    assert min(released.norm_counts) >= LEAST
    assert sum(released.norm_counts) == 300
    # a cell holds fewer than LEAST beside its most frequent score, or fewer than twice LEAST
    found, expected = (mid_percentile(norms_of(s), scores) for s in (released, exact))
    assert np.abs(found - expected).max() <= 100 * 2 * LEAST / 300


def test_no_score_of_one_person_is_left_at_the_ends():
    scores = np.r_[-9.25, np.random.default_rng(1).uniform(1, 5, 200), 77.5]
    released = released_scale(scale_of(scores), LEAST)
    assert released.norm_scores[0] > -9.25
    assert released.norm_scores[-1] < 77.5
    assert not set(released.norm_scores) & set(scores.tolist())


def kpi_of(values: np.ndarray) -> FittedKpi:
    ranks = blom_scores(values)
    return FittedKpi(
        **{"definition": {}, "share": 1.0, "coefficients": {}, "control_means": {}},
        **{
            "intercept_at_means": 0.0,
            "r_squared": 0.0,
            "n": len(values),
            "mean": 0.0,
            "sd": 1.0,
        },
        rank_values=ranks.values.tolist(),
        rank_scores=ranks.scores.tolist(),
        rank_counts=ranks.counts.tolist(),
        periods=None,
    )


def test_ranked_values_are_of_several_people_and_keep_their_normal_scores():
    values = np.r_[np.zeros(120), np.random.default_rng(3).lognormal(3, 1, 300)]
    exact, released = kpi_of(values), released_kpi(kpi_of(values), LEAST)
    assert min(released.rank_counts) >= LEAST
    assert set(released.rank_values) & set(values.tolist()) == {0.0}
    found, expected = (normal_score(k.ranks, values) for k in (released, exact))
    inner = np.abs(expected) < 2
    # five of 420 people span .1 of a standard score within two of the mean; beside the 120
    # who share a value, the gap that is interpolated over is wider
    assert np.abs(found - expected)[inner].max() < 0.2
    assert np.abs(found - expected)[inner & (values > 3)].max() < 0.1


def test_nothing_is_left_of_an_indicator_that_is_not_ranked():
    plain = replace(kpi_of(np.arange(9.0)), rank_values=[], rank_scores=[], rank_counts=[])
    assert released_kpi(plain, LEAST) == plain


def thresholds_of(counts: list[int]) -> pd.DataFrame:
    below = np.cumsum(counts)[:-1]
    with np.errstate(divide="ignore"):
        estimate = ndtri(below / sum(counts))
    estimate[~np.isfinite(estimate)] = np.nan
    block = {"instrument": "i", "source": "self", "wave": 1, "item": "a"}
    n = len(counts)
    return pd.DataFrame(
        {"threshold": np.arange(1, n), "estimate": estimate, "n": sum(counts)}
    ).assign(**block)


def chosen(rows: list[dict], n: int) -> list[int]:
    """The counts that thresholds give away."""
    below = [round(n * ndtr(row["estimate"])) for row in rows]
    return np.diff([0, *below, n]).tolist()


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ([2, 40, 200, 150, 48], [42, 200, 150, 48]),
        ([40, 200, 150, 50], [40, 200, 150, 50]),
        ([40, 200, 150, 3], [40, 200, 153]),
        ([0, 0, 200, 240], [200, 240]),
        ([1, 2, 1], [4]),
    ],
)
def test_thresholds_give_no_small_count_away(counts, left):
    assert chosen(released_thresholds(thresholds_of(counts), LEAST), sum(counts)) == left


@given(st.lists(st.integers(0, 40), min_size=2, max_size=9).filter(lambda c: sum(c) > LEAST))
def test_thresholds_of_any_answers_give_no_small_count_away(counts):
    rows = released_thresholds(thresholds_of(counts), LEAST)
    assert min(chosen(rows, sum(counts))) >= LEAST


def test_without_thresholds_there_are_none():
    assert released_thresholds(pd.DataFrame(), LEAST) == []
