"""Anchors by majority: clear cases, ties, and what is not known."""

import numpy as np

from analysis.stats.densest_cluster import densest_cluster

SURE = np.full(6, 0.05)


def test_the_majority_is_taken():
    found = densest_cluster(np.array([0.5, 0.52, 0.48, 0.51, 0.0, -1]), SURE, width=2)
    np.testing.assert_array_equal(found, [True] * 4 + [False] * 2)


def test_between_equals_the_smaller_value_is_taken():
    found = densest_cluster(np.array([-1.4, -1.35, -1.38, 0.02, -0.03, 0.01]), SURE, width=2)
    np.testing.assert_array_equal(found, [False] * 3 + [True] * 3)


def test_an_unsure_estimate_agrees_sooner():
    values, errors = np.array([0.0, 0.01, 0.4]), np.array([0.05, 0.05, 0.3])
    np.testing.assert_array_equal(densest_cluster(values, errors, width=2), [True] * 3)


def test_what_is_not_finite_agrees_with_none():
    values = np.array([0.1, np.nan, 0.12, np.inf])
    found = densest_cluster(values, np.full(4, 0.1), width=2)
    np.testing.assert_array_equal(found, [True, False, True, False])
    assert not densest_cluster(np.full(3, np.nan), np.ones(3), width=2).any()
