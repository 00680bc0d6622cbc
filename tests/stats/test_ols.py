import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.ols import adjusted, ols

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "criterion/expected.json").read_text("utf-8"))["values"]
OTHER_ALGORITHM = 1e-8  # relative: least squares by another decomposition
ORTHOGONAL = 1e-9  # cosines of vectors that are orthogonal but for rounding


def drawn(seed: int, n: int = 60, q: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, q)) * [1, 1000, 0.01] + [5, -300, 0]
    return x, x @ [2, 0.001, 40] + rng.normal(size=n)


def test_lm_agrees() -> None:
    entry = json.loads((REFERENCE / "criterion/expected.json").read_text("utf-8"))["values"][
        "lm"
    ]
    data = pd.read_csv(REFERENCE / "data/HolzingerSwineford1939.csv")
    names = [f"x{k}" for k in range(1, 7)]
    fit = ols(data[names].to_numpy(), data["x9"].to_numpy())
    tol, expected = entry["tol"], entry["value"]["coef"]
    np.testing.assert_allclose(fit.coefficients, [expected[n] for n in names], atol=tol)
    intercept = fit.mean - fit.means @ fit.coefficients
    assert intercept == pytest.approx(expected["(Intercept)"], abs=tol)
    assert fit.r_squared == pytest.approx(entry["value"]["r2"], abs=tol)


@given(st.integers(0, 2**32 - 1))
def test_statsmodels_agrees(seed: int) -> None:
    x, y = drawn(seed)
    fit, other = ols(x, y), sm.OLS(y, sm.add_constant(x)).fit()
    np.testing.assert_allclose(fit.coefficients, other.params[1:], rtol=1e-6)
    np.testing.assert_allclose(fit.r_squared, other.rsquared, rtol=OTHER_ALGORITHM)
    np.testing.assert_allclose(
        adjusted(fit, x, y), other.resid + y.mean(), rtol=OTHER_ALGORITHM, atol=1e-8
    )


@given(st.integers(0, 2**32 - 1))
def test_what_is_left_is_unrelated_to_the_regressors(seed: int) -> None:
    x, y = drawn(seed)
    left = adjusted(ols(x, y), x, y)
    centred = x - x.mean(axis=0)
    cosines = centred.T @ (left - left.mean()) / np.linalg.norm(centred, axis=0)
    np.testing.assert_allclose(cosines / np.linalg.norm(left - left.mean()), 0, atol=ORTHOGONAL)
    assert left.mean() == pytest.approx(y.mean(), rel=OTHER_ALGORITHM)


def test_without_regressors_nothing_changes() -> None:
    y = np.array([1.0, 2, 4])
    fit = ols(np.empty((3, 0)), y)
    np.testing.assert_array_equal(adjusted(fit, np.empty((3, 0)), y), y)
    assert (fit.r_squared, fit.rank) == (0, 0)


@pytest.mark.parametrize("unit", [1e-9, 1, 1e9])
def test_rank_sees_constants_and_copies_in_any_unit(unit: float) -> None:
    x, y = drawn(1)
    constant = np.column_stack([x, np.full(len(y), 0.1 * unit)])
    copy = np.column_stack([x, (x[:, 0] - x[:, 1]) * unit])
    assert ols(x * unit, y).rank == 3
    assert ols(constant, y).rank == 3
    assert ols(copy, y).rank == 3


def test_controls_that_go_closely_together_keep_their_slopes():
    rng = np.random.default_rng(8)
    first = rng.normal(size=200)
    controls = np.column_stack([first, first + 0.01 * rng.normal(size=200)])
    fit = ols(controls, controls @ [2.0, -1.0] + 5)
    assert fit.rank == 2
    np.testing.assert_allclose(fit.coefficients, [2, -1], rtol=1e-6)
