"""Anchors: values by hand, and psych::describe."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from analysis.stats.moments import mean_interval, moments

ATOL = 1e-10  # closed forms, and the tolerance of the frozen entries

REFERENCE = Path(__file__).resolve().parents[1] / "reference"
FROZEN = json.loads((REFERENCE / "reliability" / "expected.json").read_text())["values"]
ITEMS = {
    "bfi25": ("bfi_complete25.csv", [f"{d}{i}" for d in "ACENO" for i in range(1, 6)]),
    "hs9": ("HolzingerSwineford1939.csv", [f"x{i}" for i in range(1, 10)]),
}


@pytest.mark.parametrize("name", ["bfi25", "hs9"])
def test_moments_are_those_of_psych(name):
    file, items = ITEMS[name]
    found = moments(pd.read_csv(REFERENCE / "data" / file)[items].to_numpy(dtype=float))
    expected = FROZEN[f"{name}.describe"]["value"]
    pairs = {
        "n": found.n,
        "mean": found.mean,
        "sd": found.standard_deviation,
        "skew": found.skewness,
        "kurtosis": found.kurtosis,
        "se": found.standard_deviation / np.sqrt(found.n),
    }
    assert pairs.keys() == expected.keys()
    for statistic, values in pairs.items():
        np.testing.assert_allclose(values, expected[statistic], rtol=0, atol=ATOL)


def test_values_by_hand():
    found = moments(np.array([[1.0], [2.0], [6.0], [np.nan]]))
    assert found.n.tolist() == [3]
    assert found.mean[0] == pytest.approx(3)
    assert found.standard_deviation[0] == pytest.approx(np.sqrt(7))
    assert found.skewness[0] == pytest.approx((-8 - 1 + 27) / 3 / 7**1.5)
    assert found.kurtosis[0] == pytest.approx((16 + 1 + 81) / 3 / 49 - 3)


def test_a_column_that_does_not_vary_has_no_shape():
    found = moments(np.full((4, 1), 0.1))
    assert np.isnan(found.skewness[0])
    assert np.isnan(found.kurtosis[0])
    assert found.standard_deviation[0] == pytest.approx(0, abs=ATOL)


def test_interval_of_the_mean_is_students():
    found = moments(np.arange(5.0)[:, None])
    low, high = mean_interval(found, confidence=0.9)
    margin = t.ppf(0.95, 4) * np.sqrt(2.5 / 5)
    assert low[0] == pytest.approx(2 - margin, abs=ATOL)
    assert high[0] == pytest.approx(2 + margin, abs=ATOL)
