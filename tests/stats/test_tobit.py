import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from analysis.stats.tobit import TobitFit, tobit

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "outcomes/expected.json").read_text("utf-8"))["values"]
CLOSED_FORM = 1e-8
DIFFERENCES = 1e-5  # central differences of a log-likelihood
BOUNDS = {"upper": (-np.inf, 5.0), "lower": (5.0, np.inf), "both": (4.5, 6.2)}


def study() -> tuple[np.ndarray, np.ndarray]:
    data = pd.read_csv(REFERENCE / "data/HolzingerSwineford1939.csv")
    return np.column_stack([np.ones(len(data)), data[["x1", "x4", "x7"]]]), data[
        "x9"
    ].to_numpy()


@pytest.mark.parametrize("kind", list(BOUNDS))
def test_agrees_with_survreg_and_aer(kind: str) -> None:
    design, y = study()
    lower, upper = BOUNDS[kind]
    found = tobit(design, np.clip(y, lower, upper), lower=lower, upper=upper)
    entry = EXPECTED[f"tobit.{kind}"]
    value, tolerance = entry["value"], entry["tol"]
    assert found.converged
    assert ((y <= lower) | (y >= upper)).sum() == value["n_capped"]
    np.testing.assert_allclose(found.coefficients, value["coef"], atol=tolerance)
    np.testing.assert_allclose(found.covariance, value["vcov"], atol=tolerance)
    assert found.sigma == pytest.approx(value["scale"], abs=tolerance)
    assert found.log_likelihood == pytest.approx(value["logLik"], abs=1e-6)


def log_likelihood(design, y, coefficients, log_sigma, lower, upper) -> np.ndarray:
    sigma, mean = np.exp(log_sigma), design @ coefficients
    seen = norm.logpdf(y, mean, sigma)
    low = norm.logcdf(lower, mean, sigma)
    high = norm.logsf(upper, mean, sigma)
    return np.where(y <= lower, low, np.where(y >= upper, high, seen))


def test_scores_are_derivatives_by_rows() -> None:
    design, y = study()
    y = np.clip(y, 4.5, 6.2)
    found = tobit(design, y, lower=4.5, upper=6.2)
    at = np.append(found.coefficients, np.log(found.sigma))
    for part in range(5):
        step = np.zeros(5)
        step[part] = 1e-6
        rise = [
            log_likelihood(design, y, p[:-1], p[-1], 4.5, 6.2) for p in (at + step, at - step)
        ]
        np.testing.assert_allclose(
            found.scores[:, part], (rise[0] - rise[1]) / 2e-6, atol=DIFFERENCES * 100
        )
    np.testing.assert_allclose(found.scores.sum(axis=0), 0, atol=1e-5)


def test_without_bounds_it_is_least_squares() -> None:
    design, y = study()
    found = tobit(design, y, lower=-np.inf, upper=np.inf)
    expected, rss = np.linalg.lstsq(design, y, rcond=None)[:2]
    np.testing.assert_allclose(found.coefficients, expected, atol=CLOSED_FORM)
    assert found.sigma == pytest.approx(np.sqrt(rss[0] / len(y)), abs=CLOSED_FORM)


def drawn(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    design = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    return design, design @ [1.0, 0.5, -0.3] + 0.8 * rng.normal(size=n)


def test_truth_behind_a_cap_is_recovered_where_least_squares_is_biased() -> None:
    rng = np.random.default_rng(4)
    slopes, naive = [], []
    for _ in range(200):
        design, y = drawn(rng, 200)
        capped = np.minimum(y, 1.2)
        slopes.append(tobit(design, capped, lower=-np.inf, upper=1.2).coefficients)
        naive.append(np.linalg.lstsq(design, capped, rcond=None)[0])
    spread = np.std(slopes, axis=0) / np.sqrt(200)
    assert (np.abs(np.mean(slopes, axis=0) - [1.0, 0.5, -0.3]) < 4 * spread).all()
    assert np.mean(naive, axis=0)[1] < 0.4


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), factor=st.floats(0.01, 100), shift=st.floats(-10, 10))
def test_units_and_sides_do_not_matter(seed: int, factor: float, shift: float) -> None:
    design, y = drawn(np.random.default_rng(seed), 120)
    y = np.minimum(y, 1.5)

    def fitted(values: np.ndarray, lower: float, upper: float) -> TobitFit:
        return tobit(design, values, lower=lower, upper=upper)

    first = fitted(y, -np.inf, 1.5)
    top = float(factor * 1.5 + shift)
    again = fitted(np.minimum(factor * y + shift, top), -np.inf, top)
    turned = fitted(-y, -1.5, np.inf)
    np.testing.assert_allclose(
        again.coefficients[1:], factor * first.coefficients[1:], rtol=1e-5
    )
    np.testing.assert_allclose(turned.coefficients, -first.coefficients, rtol=1e-5, atol=1e-8)
