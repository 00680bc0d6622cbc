"""Slips of the unit are found; honest sales, however skewed, seldom alarm."""

import numpy as np
import pytest
from scipy.stats import norm

from analysis.stats.extreme_values import extreme_values, honest_limit, level_ratio

MANY = 200
ALARMS = 5
"""Of `MANY` studies at most: with a rate of 1 %, more than 5 come by chance in 2 % of runs."""


def drawn(rng: np.random.Generator, kind: str, n: int) -> np.ndarray:
    if kind == "pareto":
        return 1 + rng.pareto(2.5, n)
    return np.exp(float(kind) * rng.standard_normal(n))


@pytest.mark.parametrize("kind", ["0.3", "1.0", "pareto"])
@pytest.mark.parametrize("n", [60, 480, 5760])
def test_honest_sales_seldom_alarm(kind, n):
    rng = np.random.default_rng([n, len(kind)])
    found = [extreme_values(drawn(rng, kind, n), 1) for _ in range(MANY)]
    assert sum(len(one.above) > 0 for one in found) <= ALARMS
    assert sum(len(one.below) > 0 for one in found) <= ALARMS


@pytest.mark.parametrize("kind", ["0.3", "0.6"])
@pytest.mark.parametrize(("factor", "above"), [(1000, True), (10000, True), (1e-4, False)])
def test_two_slips_are_found_where_they_are(kind, factor, above):
    rng = np.random.default_rng(5)
    values = np.clip(drawn(rng, kind, 300), 0.3, 3)
    values[[17, 101]] *= factor
    found = extreme_values(values, 6)
    assert (found.above if above else found.below).tolist() == [17, 101]
    assert len(found.below if above else found.above) == 0


def test_a_hundredfold_is_found_among_people_who_differ_little():
    values = np.concatenate([np.linspace(0.5, 2, 200), [120.0, 130.0]])
    found = extreme_values(values, 10)
    assert found.above.tolist() == [200, 201]
    assert found.times == pytest.approx(130 / np.median(values), rel=1e-12)


def test_what_is_far_and_not_apart_is_a_tail():
    values = np.concatenate([np.ones(60), 2.0 ** np.arange(12)])
    assert extreme_values(values, 1).above.size == 0


def test_times_and_parts_are_of_the_median_of_positive_values():
    values = np.array([np.nan, 0, -5, *np.linspace(0.9, 1.1, 41), 1e5, 1e-5])
    found = extreme_values(values, 1)
    assert (found.above.tolist(), found.below.tolist()) == ([44], [45])
    assert found.times == pytest.approx(1e5, rel=1e-12)
    assert found.parts == pytest.approx(1e5, rel=1e-12)


def test_few_or_equal_values_have_no_extremes():
    assert extreme_values(np.array([1.0] * 10 + [1e9]), 1).above.size == 0
    assert extreme_values(np.ones(50), 1).above.size == 0
    assert extreme_values(np.full(50, np.nan), 1).above.size == 0


def test_the_honest_limit_is_that_of_the_laws_it_states():
    """Expected above: .01, of 5,000 with P(X > t) = .5 (t / median)^-2.5, of 100 normal."""
    assert 5000 * 0.5 * np.exp(honest_limit(5000, 1)) ** -2.5 == pytest.approx(0.01, rel=1e-9)
    assert 100 * norm.sf(honest_limit(100, 1)) == pytest.approx(0.01, rel=1e-9)
    assert honest_limit(100, 50) == honest_limit(5000, 1)


@pytest.mark.parametrize(
    ("medians", "group", "ratio"),
    [([1, 1, 1e4], 2, 1e4), ([1, 1e-4, 1], 1, 1e-4), ([1e4, 1], 0, 1e4), ([1, 1], 0, 1.0)],
)
def test_the_group_of_another_level_is_found(medians, group, ratio):
    spread = np.array([0.8, 0.9, 1.0, 1.1, 1.2])
    values = np.concatenate([m * spread for m in medians])
    codes = np.repeat(np.arange(len(medians)), 5)
    found = level_ratio(values, codes, 5)
    assert found[0] == group
    assert found[1] == pytest.approx(ratio, rel=1e-12)
    assert level_ratio(values, codes, 6) == (-1, 1.0)
