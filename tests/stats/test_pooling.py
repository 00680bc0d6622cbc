"""Rubin's rules against R mice, by hand, and at their limits."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2
from scipy.stats import f as fisher

from analysis.stats.pooling import pooled, pooled_r_squared, pooled_test

REFERENCE = Path(__file__).parents[1] / "reference/multiple_imputation/expected.json"
MICE = json.loads(REFERENCE.read_text(encoding="utf-8"))
MICE_MARGIN = 1.96
"""mice rounds the normal quantile."""

EXACT = 1e-10
"""The formulas are the same; only rounding differs."""


def test_every_cell_is_that_of_mice():
    complete = np.full(4, float(MICE["complete_df"]))
    found = pooled(np.array(MICE["estimates"]), np.array(MICE["variances"]), complete)
    for name, expected in MICE["pooled"].items():
        np.testing.assert_allclose(getattr(found, name), expected, rtol=EXACT)


def test_r_squared_is_that_of_mice():
    squared = np.array(MICE["r_squared"])
    found = pooled_r_squared(squared, n=MICE["n"], margin=MICE_MARGIN)
    np.testing.assert_allclose(found, MICE["pooled_r_squared"], rtol=EXACT)


def test_by_hand():
    found = pooled(np.array([[1.0], [3.0]]), np.array([[2.0], [4.0]]), np.array([10.0]))
    assert found.estimate == 2
    assert found.std_error == pytest.approx(np.sqrt(3 + 1.5 * 2))
    old, observed = 1 / 0.5**2, 11 / 13 * 10 * 0.5
    assert found.df == pytest.approx(old * observed / (old + observed))


def test_where_imputations_agree_nothing_is_missing():
    found = pooled(np.full((5, 1), 0.4), np.full((5, 1), 0.01), np.array([1e9]))
    assert found.std_error == pytest.approx(0.1)
    assert found.df == pytest.approx(1e9, rel=1e-6)
    assert found.fraction_missing == pytest.approx(0.0, abs=1e-8)
    statistic, df, p_value = pooled_test(np.full(5, 3.0), 4)
    assert (statistic, df) == (3.0, np.inf)
    assert p_value == pytest.approx(chi2.sf(12, 4))


def test_the_joint_test_of_one_parameter_is_by_hand():
    statistics = np.array([4.0, 9.0, 6.25])
    ratio = 4 / 3 * np.var([2.0, 3.0, 2.5], ddof=1)
    wanted = (statistics.mean() - 2 * ratio) / (1 + ratio)
    statistic, df, p_value = pooled_test(statistics, 1)
    assert statistic == pytest.approx(wanted)
    assert df == pytest.approx(2 * (1 + 1 / ratio) ** 2)
    assert p_value == pytest.approx(fisher.sf(wanted, 1, df))
