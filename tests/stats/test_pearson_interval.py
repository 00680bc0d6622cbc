import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.pearson_interval import pearson_precision

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "criterion/expected.json").read_text("utf-8"))["values"]
COVERAGE = 0.02  # four standard errors of .95 from 2,000 draws


def test_cor_test_agrees() -> None:
    entry = EXPECTED["cor_ci"]
    data = pd.read_csv(REFERENCE / "data/bfi_complete25.csv")
    data[["E1", "E2"]] = 7 - data[["E1", "E2"]]
    n, e = (data[[f"{scale}{k}" for k in range(1, 6)]].mean(axis=1) for scale in "NE")
    r = float(np.corrcoef(n, e)[0, 1])
    found = pearson_precision(r, len(data), confidence=0.95)
    expected = [entry["value"][name] for name in ("r", "lo", "hi")]
    np.testing.assert_allclose([r, found.ci_low, found.ci_high], expected, atol=entry["tol"])


def test_interval_and_standard_error_hold_what_they_say() -> None:
    rng = np.random.default_rng(5)
    rho, n, draws = 0.5, 60, 2000
    x = rng.normal(size=(draws, n))
    y = rho * x + np.sqrt(1 - rho**2) * rng.normal(size=(draws, n))
    r = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(x, y, strict=True)])
    found = pearson_precision(r, n, confidence=0.95)
    covered = np.mean((found.ci_low <= rho) & (rho <= found.ci_high))
    assert covered == pytest.approx(0.95, abs=COVERAGE)
    assert found.std_error.mean() == pytest.approx(r.std(), rel=0.06)


@given(st.floats(-0.999, 0.999), st.integers(4, 5000))
def test_sign_flips_the_interval(r: float, n: int) -> None:
    found, mirrored = (pearson_precision(x, n, confidence=0.9) for x in (r, -r))
    assert found.ci_low <= r <= found.ci_high
    assert found.ci_low == pytest.approx(-mirrored.ci_high, abs=1e-12)


def test_edges() -> None:
    assert np.isnan(pearson_precision(0.4, 3, confidence=0.95).ci_low)
    perfect = pearson_precision(1.0, 30, confidence=0.95)
    assert (perfect.ci_low, perfect.ci_high, perfect.std_error) == (1, 1, 0)


def test_standard_error_by_hand() -> None:
    assert pearson_precision(0.5, 26, confidence=0.95).std_error == pytest.approx(0.75 / 5)
