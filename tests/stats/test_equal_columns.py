"""Columns that agree in everybody, and those that chance or likeness explains."""

import numpy as np
import pytest

from analysis.stats.equal_columns import EqualPair, agreement, equal_columns


def answers(
    n: int, seed: int, shares: tuple[float, ...] = (0.1, 0.2, 0.4, 0.2, 0.1)
) -> np.ndarray:
    codes = np.random.default_rng(seed).choice(len(shares), size=n, p=shares)
    return 1.0 + codes


def test_the_chance_of_two_unrelated_answers_is_that_of_their_shares():
    one, other = np.array([1.0, 1, 1, 2]), np.array([1.0, 2, 2, 2])
    assert agreement(one, other) == pytest.approx(0.75 * 0.25 + 0.25 * 0.75)


@pytest.mark.parametrize("gaps", [0, 20], ids=["complete", "gaps"])
def test_the_same_column_twice_is_found(gaps):
    column = answers(120, 1)
    twice = column.copy()
    twice[:gaps] = np.nan
    found = list(equal_columns(np.column_stack([column, answers(120, 2), twice])))
    assert found == [EqualPair(0, 2, 120 - gaps, 120 - gaps)]


def test_a_cell_or_two_that_were_mended_hide_nothing():
    column = answers(250, 3)
    twice = column.copy()
    twice[:2] = 6 - column[:2] + (column[:2] == 3)
    (found,) = equal_columns(np.column_stack([column, twice]))
    assert (found.n, found.n_same) == (250, 248)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (answers(29, 4), answers(29, 4)),
        (np.ones(200), np.ones(200)),
        (np.r_[np.ones(99), 2], np.r_[np.ones(99), 2]),
        (answers(120, 5), np.r_[answers(120, 5)[:110], 6 - answers(120, 5)[110:]]),
    ],
    ids=["few_people", "constant", "nearly_constant", "much_alike"],
)
def test_what_may_be_chance_or_likeness_is_passed_over(one, other):
    assert list(equal_columns(np.column_stack([one, other]))) == []


@pytest.mark.parametrize("options", [2, 5, 7])
def test_two_questions_that_are_nearly_one_are_not_called_one(options):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        core = rng.normal(size=120)
        pair = [0.95**0.5 * core + 0.05**0.5 * rng.normal(size=120) for _ in range(2)]
        cuts = np.linspace(-1.2, 1.2, options + 1)[1:-1]
        found = equal_columns(
            np.column_stack([np.digitize(x, cuts) for x in pair]).astype(float)
        )
        assert list(found) == []
