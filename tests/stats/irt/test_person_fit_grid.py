"""Anchors: lz at the same ability, the sums written out, and what a drawn sample must show."""

import numpy as np

from analysis.stats.irt.ability import likelihood_parts, person_fit
from analysis.stats.irt.graded_marginal import answers_by_person
from analysis.stats.irt.graded_response import GradedItems, category_curves
from analysis.stats.irt.person_fit_grid import (
    ROWS_AT_ONCE,
    fit_tables,
    person_fit_of_several,
)
from tests.stats.irt.graded_data import INTERCEPTS, N_CATEGORIES, SLOPES

POINTS = np.linspace(-4, 4, 41)
ITEMS = GradedItems(SLOPES, INTERCEPTS)
ROUNDING = 1e-10


def drawn_codes(n: int, rng: np.random.Generator) -> np.ndarray:
    share = np.exp(category_curves(ITEMS, rng.standard_normal(n)).log_probability)
    share[:, 1:][np.isneginf(INTERCEPTS)] = 0
    above = np.cumsum(share, axis=1) < rng.random((len(SLOPES), 1, n))
    return np.minimum(above.sum(axis=1), N_CATEGORIES[:, None] - 1).T


def most_likely_points(codes: np.ndarray) -> np.ndarray:
    level = category_curves(ITEMS, POINTS).log_probability
    found = []
    for row in codes:
        total = sum(level[j, c] for j, c in enumerate(row) if c >= 0) - POINTS**2 / 2
        found.append(POINTS[np.argmax(total)])
    return np.array(found)


def with_gaps(codes: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.where(rng.random(codes.shape) < 0.15, -1, codes)


def test_of_one_attribute_it_is_lz_at_the_most_likely_point():
    rng = np.random.default_rng(1)
    codes = with_gaps(drawn_codes(300, rng), rng)
    answers = answers_by_person(
        np.where(codes < 0, np.nan, codes), categories=INTERCEPTS.shape[1] + 1
    )
    expected = person_fit([likelihood_parts(answers, ITEMS, most_likely_points(codes))])
    found = person_fit_of_several(codes, np.zeros(len(SLOPES), int), fit_tables(ITEMS, POINTS))
    np.testing.assert_allclose(found, expected, rtol=ROUNDING, atol=ROUNDING)


def test_of_two_attributes_sums_of_both_make_one_lz():
    rng = np.random.default_rng(2)
    codes = drawn_codes(50, rng)
    attribute = np.array([0, 1, 0, 1, 1])
    tables = fit_tables(ITEMS, POINTS)
    top, bottom = np.zeros(50), np.zeros(50)
    for one in (0, 1):
        for i, row in enumerate(codes):
            own = [j for j in range(5) if attribute[j] == one]
            total = sum(tables.log_probability[j, row[j]] for j in own)
            at = np.argmax(total - POINTS**2 / 2)
            top[i] += total[at] - sum(tables.expected[j, at] for j in own)
            bottom[i] += sum(tables.variance[j, at] for j in own)
    found = person_fit_of_several(codes, attribute, tables)
    np.testing.assert_allclose(found, top / np.sqrt(bottom), rtol=ROUNDING)


def test_nobody_has_a_value_without_answers_and_order_does_not_matter():
    codes = drawn_codes(40, np.random.default_rng(3))
    codes[0] = -1
    tables = fit_tables(ITEMS, POINTS)
    found = person_fit_of_several(codes, np.zeros(5, int), tables)
    assert np.isnan(found[0])
    assert not np.isnan(found[1:]).any()
    back = person_fit_of_several(codes[::-1], np.zeros(5, int), tables)[::-1]
    np.testing.assert_array_equal(found, back)


def test_more_people_than_are_worked_at_once_are_all_worked():
    codes = np.resize(drawn_codes(100, np.random.default_rng(4)), (ROWS_AT_ONCE + 100, 5))
    found = person_fit_of_several(codes, np.zeros(5, int), fit_tables(ITEMS, POINTS))
    np.testing.assert_array_equal(found[:100], found[ROWS_AT_ONCE:])


def test_random_answers_fit_worse_than_drawn_ones():
    rng = np.random.default_rng(5)
    tables, one = fit_tables(ITEMS, POINTS), np.zeros(5, int)
    anything = rng.integers(0, N_CATEGORIES, (2000, 5))
    drawn = person_fit_of_several(drawn_codes(2000, rng), one, tables)
    assert person_fit_of_several(anything, one, tables).mean() < drawn.mean() - 0.3
