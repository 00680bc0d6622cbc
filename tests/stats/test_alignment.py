"""Alignment of many groups: closed form, brute force, recovery, invariances."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from analysis.stats.alignment import agreeing_groups, alignment, alignment_errors, loss

STEP, SLOPE = 1e-6, 1e-6  # central differences of sums near 100
EXACT = 1e-4  # where nothing differs the loss is flat around its smoothed corner
NEAR = 0.05  # two of twelve parameters of a group differ; smoothing .01 leaves a small pull
SPREAD = 0.3  # of a standard deviation of 150 draws (error 6 %), the loss bent at its corners
SAME = 1e-4  # two searches of one minimum
STARTS = 20  # several of which end in the lowest minimum
LOWER, LOWEST = 1e-6, 1e-3  # of a loss near 100 whose slopes are differences, and where it is

N = np.array([300.0, 400, 200, 500, 350, 250])
MEANS = np.array([0, 0.4, -0.3, 0.1, 0.8, -0.6])
SDS = np.array([1, 1.2, 0.9, 0.8, 1.1, 1.3])
LOADINGS = np.array([0.8, 1.0, 0.6, 1.2])
CONTINUOUS = (np.array([0.0, 0.5, -0.4, 0.2]), np.arange(4))
ORDINAL = (
    np.array([1.5, 0, -1.4, 1.1, -0.2, -1, 0.9, 0.1, -1.6, 2, 0.4, -1.1]),
    np.repeat(np.arange(4), 3),
)


def configural(
    intercepts: np.ndarray,
    item_of: np.ndarray,
    *,
    loading_shift: np.ndarray | float = 0,
    intercept_shift: np.ndarray | float = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """What groups show when each has its own unit: eta = mean + sd * eta0."""
    slopes = np.tile(LOADINGS, (6, 1)) + loading_shift
    levels = np.tile(intercepts, (6, 1)) + intercept_shift
    return slopes * SDS[:, None], levels + MEANS[:, None] * slopes[:, item_of]


@pytest.mark.parametrize(("intercepts", "item_of"), [CONTINUOUS, ORDINAL])
def test_full_invariance_gives_the_true_groups(intercepts, item_of):
    found = alignment(*configural(intercepts, item_of), item_of, N)
    np.testing.assert_allclose(found.means, MEANS, atol=EXACT)
    np.testing.assert_allclose(found.sds, SDS, atol=EXACT)
    np.testing.assert_allclose(found.loadings, np.tile(LOADINGS, (6, 1)), atol=EXACT)
    np.testing.assert_allclose(found.intercepts, np.tile(intercepts, (6, 1)), atol=EXACT)
    np.testing.assert_allclose(found.explained_loadings, 1, atol=EXACT)
    np.testing.assert_allclose(found.explained_intercepts, 1, atol=EXACT)


@pytest.mark.parametrize(("intercepts", "item_of"), [CONTINUOUS, ORDINAL])
def test_the_loss_is_the_sum_over_pairs_and_its_slopes_are_slopes(intercepts, item_of):
    rng = np.random.default_rng(1)
    slopes, levels = configural(intercepts, item_of)
    slopes, levels = slopes + rng.normal(0, 0.1, slopes.shape), levels - 0.2
    at = rng.normal(0, 0.3, 10)
    means, sds = np.r_[0, at[:5]], np.exp(np.r_[0, at[5:]])
    total = 0.0
    for a, b in combinations(range(6), 2):
        weight = np.sqrt(N[a] * N[b]) / N.max()
        for p in range(4):
            away = slopes[a, p] / sds[a] - slopes[b, p] / sds[b]
            total += weight * np.sqrt(np.sqrt(away**2 + 0.01))
        for t, p in enumerate(item_of):
            one, other = (levels[g, t] - means[g] * slopes[g, p] / sds[g] for g in (a, b))
            total += weight * np.sqrt(np.sqrt((one - other) ** 2 + 0.01))
    same = sum(N[g] / N.max() * 0.01**0.25 * (4 + len(item_of)) for g in range(6)) / 2
    value, slope = loss(at, slopes, levels, item_of, N, 0.01)
    assert value == pytest.approx(total + same, rel=1e-12)
    for i, step in enumerate(STEP * np.eye(10)):
        up, down = (loss(at + s * step, slopes, levels, item_of, N, 0.01)[0] for s in (1, -1))
        assert slope[i] == pytest.approx((up - down) / (2 * STEP), abs=SLOPE)


def published_loss(
    at: np.ndarray, slopes: np.ndarray, levels: np.ndarray, item_of: np.ndarray
) -> float:
    """Asparouhov and Muthén (2014), eq. 9 to 11, pair by pair, by variances."""
    means, variances = np.r_[0, at[:5]], np.r_[1, np.exp(at[5:])]
    unit = slopes / np.sqrt(variances)[:, None]
    place = levels - means[:, None] * unit[:, item_of]
    total = 0.0
    for a, b in combinations(range(6), 2):
        away = np.concatenate([unit[a] - unit[b], place[a] - place[b]])
        total += np.sqrt(N[a] * N[b]) * np.sqrt(np.sqrt(away**2 + 0.01)).sum()
    return total / N.max()


@pytest.mark.parametrize(("intercepts", "item_of"), [CONTINUOUS, ORDINAL])
def test_another_optimiser_from_many_starts_finds_nothing_lower(intercepts, item_of):
    rng = np.random.default_rng(8)
    apart = rng.normal(0, 0.05, (6, len(item_of)))
    apart[3, :2] += 0.7
    slopes, levels = configural(
        intercepts,
        item_of,
        loading_shift=rng.normal(0, 0.05, (6, 4)),
        intercept_shift=apart,
    )
    found = alignment(slopes, levels, item_of, N)
    ours = np.r_[found.means[1:], 2 * np.log(found.sds[1:])]
    ends = [
        minimize(published_loss, start, args=(slopes, levels, item_of), method="L-BFGS-B")
        for start in rng.normal(0, 0.5, (STARTS, 10))
    ]
    best = min(ends, key=lambda end: end.fun)
    assert published_loss(ours, slopes, levels, item_of) <= best.fun + LOWER
    np.testing.assert_allclose(ours, best.x, atol=LOWEST)


def test_a_minority_that_differs_does_not_move_the_groups():
    intercepts, item_of = ORDINAL
    loading_shift, intercept_shift = np.zeros((6, 4)), np.zeros((6, 12))
    loading_shift[4, 1] = -0.5
    intercept_shift[2, 0:3] = 0.8
    given = configural(
        intercepts, item_of, loading_shift=loading_shift, intercept_shift=intercept_shift
    )
    found = alignment(*given, item_of, N)
    np.testing.assert_allclose(found.means, MEANS, atol=NEAR)
    np.testing.assert_allclose(found.sds, SDS, atol=NEAR)
    same = agreeing_groups(found.intercepts, np.full((6, 12), 0.05))
    expected = np.ones((6, 12), dtype=bool)
    expected[2, 0:3] = False
    np.testing.assert_array_equal(same, expected)
    same = agreeing_groups(found.loadings, np.full((6, 4), 0.03))
    assert not same[4, 1]
    assert same.sum() == 23
    assert found.explained_intercepts[:6].max() < 0.9
    assert found.explained_intercepts[6:].min() > 0.95


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_order_of_groups_and_items_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    intercepts, item_of = CONTINUOUS
    noise = rng.normal(0, 0.02, (6, 4))
    noise[3, 1] = 0.7
    slopes, levels = configural(intercepts, item_of, intercept_shift=noise)
    found = alignment(slopes, levels, item_of, N)
    order, items = np.r_[0, 1 + rng.permutation(5)], rng.permutation(4)
    moved = alignment(
        slopes[np.ix_(order, items)], levels[np.ix_(order, items)], item_of, N[order]
    )
    np.testing.assert_allclose(moved.means, found.means[order], atol=SAME)
    np.testing.assert_allclose(moved.sds, found.sds[order], atol=SAME)


def test_standard_errors_are_the_spread_over_samples():
    intercepts, item_of = ORDINAL
    rng = np.random.default_rng(2)
    truth = configural(intercepts, item_of, intercept_shift=rng.normal(0, 0.2, (6, 12)))
    error = 0.05
    draws = []
    for _ in range(150):
        slopes, levels = (part + error * rng.normal(size=part.shape) for part in truth)
        found = alignment(slopes, levels, item_of, N)
        draws.append(np.r_[found.means, np.log(found.sds)])
    covariance = np.tile(error**2 * np.eye(16), (6, 1, 1))
    errors = alignment_errors(alignment(*truth, item_of, N), *truth, item_of, N, covariance)
    spread = np.std(draws, axis=0).reshape(2, 6)
    np.testing.assert_allclose(np.array(errors)[:, 1:], spread[:, 1:], rtol=SPREAD)
    np.testing.assert_array_equal(np.array(errors)[:, 0], 0)
