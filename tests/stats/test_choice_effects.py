from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.choice_effects import choice_effects

CLOSED_FORM = 1e-12
GRID = np.array(list(product(range(3), range(2), range(4))))


def results_of(grid, seed, p=3):
    return np.random.default_rng(seed).normal(size=(len(grid), p))


def sum_of_squares(results):
    return sum(((column - column.mean()) ** 2).sum() for column in results.T)


def by_hand(options, results):
    """Every pair and every option in plain loops."""
    found = []
    for j in range(options.shape[1]):
        changes = [
            abs(a - b)
            for (s, x), (t, y) in combinations(enumerate(options), 2)
            if [k for k in range(len(x)) if x[k] != y[k]] == [j]
            for a, b in zip(results[s], results[t], strict=True)
        ]
        total = sum_of_squares(results)
        within = sum(sum_of_squares(results[options[:, j] == k]) for k in set(options[:, j]))
        found.append((np.mean(changes), max(changes), len(changes) / 3, 1 - within / total))
    return np.array(found).T


@pytest.mark.parametrize("rows", [len(GRID), 17], ids=["full", "ragged"])
def test_effects_are_those_of_plain_loops(rows):
    kept = np.random.default_rng(3).permutation(len(GRID))[:rows]
    options, results = GRID[kept], results_of(GRID, 1)[kept]
    found = choice_effects(options, results)
    values = [found.mean_change, found.largest_change, found.n_pairs, found.variance_share]
    assert np.array(values) == pytest.approx(by_hand(options, results), abs=CLOSED_FORM)


def test_a_choice_without_effect_moves_nothing():
    results = results_of(GRID, 2)[:, :1] * 0 + GRID[:, [0]]
    found = choice_effects(GRID, results)
    assert found.mean_change == pytest.approx([4 / 3, 0, 0], abs=CLOSED_FORM)
    assert found.variance_share == pytest.approx([1, 0, 0], abs=CLOSED_FORM)


def test_additive_effects_add_up_to_all_variance():
    sizes = [results_of(np.zeros((k, 1)), k) for k in (3, 2, 4)]
    results = sum(size[GRID[:, j]] for j, size in enumerate(sizes))
    assert choice_effects(GRID, results).variance_share.sum() == pytest.approx(1)


def test_one_specification_says_nothing():
    found = choice_effects(GRID[:1], results_of(GRID, 1)[:1])
    assert np.isnan(found.mean_change).all()
    assert np.isnan(found.variance_share).all()
    assert (found.n_pairs == 0).all()


@given(seed=st.integers(0, 999))
def test_order_and_labels_do_not_matter(seed):
    rng = np.random.default_rng(seed)
    results, order = results_of(GRID, seed), rng.permutation(len(GRID))
    relabelled = np.column_stack([rng.permutation(9)[GRID[:, j]] for j in range(3)])
    found = choice_effects(GRID, results)
    again = choice_effects(relabelled[order], results[order])
    for name in ("mean_change", "largest_change", "n_pairs", "variance_share"):
        assert getattr(again, name) == pytest.approx(getattr(found, name), abs=CLOSED_FORM)
