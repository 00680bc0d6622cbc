"""People in two halves: alike in groups, whole people, the same whatever the order."""

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.invariance.halves import first_half

DRAWS, FAR = 100, 4.5  # so many standard errors away is one of 60 people once in 2,000 samples
SIZES = {"a": 41, "b": 60, "c": 1}


@pytest.fixture
def people() -> pd.DataFrame:
    """Every third person has two answers."""
    rows = [
        {"person": f"{group}{i}", "group": group}
        for group, size in SIZES.items()
        for i in range(size)
        for _ in range(1 + (i % 3 == 0))
    ]
    return pd.DataFrame(rows)


def drawn(people: pd.DataFrame, seed: int) -> pd.Series:
    half = first_half(people["person"], people["group"], np.random.default_rng(seed))
    return pd.Series(half, index=people.index)


def test_half_of_the_people_of_every_group_are_drawn(people):
    half = drawn(people, 1)
    of = people.assign(half=half).drop_duplicates("person").groupby("group")["half"].sum()
    assert of.to_dict() == {"a": 21, "b": 30, "c": 1}


def test_nobody_is_torn_apart(people):
    assert set(people.assign(half=drawn(people, 1)).groupby("person")["half"].nunique()) == {1}


def test_the_same_seed_draws_the_same_people_in_any_order(people):
    half = drawn(people, 1)
    shuffled = people.sample(frac=1, random_state=3)
    assert drawn(shuffled, 1).loc[people.index].tolist() == half.tolist()
    assert drawn(people, 2).tolist() != half.tolist()


def test_everybody_is_as_likely_to_be_drawn(people):
    own = people[people["group"] == "b"]
    often = np.mean([drawn(own, seed) for seed in range(DRAWS)], axis=0)
    assert np.abs(often - 0.5).max() < FAR * 0.5 / np.sqrt(DRAWS)
