"""Likelihood-ratio tests of items between groups: brute force, recovery, effect sizes."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit

from analysis.stats.irt.differential_items import differential_items
from analysis.stats.irt.graded_fit import graded_fit
from analysis.stats.irt.graded_marginal import GradedAnswers, graded_answers
from analysis.stats.irt.graded_model import graded_model
from analysis.stats.irt.graded_refit import graded_refit
from analysis.stats.irt.graded_response import GradedItems
from analysis.stats.irt.score_differences import score_differences
from tests.stats.irt.graded_data import INTERCEPTS, N_CATEGORIES, SLOPES, drawn

POINTS = np.linspace(-6, 6, 41)
SAME_MAXIMUM = 1e-5  # of likelihood ratios: parameters that still move by 1e-4
INTEGRAL = 1e-6
ALPHA = 0.05


def coded(codes: np.ndarray) -> GradedAnswers:
    return graded_answers(codes, np.ones(len(codes)), categories=int(N_CATEGORIES.max()))


def groups(
    seed: int, n: int = 600, *, shift: float = 0.0, slope: float = 1.0, item: int = 1
) -> list[GradedAnswers]:
    """Two groups; one item's intercepts and slope differ, and so do means and spreads."""
    rng = np.random.default_rng(seed)
    slopes, intercepts = SLOPES.copy(), INTERCEPTS.copy()
    slopes[item] *= slope
    intercepts[item] += shift
    first, second = drawn(rng, n)[0], drawn(
        rng, n, slopes=slopes, intercepts=intercepts, mean=0.4, sd=1.2
    )[0]  # fmt: skip
    return [coded(first), coded(second)]


def found(parts: list[GradedAnswers]):
    return differential_items(N_CATEGORIES, parts, POINTS, alpha=ALPHA, fewest_anchors=2)


def level(parts: list[GradedAnswers], free: np.ndarray) -> float:
    """Log likelihood of a fit from the start."""
    model = graded_model(
        N_CATEGORIES, groups=len(parts), free_items=free, free_distribution=True
    )
    fit = graded_fit(model, parts, POINTS)
    assert fit.converged
    return fit.log_likelihood


@pytest.mark.parametrize("shift", [0.0, 0.9])
def test_every_ratio_is_that_of_two_fits_from_the_start(shift):
    parts = groups(1, shift=shift)
    result = found(parts)
    free = ~result.anchors
    assert free.tolist() == [False, shift > 0, False, False, False]
    base = level(parts, free)
    for item in range(5):
        other = level(parts, free ^ (np.arange(5) == item))
        assert result.statistics[item] == pytest.approx(2 * abs(other - base), abs=SAME_MAXIMUM)
    np.testing.assert_array_equal(result.df, N_CATEGORIES)


def test_three_groups_are_tested_at_once():
    parts = [*groups(2), groups(3)[1]]
    result = found(parts)
    np.testing.assert_array_equal(result.df, 2 * N_CATEGORIES)
    free = ~result.anchors
    other = level(parts, free ^ (np.arange(5) == 2))
    assert result.statistics[2] == pytest.approx(
        2 * abs(other - level(parts, free)), abs=SAME_MAXIMUM
    )


def test_order_of_items_does_not_matter():
    parts, order = groups(4, shift=0.9), np.array([3, 1, 4, 0, 2])
    turned = [
        GradedAnswers(
            part.chosen.reshape(-1, 5, 5)[:, order].reshape(len(part.chosen), -1), part.weights
        )
        for part in parts
    ]
    moved = differential_items(
        N_CATEGORIES[order], turned, POINTS, alpha=ALPHA, fewest_anchors=2
    )
    result = found(parts)
    np.testing.assert_allclose(moved.statistics, result.statistics[order], atol=SAME_MAXIMUM)
    np.testing.assert_array_equal(moved.anchors, result.anchors[order])


def test_a_refit_whose_slope_misleads_still_reaches_the_maximum():
    parts = groups(5)
    model = graded_model(
        N_CATEGORIES, groups=2, free_items=np.zeros(5, dtype=bool), free_distribution=True
    )
    fit = graded_fit(model, parts, POINTS)
    away = fit.parameters.copy()
    away[:, :5] *= 1.3
    for information in (fit.information, 0.2 * fit.information, np.zeros_like(fit.information)):
        again = graded_refit(model, away, information, parts, POINTS)
        assert again.converged
        assert again.log_likelihood == pytest.approx(fit.log_likelihood, abs=SAME_MAXIMUM)


def test_too_few_anchors_end_the_search():
    rng = np.random.default_rng(6)
    intercepts = INTERCEPTS + np.array([2.0, -2.0, 1.0, -1.5, 0.0])[:, None]
    parts = [coded(drawn(rng, 800)[0]), coded(drawn(rng, 800, intercepts=intercepts)[0])]
    result = differential_items(N_CATEGORIES, parts, POINTS, alpha=ALPHA, fewest_anchors=4)
    assert not result.enough_anchors
    assert result.anchors.sum() == 4


def test_effect_sizes_are_integrals_over_the_focal_group():
    reference = GradedItems(SLOPES, INTERCEPTS)
    focal = GradedItems(SLOPES * 1.2, INTERCEPTS - 0.4)
    result = score_differences(
        reference, focal, mean=0.3, sd=0.9, points=np.linspace(-6, 6, 121)
    )

    def expected(items: GradedItems, x: float, item: int) -> float:
        return float(expit(items.slopes[item] * x + items.intercepts[item]).sum())

    def over(value) -> float:
        def weighed(x: float) -> float:
            return value(x) * np.exp(-(((x - 0.3) / 0.9) ** 2) / 2) / (0.9 * np.sqrt(2 * np.pi))

        return quad(weighed, -7, 7, epsabs=1e-12, limit=200)[0]

    for item in range(5):

        def gap(x: float, item: int = item) -> float:
            return expected(focal, x, item) - expected(reference, x, item)

        signed = over(gap)
        spread = [
            over(lambda x, it=item, i=items: expected(i, x, it) ** 2)
            - over(lambda x, it=item, i=items: expected(i, x, it)) ** 2
            for items in (reference, focal)
        ]
        assert result.signed[item] == pytest.approx(signed, abs=INTEGRAL)
        assert result.unsigned[item] == pytest.approx(over(lambda x: abs(gap(x))), abs=1e-3)
        assert result.standardised[item] == pytest.approx(
            signed / np.sqrt(np.mean(spread)), abs=INTEGRAL
        )


def test_planted_differences_are_found_on_their_item():
    """Shifts of .6 of a slope of 1.4, and a slope 1.8 times as steep, in groups of 600."""
    for options in ({"shift": 0.8}, {"slope": 1.8}):
        hits = [found(groups(seed, **options)) for seed in range(10)]
        right = [not one.anchors[1] for one in hits]
        assert np.mean(right) >= 0.9
        assert np.mean([one.anchors[[0, 2, 3, 4]].all() for one in hits]) >= 0.8


@pytest.mark.slow
def test_nothing_planted_is_rejected_as_often_as_promised():
    """300 pairs of groups that differ in mean and spread: 1,500 tests, error .0056."""
    p_values = np.array([found(groups(seed, 500)).p_values for seed in range(300)])
    assert 0.03 <= np.mean(p_values < ALPHA) <= 0.07
