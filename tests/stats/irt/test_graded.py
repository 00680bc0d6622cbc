"""The graded response model: derivatives by differences, recovery, invariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit

from analysis.stats.irt.ability import (
    expected_abilities,
    expected_scores,
    item_information,
    likelihood_parts,
    marginal_reliability,
    person_fit,
)
from analysis.stats.irt.graded_fit import graded_fit
from analysis.stats.irt.graded_marginal import answers_by_person, graded_answers, marginal
from analysis.stats.irt.graded_model import GradedModel, graded_model
from analysis.stats.irt.graded_response import GradedItems, category_curves
from tests.stats.irt.graded_data import INTERCEPTS, N_CATEGORIES, SLOPES, drawn

POINTS = np.linspace(-6, 6, 61)
ITEMS = GradedItems(SLOPES, INTERCEPTS)
STEP = 1e-5
DIFFERENCE = 1e-6  # central differences with this step of sums near 1,000
ROUNDING = 1e-10
INTEGRAL = 1e-7  # 61 points against adaptive quadrature
SAME_MAXIMUM = 1e-6  # two searches of one maximum
LOW, HIGH = (
    0.90,
    0.98,
)  # coverage of 95 % in 200 x 18 cells: four Monte Carlo errors (.0036) and skew


def model_of(
    n_categories: np.ndarray = N_CATEGORIES, *, groups: int = 1, free: tuple[int, ...] = ()
) -> GradedModel:
    own = np.isin(np.arange(len(n_categories)), free)
    return graded_model(n_categories, groups=groups, free_items=own, free_distribution=True)


def answers_of(codes: np.ndarray, weights: np.ndarray | None = None):
    weights = np.ones(len(codes)) if weights is None else weights
    return graded_answers(codes, weights, categories=int(N_CATEGORIES.max()))


def with_gaps(codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.where(rng.random(codes.shape) < 0.15, np.nan, codes)


def test_category_probabilities_are_differences_of_logistic_functions():
    curves = category_curves(ITEMS, POINTS)
    eta = SLOPES[:, None, None] * POINTS + INTERCEPTS[:, :, None]
    above = np.concatenate([np.ones((5, 1, 61)), expit(eta), np.zeros((5, 1, 61))], axis=1)
    expected = above[:, :-1] - above[:, 1:]
    there = np.arange(5) < N_CATEGORIES[:, None]
    found = np.exp(curves.log_probability)
    np.testing.assert_allclose(found[there], expected[there], rtol=ROUNDING * 1e2, atol=1e-15)


def test_extreme_answers_keep_their_digits():
    items = GradedItems(np.array([2.0]), np.array([[40.0, -40.0]]))
    level = category_curves(items, np.array([0.0])).log_probability[0, :, 0]
    np.testing.assert_allclose(level[[0, 2]], [-40, -40], rtol=1e-12)


@pytest.mark.parametrize("groups", [1, 2, 3])
def test_gradient_and_information_are_derivatives(groups):
    rng = np.random.default_rng(groups)
    model = model_of(groups=groups, free=(1, 3))
    answers = [answers_of(with_gaps(drawn(rng, 150)[0], rng)) for _ in range(groups)]
    free = graded_fit(model, answers, POINTS).free + rng.normal(0, 0.05, model.n_free)
    here = marginal(model, free, answers, POINTS, exact=True)
    steps = STEP * np.eye(model.n_free)
    sides = [
        [marginal(model, free + sign * step, answers, POINTS, exact=False) for sign in (1, -1)]
        for step in steps
    ]
    slope = [(up.log_likelihood - down.log_likelihood) / (2 * STEP) for up, down in sides]
    bend = np.array([(up.gradient - down.gradient) / (2 * STEP) for up, down in sides])
    size = np.abs(bend).max()
    np.testing.assert_allclose(here.gradient, slope, atol=DIFFERENCE * size)
    np.testing.assert_allclose(here.information, -bend, atol=DIFFERENCE * size)
    total = sum(g.weights @ s for g, s in zip(answers, here.scores, strict=True))
    np.testing.assert_allclose(total, here.gradient, atol=ROUNDING * size)


def test_the_marginal_likelihood_is_the_integral():
    codes = np.array([[0, 1, 2, 1, 4], [4, np.nan, 3, 0, 0.0]])
    model = model_of()
    free = np.concatenate([SLOPES, INTERCEPTS[np.isfinite(INTERCEPTS)]])
    found = marginal(model, free, [answers_of(codes)], POINTS, exact=False).log_likelihood

    def density(x: float, row: np.ndarray) -> float:
        share = np.exp(category_curves(ITEMS, np.array([x])).log_probability[:, :, 0])
        seen = np.flatnonzero(~np.isnan(row))
        likelihood = np.prod(share[seen, row[seen].astype(int)])
        return float(likelihood * np.exp(-(x**2) / 2) / np.sqrt(2 * np.pi))

    expected = sum(np.log(quad(density, -9, 9, args=(row,), epsabs=1e-14)[0]) for row in codes)
    assert found == pytest.approx(expected, abs=INTEGRAL)


def test_two_groups_that_share_nothing_are_two_fits():
    rng = np.random.default_rng(5)
    parts = [answers_of(drawn(rng, 400)[0]) for _ in range(2)]
    every = np.ones(5, dtype=bool)
    model = graded_model(N_CATEGORIES, groups=2, free_items=every, free_distribution=False)
    both = graded_fit(model, parts, POINTS)
    alone = [graded_fit(model_of(), [part], POINTS) for part in parts]
    assert both.converged
    np.testing.assert_allclose(
        both.parameters, np.vstack([fit.parameters for fit in alone]), atol=SAME_MAXIMUM
    )


def test_parameters_and_group_differences_are_recovered():
    rng = np.random.default_rng(11)
    inside, far = [], []
    for _ in range(40):
        parts = [
            answers_of(drawn(rng, 600)[0]),
            answers_of(drawn(rng, 500, mean=0.5, sd=0.8)[0]),
        ]
        fit = graded_fit(model_of(groups=2), parts, POINTS)
        truth = np.concatenate(
            [SLOPES, INTERCEPTS[np.isfinite(INTERCEPTS)], [0.5, np.log(0.8)]]
        )
        away = (fit.free - truth) / np.sqrt(np.diag(fit.covariance))
        assert fit.converged
        inside.append(np.abs(away) < 1.96)
        far.append(away)
    assert LOW < np.mean(inside) < HIGH
    assert np.abs(np.mean(far, axis=0)).max() < 0.7  # 4 / sqrt(40) errors


def test_abilities_and_reliability_meet_the_truth():
    rng = np.random.default_rng(3)
    codes, attribute = drawn(rng, 20000)
    answers = answers_by_person(codes, categories=5)
    parameters = np.concatenate([SLOPES, INTERCEPTS[np.isfinite(INTERCEPTS)], [0, 0]])
    found = expected_abilities(answers, ITEMS, parameters, POINTS)
    each = found.estimates
    error = attribute - each
    assert np.mean(error) == pytest.approx(0, abs=0.02)
    assert np.mean(error**2) == pytest.approx(np.mean(found.std_errors**2), rel=0.03)
    reliability = np.corrcoef(each, attribute)[0, 1] ** 2
    assert marginal_reliability(ITEMS, parameters, POINTS) == pytest.approx(
        reliability, abs=0.03
    )


def test_information_is_the_expected_curvature():
    def expected(x: float) -> float:
        def log_share(t: float) -> np.ndarray:
            return category_curves(ITEMS, np.array([t])).log_probability[:, :, 0]

        h = 1e-4
        bend = (log_share(x + h) - 2 * log_share(x) + log_share(x - h)) / h**2
        there = np.arange(5) < N_CATEGORIES[:, None]
        return float(-(np.exp(log_share(x)) * bend)[there].sum())

    at = np.array([-2.0, 0.3, 1.5])
    found = item_information(ITEMS, at).sum(axis=0)
    np.testing.assert_allclose(found, [expected(x) for x in at], rtol=1e-5)


def test_expected_scores_are_means_of_drawn_answers():
    rng = np.random.default_rng(2)
    codes, _ = drawn(rng, 200000, mean=0.7, sd=1e-9)
    np.testing.assert_allclose(
        expected_scores(ITEMS, np.array([0.7]))[:, 0], codes.mean(axis=0), atol=0.015
    )


def test_person_fit_is_standard_for_people_who_follow_the_model():
    rng = np.random.default_rng(8)
    slopes, intercepts = np.tile(SLOPES, 6), np.tile(INTERCEPTS, (6, 1))
    codes, attribute = drawn(rng, 3000, slopes=slopes, intercepts=intercepts)
    answers = answers_by_person(codes, categories=5)
    items = GradedItems(slopes, intercepts)
    found = person_fit([likelihood_parts(answers, items, attribute)])
    assert np.mean(found) == pytest.approx(0, abs=0.08)  # four errors
    assert np.std(found) == pytest.approx(1, abs=0.06)
    random = rng.integers(0, np.tile(N_CATEGORIES, 6), size=codes.shape)
    careless = answers_by_person(random.astype(float), categories=5)
    assert np.mean(person_fit([likelihood_parts(careless, items, attribute)])) < -2


def test_person_fit_over_parts_is_that_of_all_items():
    rng = np.random.default_rng(9)
    codes, attribute = drawn(rng, 50)
    whole = likelihood_parts(answers_by_person(codes, categories=5), ITEMS, attribute)
    parts = [
        likelihood_parts(
            answers_by_person(codes[:, own], categories=5),
            GradedItems(SLOPES[own], INTERCEPTS[own]),
            attribute,
        )
        for own in (slice(0, 2), slice(2, 5))
    ]
    np.testing.assert_allclose(person_fit(parts), person_fit([whole]), rtol=ROUNDING)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_order_and_direction_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    codes = with_gaps(drawn(rng, 300)[0], rng)
    fit = graded_fit(model_of(), [answers_of(codes)], POINTS)
    order, people = rng.permutation(5), rng.permutation(300)
    moved = graded_fit(
        model_of(N_CATEGORIES[order]), [answers_of(codes[people][:, order])], POINTS
    )
    np.testing.assert_allclose(
        moved.parameters[0, :5], fit.parameters[0, order], atol=SAME_MAXIMUM
    )
    turned = graded_fit(model_of(), [answers_of(N_CATEGORIES - 1 - codes)], POINTS)
    model = model_of()
    here, there = (model.items(f.parameters[0]).intercepts for f in (fit, turned))
    np.testing.assert_allclose(
        turned.parameters[0, :5], fit.parameters[0, :5], atol=SAME_MAXIMUM
    )
    for j, c in enumerate(N_CATEGORIES):
        np.testing.assert_allclose(
            there[j, : c - 1], -here[j, : c - 1][::-1], atol=SAME_MAXIMUM
        )


def test_weights_stand_for_people():
    rng = np.random.default_rng(4)
    codes = drawn(rng, 120)[0]
    times = rng.integers(1, 4, 120)
    weighted = graded_fit(model_of(), [answers_of(codes, times.astype(float))], POINTS)
    repeated = graded_fit(model_of(), [answers_of(np.repeat(codes, times, axis=0))], POINTS)
    np.testing.assert_allclose(weighted.free, repeated.free, atol=SAME_MAXIMUM)
    np.testing.assert_allclose(weighted.covariance, repeated.covariance, rtol=1e-4)
