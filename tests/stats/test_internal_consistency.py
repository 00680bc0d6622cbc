"""Anchors: closed forms for parallel items, the definitions by brute force, and R psych."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import f

from analysis.stats.internal_consistency import (
    alpha_if_dropped,
    alpha_interval,
    alpha_standard_error,
    corrected_item_total,
    cronbach_alpha,
)
from tests.stats.bfi import scale_answers

RTOL = 1e-12  # closed forms: only rounding differs
ATOL = 1e-10  # against R: the entries' own tolerance

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
FROZEN = json.loads((REFERENCE / "reliability" / "expected.json").read_text())["values"]


@pytest.mark.parametrize("p", [2, 3, 20])
@pytest.mark.parametrize("correlation", [0.0, 0.3, 0.9])
def test_alpha_of_parallel_items_is_spearman_brown(p, correlation):
    covariance = np.full((p, p), correlation) + np.eye(p) * (1 - correlation)
    expected = p * correlation / (1 + (p - 1) * correlation)
    assert cronbach_alpha(covariance) == pytest.approx(expected, rel=RTOL)


def test_interval_holds_the_stated_probability():
    low, high = alpha_interval(0.8, n=100, p=5, confidence=0.9)
    ratio = f(99, 99 * 4)
    assert ratio.cdf((1 - low) / (1 - 0.8)) == pytest.approx(0.95)
    assert ratio.cdf((1 - high) / (1 - 0.8)) == pytest.approx(0.05)


@pytest.mark.parametrize("name", sorted({key.rsplit(".", 1)[0] for key in FROZEN
                                         if key.endswith(".alpha")}))  # fmt: skip
def test_every_statistic_is_that_of_psych(name):
    expected = FROZEN[f"{name}.alpha"]["value"]
    data = scale_answers(name)
    covariance = data.cov().to_numpy()
    n, p = data.shape
    alpha = cronbach_alpha(covariance)
    found = {
        "alpha": [alpha],
        "std_error": [alpha_standard_error(covariance, n=n)],
        "ci_low": [alpha_interval(alpha, n=n, p=p, confidence=0.95)[0]],
        "ci_high": [alpha_interval(alpha, n=n, p=p, confidence=0.95)[1]],
        "corrected_item_total": corrected_item_total(covariance),
        "alpha_if_dropped": alpha_if_dropped(covariance),
    }
    assert found.keys() == expected.keys()
    for statistic, values in found.items():
        np.testing.assert_allclose(values, expected[statistic], rtol=0, atol=ATOL)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(3, 7))
def test_item_statistics_are_their_definitions(seed, p):
    values = np.random.default_rng(seed).normal(size=(30, p)) + 1.0
    covariance = np.cov(values, rowvar=False)
    for item in range(p):
        others = np.delete(values, item, axis=1)
        assert corrected_item_total(covariance)[item] == pytest.approx(
            np.corrcoef(values[:, item], others.sum(axis=1))[0, 1], abs=ATOL
        )
        assert alpha_if_dropped(covariance)[item] == pytest.approx(
            cronbach_alpha(np.cov(others, rowvar=False)), abs=ATOL
        )


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 100))
def test_order_and_unit_of_the_items_do_not_matter(seed, unit):
    rng = np.random.default_rng(seed)
    covariance = np.cov(rng.normal(size=(40, 5)) + rng.normal(size=(40, 1)), rowvar=False)
    order = rng.permutation(5)
    permuted = covariance[np.ix_(order, order)] * unit**2
    assert cronbach_alpha(permuted) == pytest.approx(cronbach_alpha(covariance), abs=ATOL)
    np.testing.assert_allclose(
        corrected_item_total(permuted), corrected_item_total(covariance)[order], atol=ATOL
    )
    assert alpha_standard_error(permuted, n=40) == pytest.approx(
        alpha_standard_error(covariance, n=40), abs=ATOL
    )
