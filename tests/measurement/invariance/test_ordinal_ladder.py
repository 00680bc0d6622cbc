"""The ladder for ordinal answers: counts of parameters, nesting, planted differences."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.linalg import block_diag

from analysis.measurement.invariance.differences import (
    chi_square,
    ordinal_difference,
    tangent,
)
from analysis.measurement.invariance.ordinal_ladder import (
    STEPS,
    equal_kinds,
    ladder_syntax,
    steps_of,
)
from analysis.measurement.invariance.places import Places
from analysis.measurement.invariance.releases import release_rows
from analysis.stats.sem.difference_tests import (
    GeneralModel,
    restriction,
    scaled_shifted_difference,
)
from tests.measurement.invariance.two_groups import (
    FACTORS,
    ITEMS,
    LOADINGS,
    THRESHOLDS,
    answers,
    fitted,
    samples,
)

PLACES = Places(("0", "1"), wide=False)
SAME_MINIMUM = 1e-4  # statistics of one minimum, reached from two sides
ALGEBRA = 1e-6  # the same formula from whole matrices
LINEAR = 0.25  # a score test foresees a difference test to first order


@pytest.fixture(scope="module")
def planted():
    """600 people each; a loading, a threshold and an intercept differ, each of one item."""
    loadings, thresholds = LOADINGS.copy(), THRESHOLDS.copy()
    loadings[0] = 0.3
    thresholds[7, 1] += 0.5
    thresholds[4] -= 0.6
    rng = np.random.default_rng(7)
    other = answers(rng, 600, loadings=loadings, thresholds=thresholds, mean=0.3, sd=1.1)
    return samples(answers(rng, 600), other)


@pytest.fixture(scope="module")
def fits(planted):
    return {step: fitted(planted, step) for step in STEPS}


def test_degrees_of_freedom_follow_from_counting(fits):
    p, t, m = len(ITEMS), 4, len(FACTORS)
    moments = 2 * (p * t + p * (p - 1) / 2)
    free = {
        "configural": 2 * (p * t + p + m * (m - 1) / 2),
        "thresholds": p * t + 2 * (p + m * (m - 1) / 2) + 2 * p,
        "loadings": p * t + p + 2 * m * (m - 1) / 2 + m + 2 * p,
        "intercepts": p * t + p + 2 * m * (m - 1) / 2 + 2 * m + p,
        "residuals": p * t + p + 2 * m * (m - 1) / 2 + 2 * m,
    }
    for step, fit in fits.items():
        assert fit.converged
        assert fit.tests["standard"].df == moments - free[step], step


def test_what_a_few_categories_cannot_tell_apart_is_one_step():
    names = [[(s.name, s.adds) for s in steps_of({"x": n, "y": 2})] for n in (2, 3, 5)]
    binary, ternary, five = names
    together = ("thresholds", "loadings", "intercepts")
    assert binary == [
        ("configural", ()),
        ("intercepts", together),
        ("residuals", ("residuals",)),
    ]
    assert ternary[1] == ("loadings", ("thresholds", "loadings"))
    assert [name for name, _ in five] == list(STEPS)


def test_three_categories_make_thresholds_a_matter_of_scale():
    rng = np.random.default_rng(3)
    few = THRESHOLDS[:, [0, 2]]
    given = samples(answers(rng, 400, thresholds=few), answers(rng, 400, thresholds=few))
    free, held = (fitted(given, step) for step in ("configural", "thresholds"))
    assert free.tests["standard"].df == held.tests["standard"].df
    assert free.tests["standard"].statistic == pytest.approx(
        held.tests["standard"].statistic, abs=SAME_MINIMUM
    )


def test_two_categories_are_tested_at_the_intercepts():
    assert equal_kinds("x", 2, "loadings", set()) == frozenset()
    assert equal_kinds("x", 2, "intercepts", set()) == {"thresholds", "loadings", "intercepts"}
    rng = np.random.default_rng(4)
    two = THRESHOLDS[:, [1]]
    given = samples(answers(rng, 500, thresholds=two), answers(rng, 500, thresholds=two))
    free, held = (fitted(given, step) for step in ("loadings", "intercepts"))
    p, m = len(ITEMS), len(FACTORS)
    assert held.tests["standard"].df - free.tests["standard"].df == 2 * p - (p + 2 * m)


def test_each_difference_shows_at_its_step_and_item(fits):
    for step, item, kind in (
        ("thresholds", "b1", "thresholds"),
        ("loadings", "a0", "loadings"),
        ("intercepts", "a4", "intercepts"),
    ):
        found = release_rows(fits[step], kind, ITEMS, PLACES)
        assert found.loc[found["statistic"].idxmax(), "item"] == item


def test_a_release_is_foreseen_by_its_score_test(planted, fits):
    for step, item, kind in (
        ("thresholds", "b3", "thresholds"),
        ("loadings", "b2", "loadings"),
        ("intercepts", "b5", "intercepts"),
        ("residuals", "b5", "residuals"),
    ):
        row = release_rows(fits[step], kind, [item], PLACES).iloc[0]
        freed = fitted(planted, step, frozenset({(kind, item)}))
        before, after = (fit.tests["standard"] for fit in (fits[step], freed))
        test = ordinal_difference(tangent(fits[step]), tangent(freed))
        assert before.df - after.df == test.df
        if kind != "thresholds":
            assert row["df"] == test.df
            assert row["statistic"] == pytest.approx(test.statistic, rel=LINEAR, abs=0.5)


def test_difference_tests_need_no_more_than_two_covariances(fits):
    for before, step in pairwise(STEPS):
        general, restricted = tangent(fits[before]), tangent(fits[step])
        own, other = (
            np.vstack([slope.toarray() for slope in each.slopes])
            for each in (general, restricted)
        )
        fit = general.fit
        total = sum(group.n for group in fit.sample)
        share = [group.n / total for group in fit.sample]
        weight = np.concatenate([s * w for s, w in zip(share, fit.weight, strict=True)])
        gamma = block_diag(*(g / s for s, g in zip(share, fit.gamma, strict=True)))
        information = own.T @ (weight[:, None] * own)
        model = GeneralModel(own, weight, gamma, information)
        expected = scaled_shifted_difference(
            chi_square(restricted.fit), chi_square(fit), model, restriction(own, other)
        )
        found = ordinal_difference(restricted, general)
        assert found.df == expected.df
        assert found.statistic == pytest.approx(expected.statistic, rel=ALGEBRA)


def test_an_item_whose_thresholds_are_released_shares_nothing():
    assert equal_kinds("x", 5, "residuals", {("thresholds", "x")}) == frozenset()
    syntax = ladder_syntax(
        {"f": ["x", "y", "z"]},
        {"x": 5, "y": 5, "z": 5},
        groups=3,
        step="residuals",
        released={("thresholds", "x")},
    )
    assert "l_f_x" not in syntax
    assert "l_f_y, l_f_y, l_f_y" in syntax
    assert "x ~ c(0, 0, 0)*1" in syntax


def test_the_order_of_groups_does_not_matter():
    rng = np.random.default_rng(12)
    one, other = answers(rng, 300), answers(rng, 260, mean=0.4, sd=1.2)
    for step in STEPS:
        here, there = fitted(samples(one, other), step), fitted(samples(other, one), step)
        for name in ("standard", "scaled_shifted"):
            assert here.tests[name].statistic == pytest.approx(
                there.tests[name].statistic, abs=SAME_MINIMUM
            )
