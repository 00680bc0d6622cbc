"""Graded models of two groups, and tests of their items, by a second implementation.

Answers are counted by pattern, the attribute is integrated out by Simpson's rule over a fine
grid, and every likelihood is maximised from the start by a general optimiser.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from scipy.integrate import simpson
from scipy.optimize import minimize
from scipy.special import expit
from scipy.stats import norm

from analysis.stats.irt.differential_items import DifferentialItems, differential_items
from analysis.stats.irt.graded_marginal import graded_answers
from tests.stats.irt.graded_data import drawn

P, K, N = 4, 3, 400
SLOPES = np.array([1.2, 1.6, 0.9, 2.0])
INTERCEPTS = np.array([[1.2, -1.0], [0.8, -1.4], [1.5, -0.5], [1.0, -1.2]])
POINTS = np.linspace(-6, 6, 41)
FINE = np.linspace(-8, 8, 161)
RATIO = 1e-4  # of chi-square; the optimiser's slopes are differences, good to 1e-6
PARAMETER = 2e-3  # where the likelihood is within 1e-6 of its maximum, errors of .15
SHARED, OPEN = np.zeros(P, dtype=bool), np.eye(P, dtype=bool)


@dataclass
class Maximum:
    """Log likelihood at its maximum, items (g, p, k) as slope and intercepts, groups."""

    level: float
    items: np.ndarray
    mean: float
    sd: float


def codes(shift: float) -> list[np.ndarray]:
    """Answers of two groups; the second is higher, and item 1 is easier for it."""
    rng, harder = np.random.default_rng(12), INTERCEPTS.copy()
    harder[1] += shift
    one = drawn(rng, N, slopes=SLOPES, intercepts=INTERCEPTS)[0]
    other = drawn(rng, N, slopes=SLOPES, intercepts=harder, mean=0.4, sd=1.2)[0]
    return [one, other]


def pattern_levels(items: np.ndarray, mean: float, sd: float, seen: np.ndarray) -> np.ndarray:
    """Log probability of every pattern, items as slope, intercepts: shape (patterns,)."""
    eta = items[:, :1, None] * FINE + items[:, 1:, None]
    above = np.concatenate([np.ones((P, 1, len(FINE))), expit(eta)], axis=1)
    chosen = above - np.concatenate([above[:, 1:], np.zeros((P, 1, len(FINE)))], axis=1)
    joint = np.prod([chosen[i, seen[:, i]] for i in range(P)], axis=0)
    return np.log(simpson(joint * norm.pdf(FINE, mean, sd), x=FINE, axis=1))


def directly(groups: list[np.ndarray], free: np.ndarray) -> Maximum:
    """The likelihood maximised where some items have their own parameters in each group."""
    counted = [np.unique(part.astype(int), axis=0, return_counts=True) for part in groups]
    own = int(free.sum())

    def unpacked(at: np.ndarray) -> tuple[np.ndarray, float, float]:
        first = at[: P * K].reshape(P, K)
        second = first.copy()
        second[free] = at[P * K : P * K + own * K].reshape(own, K)
        both = np.array([first, second])
        both[:, :, 2] = both[:, :, 1] - np.exp(both[:, :, 2])
        return both, at[-2], np.exp(at[-1])

    def lost(at: np.ndarray) -> float:
        both, mean, sd = unpacked(at)
        where = ((0.0, 1.0), (mean, sd))
        return -sum(
            float(n @ pattern_levels(items, *place, seen))
            for items, place, (seen, n) in zip(both, where, counted, strict=True)
        )

    start = np.concatenate([np.tile([1.0, 0.5, 0.3], P + own), [0.0, 0.0]])
    ended = minimize(lost, start, method="L-BFGS-B", options={"maxiter": 2000, "ftol": 1e-15})
    both, mean, sd = unpacked(ended.x)
    return Maximum(-ended.fun, both, mean, sd)


@pytest.fixture(scope="module", params=[0.0, 1.2], ids=["alike", "planted"])
def groups(request) -> list[np.ndarray]:
    return codes(request.param)


@pytest.fixture(scope="module")
def ours(groups) -> DifferentialItems:
    answers = [graded_answers(part, np.ones(N), categories=K) for part in groups]
    return differential_items(np.full(P, K), answers, POINTS, alpha=0.05, fewest_anchors=2)


def test_every_likelihood_ratio_and_its_anchors(groups, ours):
    base = directly(groups, ~ours.anchors)
    for item in range(P):
        other = directly(groups, ~ours.anchors ^ OPEN[item])
        ratio = 2 * abs(other.level - base.level)
        assert ours.statistics[item] == pytest.approx(ratio, abs=RATIO)
    np.testing.assert_array_equal(ours.df, K)


def test_parameters_of_both_groups(groups, ours):
    for parameters, free in ((ours.shared, SHARED), (ours.parameters, ~ours.anchors)):
        best = directly(groups, free)
        for g in range(2):
            np.testing.assert_allclose(parameters[g, :P], best.items[g, :, 0], atol=PARAMETER)
            cuts = parameters[g, P : P + P * (K - 1)].reshape(P, K - 1)
            np.testing.assert_allclose(cuts, best.items[g, :, 1:], atol=PARAMETER)
        assert parameters[1, -2] == pytest.approx(best.mean, abs=PARAMETER)
        assert np.exp(parameters[1, -1]) == pytest.approx(best.sd, abs=PARAMETER)


def test_only_the_planted_item_is_no_anchor(groups, ours):
    planted = np.ptp([part[:, 1].mean() for part in groups]) > 0.3
    assert ours.anchors.tolist() == [True, not planted, True, True]
