"""Ordinal logistic regression and what groups add to it."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize
from scipy.special import expit

from analysis.stats.logistic_differences import logistic_difference
from analysis.stats.ordinal_logit import boundary_designs, derivatives, ordinal_logit
from tests.stats.bfi import DATA, TURNED

FROZEN = json.loads(
    (Path(__file__).parents[1] / "reference" / "dif" / "expected.json").read_text("utf-8")
)["values"]
LEVEL = 1e-6  # of log likelihoods near 4,000: polr's search ends at 1e-15 of them
VALUE = 1e-4  # polr stops where the likelihood is flat
ERROR = 1e-3  # polr's Hessian is numerical
DIFFERENCE = 1e-5
SAME_MAXIMUM = 1e-6


def answers() -> pd.DataFrame:
    table = pd.read_csv(DATA / "bfi_complete25.csv")
    table[TURNED] = 7 - table[TURNED]
    return table


def case(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Codes, matching sums and group codes behind a frozen entry."""
    item, grouping = name.split(".")
    table = answers().dropna(subset=[grouping])
    total = table[[f"{item[0]}{i}" for i in range(1, 6)]].sum(axis=1).to_numpy(float)
    codes = np.unique(table[item].to_numpy(), return_inverse=True)[1]
    return codes, total, np.unique(table[grouping].to_numpy(), return_inverse=True)[1]


@pytest.mark.parametrize("name", FROZEN)
def test_every_regression_is_that_of_polr(name):
    want, (codes, total, groups) = FROZEN[name], case(name)
    level = want["log_likelihood"]
    found = logistic_difference(codes, total, groups)
    steps = [level["alone"], level["uniform"], level["both"]]
    tests = 2 * np.array([steps[1] - steps[0], steps[2] - steps[1], steps[2] - steps[0]])
    assert found.converged
    np.testing.assert_allclose(found.statistics, tests, atol=4 * LEVEL * 1e3)
    np.testing.assert_allclose(found.p_values, stats.chi2.sf(tests, found.df), atol=VALUE)
    fall = 1 - np.array(steps) / level["empty"]
    np.testing.assert_allclose(
        found.mcfadden, [fall[1] - fall[0], fall[2] - fall[1], fall[2] - fall[0]], atol=LEVEL
    )
    n = want["n"]
    top = 1 - np.exp(2 * level["empty"] / n)
    share = (1 - np.exp(2 * (level["empty"] - np.array(steps)) / n)) / top
    np.testing.assert_allclose(
        found.nagelkerke, [share[1] - share[0], share[2] - share[1], share[2] - share[0]],
        atol=LEVEL,
    )  # fmt: skip


@pytest.mark.parametrize("name", FROZEN)
def test_estimates_and_standard_errors_are_those_of_polr(name):
    want, (codes, total, groups) = FROZEN[name], case(name)
    member = (groups[:, None] == np.arange(1, groups.max() + 1)).astype(float)
    fit = ordinal_logit(codes, np.hstack([total[:, None], member, total[:, None] * member]))
    assert fit.log_likelihood >= want["log_likelihood"]["both"] - LEVEL
    np.testing.assert_allclose(fit.slopes, want["coefficients"], rtol=VALUE * 10, atol=VALUE)
    np.testing.assert_allclose(-fit.cuts, want["zeta"], rtol=VALUE, atol=VALUE)
    order = np.r_[len(fit.cuts) : len(fit.covariance), 0 : len(fit.cuts)]
    errors = np.sqrt(np.diag(fit.covariance))[order]
    np.testing.assert_allclose(errors, want["std_errors"], rtol=ERROR * 10)


def drawn(seed: int, n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2))
    eta = (x @ [0.8, -0.4])[:, None] + np.array([1.5, 0.2, -1.0])
    codes = (rng.logistic(size=n)[:, None] < eta).sum(axis=1)
    return np.unique(codes, return_inverse=True)[1], x


def test_the_maximum_is_that_of_a_plain_search():
    codes, x = drawn(3)

    def minus(at: np.ndarray) -> float:
        above = expit(
            np.append(
                at[:3][None, :] + (x @ at[3:])[:, None], np.full((200, 1), -np.inf), axis=1
            )
        )
        above = np.append(np.ones((200, 1)), above, axis=1)
        share = above[:, :-1] - above[:, 1:]
        return float(-np.log(share[np.arange(200), codes]).sum())

    fit = ordinal_logit(codes, x)
    found = minimize(minus, np.r_[1.0, 0, -1, 0, 0], method="Nelder-Mead",
                     options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20000})  # fmt: skip
    assert fit.log_likelihood == pytest.approx(-found.fun, abs=1e-8)
    np.testing.assert_allclose(np.r_[fit.cuts, fit.slopes], found.x, atol=VALUE)


def test_derivatives_are_slopes():
    codes, x = drawn(4)
    designs = boundary_designs(codes, x, codes.max() + 1)
    at = np.r_[1.2, 0.3, -0.8, 0.5, -0.2]
    here = derivatives(at, designs)
    for i, step in enumerate(DIFFERENCE * np.eye(5)):
        up, down = derivatives(at + step, designs), derivatives(at - step, designs)
        assert here.gradient[i] == pytest.approx(
            (up.value - down.value) / (2 * DIFFERENCE), abs=1e-5
        )
        np.testing.assert_allclose(
            here.information[i], -(up.gradient - down.gradient) / (2 * DIFFERENCE), atol=1e-5
        )


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), scale=st.floats(0.1, 10), shift=st.floats(-5, 5))
def test_unit_order_and_names_of_groups_do_not_matter(seed, scale, shift):
    codes, x = drawn(seed)
    groups = (x[:, 1] > 0).astype(int)
    found = logistic_difference(codes, x[:, 0], groups)
    moved = logistic_difference(codes, scale * x[:, 0] + shift, 1 - groups)
    np.testing.assert_allclose(moved.statistics, found.statistics, atol=SAME_MAXIMUM)
    np.testing.assert_allclose(moved.nagelkerke, found.nagelkerke, atol=SAME_MAXIMUM)
    np.testing.assert_allclose(moved.group_slopes, -found.group_slopes, atol=1e-4)
    turned = logistic_difference(codes.max() - codes, -x[:, 0], groups)
    np.testing.assert_allclose(turned.statistics, found.statistics, atol=SAME_MAXIMUM)
