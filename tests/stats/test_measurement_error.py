import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.measurement_error import spearman_brown, standard_error_of_measurement

CLOSED_FORM = 1e-12  # a handful of floating-point operations
MONTE_CARLO = 0.02  # four standard errors of an SD from 40,000 draws are 0.014 of it
REFERENCE = json.loads(
    (Path(__file__).parents[1] / "reference/scoring/expected.json").read_text("utf-8")
)["values"]


def test_spearman_brown_agrees_with_r() -> None:
    entry = REFERENCE["spearman_brown"]
    double, triple = spearman_brown(0.6, np.array([2, 3]))
    assert double == pytest.approx(entry["value"]["double"], abs=entry["tol"])
    assert triple == pytest.approx(entry["value"]["k3"], abs=entry["tol"])


def test_standard_error_of_a_full_scale_agrees_with_r() -> None:
    entry = REFERENCE["sem"]
    found = standard_error_of_measurement(10, 0.85, np.array([1.0]))
    assert found[0] == pytest.approx(entry["value"], abs=entry["tol"])


@given(st.floats(0, 0.99), st.integers(1, 12), st.integers(1, 12))
def test_it_is_the_classic_formula_for_the_shorter_scale(r: float, k: int, p: int) -> None:
    share, sd = k / p, 0.7
    sd_short = sd * np.sqrt(r + (1 - r) / share)
    expected = sd_short * np.sqrt(1 - spearman_brown(r, share))
    found = standard_error_of_measurement(sd, r, np.array([share]))
    np.testing.assert_allclose(found, [expected], rtol=1e-9)


def test_error_of_parallel_items_is_recovered() -> None:
    rng = np.random.default_rng(7)
    n, p, k = 40_000, 6, 4
    truth = rng.normal(size=n)
    answers = truth[:, None] + rng.normal(scale=1.5, size=(n, p))
    reliability = 1 / (1 + 1.5**2 / p)
    found = standard_error_of_measurement(
        answers.mean(axis=1).std(), reliability, np.array([1.0, k / p])
    )
    error = answers[:, :k].mean(axis=1) - truth
    assert found[1] == pytest.approx(error.std(), rel=MONTE_CARLO)
    assert found[0] == pytest.approx(1.5 / np.sqrt(p), rel=MONTE_CARLO)


def test_limits() -> None:
    shares = np.array([0.0, 0.5, 1.0])
    np.testing.assert_allclose(
        standard_error_of_measurement(2.0, 1.0, shares), [np.nan, 0, 0], atol=CLOSED_FORM
    )
    np.testing.assert_allclose(
        standard_error_of_measurement(2.0, 0.0, shares), [np.nan, np.sqrt(8), 2]
    )
    assert np.isnan(standard_error_of_measurement(2.0, np.nan, shares)).all()
