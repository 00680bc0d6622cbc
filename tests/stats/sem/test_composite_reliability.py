"""Anchors: Spearman-Brown, and the variance of simulated composites in closed form."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.sem.composite_reliability import (
    composite_reliability,
    true_from_reliability,
)

ATOL = 1e-12


def test_parallel_parts_follow_spearman_brown():
    p, r = 6, 0.4
    total = np.full((p, p), r)
    np.fill_diagonal(total, 1)
    true = np.full((p, p), r)
    found = composite_reliability(np.ones(p), true, total)
    assert found == pytest.approx(p * r / (1 + (p - 1) * r), abs=ATOL)


def test_mosier_is_one_minus_the_weighted_error():
    total = np.array([[4.0, 1.2, 0.8], [1.2, 9.0, 2.0], [0.8, 2.0, 1.0]])
    reliability, weights = np.array([0.8, 0.7, 0.9]), np.array([0.5, 0.3, 0.2])
    error = (weights**2 * np.diag(total) * (1 - reliability)).sum()
    found = composite_reliability(weights, true_from_reliability(total, reliability), total)
    assert found == pytest.approx(1 - error / (weights @ total @ weights), abs=ATOL)


@given(st.floats(0.01, 100))
def test_size_of_weights_does_not_matter(size):
    total = np.array([[1.0, 0.3], [0.3, 2.0]])
    true = true_from_reliability(total, np.array([0.7, 0.8]))
    weights = np.array([1.0, 2.0])
    assert composite_reliability(size * weights, true, total) == pytest.approx(
        composite_reliability(weights, true, total), abs=ATOL
    )
