"""Anchors: lavaan's NACOV frozen (mixed, weighted, pairwise), more weight, repeated people."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.stats.sem import moment_influence
from analysis.stats.sem.coded_answers import coded_answers
from analysis.stats.sem.moment_influence import (
    contribution_rows,
    contributions,
    moment_covariance,
)
from analysis.stats.sem.ordinal_moments import MomentEstimates, ordinal_moments

MOMENTS = 1e-5  # of the reference; lavaan's own search stops there
GAMMA = 1e-4  # of the reference, relative to the diagonal
EXACT = 1e-9  # the same sum in another order, after a search to 1e-9
FIRST_ORDER = (
    0.06  # products of observed scores stand for the information: as good as 1/sqrt(n)
)

REFERENCE = Path(__file__).parents[2] / "reference"
EXPECTED = json.loads((REFERENCE / "cfa_ordinal/expected.json").read_text())["values"]
WEIGHTS = [0.5, 1, 2, 1.5, 0.7]
MIXED = ["N1", "N2", "N3", "A1", "A2"]


def read(name: str, items: list[str]) -> np.ndarray:
    table = np.genfromtxt(REFERENCE / "data" / name, delimiter=",", names=True)
    return np.stack([table[item] for item in items], axis=1)


def holes() -> np.ndarray:
    """Items N1-N5, A1-A5 as generate.R made them incomplete."""
    answers = read("bfi.csv", [f"{scale}{i}" for scale in "NA" for i in range(1, 6)])
    for item in range(10):
        answers[item :: 4 + item, item] = np.nan
    return answers


def scaled(answers: np.ndarray) -> np.ndarray:
    weights = np.resize(WEIGHTS, len(answers))
    weights[np.isnan(answers).all(axis=1)] = 0
    return weights * (weights > 0).sum() / weights.sum()


COMPLETE, HOLES = read("bfi_complete25.csv", MIXED), holes()[:, [0, 1, 2, 5, 6]]
ORDERED = np.array([True, True, True, False, False])
SAMPLES = {
    "mixed": (COMPLETE, ORDERED, None),
    "mixed_weighted": (COMPLETE, ORDERED, scaled(COMPLETE)),
    "mixed_pairwise": (HOLES, ORDERED, None),
    "mixed_pairwise_weighted": (HOLES, ORDERED, scaled(HOLES)),
    "ordinal_pairwise_weighted": (HOLES[:, :3], ORDERED[:3], scaled(HOLES[:, :3])),
}


def fitted(
    answers: np.ndarray, ordinal: np.ndarray, weights: np.ndarray | None
) -> MomentEstimates:
    return ordinal_moments(coded_answers(answers, ordinal, weights))


@pytest.mark.parametrize("sample", SAMPLES)
def test_moments_and_their_covariance_agree_with_lavaan(sample):
    answers, ordinal, weights = SAMPLES[sample]
    fit = fitted(answers, ordinal, weights)
    expected = EXPECTED[sample]["value"]
    means = np.repeat(~ordinal, np.where(ordinal, fit.moments.n_thresholds, 1))
    sign = np.ones(len(fit.moments.observed))
    sign[: len(means)][means] = -1  # lavaan's moments hold minus the mean
    observed = np.abs(fit.moments.observed) if means.any() else fit.moments.observed
    theirs = np.array(expected["observed"])
    np.testing.assert_allclose(
        observed, np.abs(theirs) if means.any() else theirs, atol=MOMENTS
    )
    found = moment_covariance(contributions(fit)) * np.outer(sign, sign)
    gamma = np.array(expected["gamma"])
    size = np.sqrt(np.diag(gamma))
    np.testing.assert_allclose(
        found / np.outer(size, size), gamma / np.outer(size, size), atol=GAMMA
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_contributions_cancel(sample):
    answers, ordinal, weights = SAMPLES[sample]
    parts = contributions(fitted(answers, ordinal, weights))
    rows = contribution_rows(parts, np.arange(len(parts.fit.coded.codes)))
    np.testing.assert_allclose(rows.sum(axis=0), 0, atol=1e-7)


def test_contribution_is_what_a_little_more_weight_does():
    rng = np.random.default_rng(4)
    n = 50_000
    y = 0.7 * rng.normal(size=(n, 1)) + 0.7 * rng.normal(size=(n, 4))
    answers = np.where(np.arange(4) < 2, np.digitize(y, [-0.7, 0.1, 0.8]), y)
    answers[rng.random(answers.shape) < 0.1] = np.nan
    answers = answers[~np.isnan(answers).all(axis=1)]
    fit = fitted(answers, TWO_AND_TWO, None)
    parts = contributions(fit)
    rows = contribution_rows(parts, np.arange(12))
    for person in range(12):
        weights = np.ones(len(answers))
        weights[person] += 1.0
        again = fitted(answers, TWO_AND_TWO, weights).moments.observed
        size = np.abs(rows).max(axis=0)
        np.testing.assert_array_less(
            np.abs(again - fit.moments.observed - rows[person]), FIRST_ORDER * size + 1e-12
        )


def small(seed: int = 5) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(300, 1)) + rng.normal(size=(300, 4))
    answers = np.where(np.arange(4) < 2, np.digitize(y, [-1, 0.2, 1.5]), y)
    answers[rng.random(answers.shape) < 0.1] = np.nan
    return answers[~np.isnan(answers).all(axis=1)]


TWO_AND_TWO = np.array([True, True, False, False])


def test_clusters_of_one_change_nothing_in_standard_errors():
    parts = contributions(fitted(small(), TWO_AND_TWO, None))
    n = len(parts.fit.coded.codes)
    found = moment_covariance(parts, np.arange(n)[::-1])
    np.testing.assert_allclose(found, moment_covariance(parts), rtol=EXACT, atol=EXACT)


def test_everyone_twice_as_a_cluster_is_everyone_once():
    answers = small()
    n = len(answers)
    once = contributions(fitted(answers, TWO_AND_TWO, None))
    twice = contributions(fitted(np.tile(answers, (2, 1)), TWO_AND_TWO, None))
    found = moment_covariance(twice, np.tile(np.arange(n), 2)) / (2 * n - 1)
    np.testing.assert_allclose(found, moment_covariance(once) / (n - 1), rtol=1e-6, atol=EXACT)


def test_case_weights_are_clusters_of_copies():
    answers = small()
    times = np.resize([1, 2, 3], len(answers))
    weighted = contributions(fitted(answers, TWO_AND_TWO, times.astype(float)))
    copied = contributions(fitted(np.repeat(answers, times, axis=0), TWO_AND_TWO, None))
    n, people = times.sum(), len(times)
    cluster = np.repeat(np.arange(people), times)
    found = moment_covariance(copied, cluster) / (people / (people - 1) * (n - 1) / n)
    np.testing.assert_allclose(found, moment_covariance(weighted), rtol=1e-6, atol=EXACT)


def test_blocks_do_not_matter(monkeypatch):
    parts = contributions(fitted(small(), TWO_AND_TWO, None))
    clusters = np.resize(np.arange(40), len(parts.fit.coded.codes))
    whole, clustered = moment_covariance(parts), moment_covariance(parts, clusters)
    monkeypatch.setattr(moment_influence, "ROWS_AT_ONCE", 17)
    np.testing.assert_allclose(moment_covariance(parts), whole, atol=EXACT)
    np.testing.assert_allclose(moment_covariance(parts, clusters), clustered, atol=EXACT)


def test_one_cluster_has_no_covariance():
    parts = contributions(fitted(small(), TWO_AND_TWO, None))
    found = moment_covariance(parts, np.zeros(len(parts.fit.coded.codes), int))
    assert np.isnan(found).all()
