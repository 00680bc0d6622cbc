"""Anchors: closed forms, polychoric and Pearson on their own, invariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from analysis.stats.contingency import item_pairs, pair_tables
from analysis.stats.polychoric import polychoric
from analysis.stats.sem.coded_answers import coded_answers
from analysis.stats.sem.moment_influence import contributions, moment_covariance
from analysis.stats.sem.moment_order import moment_positions, rearranged
from analysis.stats.sem.ordinal_moments import OrdinalMoments, ordinal_moments

CLOSED = 1e-10
SAME = 1e-8  # the same search from counts in another order

ORDINAL = np.array([True, False, True, False])


def drawn(seed: int, n: int = 200) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y = rng.normal(size=(n, 1)) + rng.normal(size=(n, 4))
    answers = np.where(ORDINAL, np.digitize(y, [-1, 0.2, 1.5]), y)
    answers[rng.random(answers.shape) < 0.08] = np.nan
    return answers[~np.isnan(answers).all(axis=1)]


def moments(answers: np.ndarray, ordinal: np.ndarray = ORDINAL) -> OrdinalMoments:
    return ordinal_moments(coded_answers(answers, ordinal)).moments


def test_margins_have_closed_forms():
    answers = drawn(1)
    found = moments(answers)
    item = answers[~np.isnan(answers[:, 0]), 0]
    shares = np.cumsum(np.bincount(item.astype(int)))[:-1] / len(item)
    np.testing.assert_allclose(found.thresholds[:3], norm.ppf(shares), atol=CLOSED)
    assert found.mean[1] == pytest.approx(np.nanmean(answers[:, 1]), abs=CLOSED)
    assert found.covariance[3, 3] == pytest.approx(np.nanvar(answers[:, 3]), abs=CLOSED)
    np.testing.assert_array_equal(found.mean[ORDINAL], 0)
    np.testing.assert_array_equal(np.diag(found.covariance)[ORDINAL], 1)


def test_layout():
    found = moments(drawn(2))
    expected = np.concatenate([
        found.thresholds[:3], found.mean[1:2], found.thresholds[3:], found.mean[3:],
        np.diag(found.covariance)[~ORDINAL], found.covariance[item_pairs(4)],
    ])  # fmt: skip
    np.testing.assert_array_equal(found.observed, expected)


def test_ordinal_and_continuous_parts_are_those_alone():
    answers = drawn(3)[:, [0, 2, 1, 3]]
    answers = answers[~np.isnan(answers).any(axis=1)]
    found = moments(answers, np.array([True, True, False, False]))
    alone = polychoric(pair_tables(answers[:, :2].astype(int), 4))
    assert found.covariance[0, 1] == pytest.approx(alone.rho[0], abs=CLOSED)
    np.testing.assert_allclose(
        found.covariance[2:, 2:], np.cov(answers[:, 2:].T, bias=True), atol=CLOSED
    )


def test_a_category_nobody_chose_does_not_exist():
    answers = drawn(4)
    gap = np.where(answers[:, :1] >= 2, answers[:, :1] + 5, answers[:, :1])
    np.testing.assert_allclose(
        moments(np.hstack([gap, answers[:, 1:]])).observed, moments(answers).observed, atol=0
    )


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(4)), st.integers(0, 10**6))
def test_order_of_items_and_people_only_moves_the_moments(order, seed):
    answers, order = drawn(5), np.array(order)
    people = np.random.default_rng(seed).permutation(len(answers))
    whole = ordinal_moments(coded_answers(answers, ORDINAL))
    moved = ordinal_moments(coded_answers(answers[people][:, order], ORDINAL[order]))
    at = moment_positions(whole.moments.n_thresholds, ORDINAL, order)
    expected = rearranged(whole.moments, order, at)
    np.testing.assert_allclose(moved.moments.observed, expected.observed, atol=SAME)
    np.testing.assert_allclose(moved.moments.covariance, expected.covariance, atol=SAME)
    np.testing.assert_allclose(moved.moments.thresholds, expected.thresholds, atol=SAME)
    gamma = moment_covariance(contributions(whole))[np.ix_(at, at)]
    found = moment_covariance(contributions(moved))
    np.testing.assert_allclose(found, gamma, atol=1e-6 * np.abs(gamma).max())


def test_items_left_out_leave_the_others_alone():
    answers, order = drawn(6), np.array([3, 0])
    whole = moments(answers)
    part = rearranged(whole, order, moment_positions(whole.n_thresholds, ORDINAL, order))
    alone = moments(answers[:, order], ORDINAL[order])
    np.testing.assert_allclose(part.observed, alone.observed, atol=SAME)
    np.testing.assert_array_equal(part.n_pair, alone.n_pair)


def test_continuous_item_on_another_scale():
    answers = drawn(7)
    scaled = answers * np.where(ORDINAL, 1, 3) + np.where(ORDINAL, 0, 2)
    one, other = moments(answers), moments(scaled)
    size = np.where(ORDINAL, 1, 3)
    np.testing.assert_allclose(
        other.covariance, one.covariance * np.outer(size, size), atol=1e-7
    )
