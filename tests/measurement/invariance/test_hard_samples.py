"""Groups and answers that allow little: a table and a reason, no bold verdict."""

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.invariance.invariance import Invariance, invariance
from tests.measurement.invariance.test_invariance import CHOICES
from tests.measurement.invariance.test_same_people import rows
from tests.measurement.invariance.test_same_people import run as paired
from tests.measurement.ordinal_study import instrument, keyed

FACTORS = {"a": [f"a{i}" for i in range(5)], "b": [f"b{i}" for i in range(5)]}
ITEMS = [item for items in FACTORS.values() for item in items]
FIVE = np.array([-1.5, -0.5, 0.5, 1.5])
N = 300


def answers(n: int, cuts: np.ndarray, seed: int = 2) -> np.ndarray:
    """Codes from 0; cuts of shape (k,), or one row an item."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal([0, 0], [[1, 0.4], [0.4, 1]], n)
    loadings = np.tile([0.5, 0.6, 0.7, 0.8, 0.9], 2)
    response = np.repeat(factors, 5, axis=1) * loadings + rng.normal(0, 0.6, (n, 10))
    return (response[:, :, None] > cuts).sum(axis=2)


def run(codes: np.ndarray, regions: list[str], n_codes: int = 5, **changed) -> Invariance:
    one = instrument(FACTORS, n_codes=n_codes)
    values = {item: codes[:, i] + 1 for i, item in enumerate(ITEMS)}
    given = keyed({i: [pd.NA if v < 1 else v for v in own] for i, own in values.items()})
    people = pd.DataFrame({"person": given["person"], "region": regions})
    choices = {**CHOICES, "cutoff_draws": 50, "groupings": {"region": None}, **changed}
    return invariance(given, people, {one.id: one}, **choices, rng=np.random.default_rng(1))


def two(n: int = N) -> list[str]:
    return ["north"] * n + ["south"] * n


def said(found: Invariance) -> dict[str, dict]:
    return {note["note"]: dict(note) for note in found.notes}


def test_a_small_third_group_is_named_and_the_others_are_judged():
    found = run(answers(2 * N + 25, FIVE), [*two(), *["west"] * 25])
    roles = found.groups.set_index("group")
    assert roles.loc["west", ["role", "note"]].tolist() == ["not_testable", "group_too_small"]
    assert set(found.steps["decision"]) == {"holds"}
    assert set(found.steps["n"]) == {2 * N}
    assert set(found.effects["group"]) == {"south"}


def test_a_category_that_a_group_never_chose_is_joined_and_named():
    codes = answers(2 * N, FIVE)
    codes[:N, :8] = np.maximum(codes[:N, :8], 1)
    found = run(codes, two())
    assert said(found)["categories_joined"]["items"] == ITEMS[:8]
    assert set(found.steps["decision"]) == {"holds"}
    steps = found.steps.set_index("step")
    assert steps.loc["thresholds", "df_change"] == 8 * 1 + 2 * 2


def test_an_item_that_is_constant_in_a_group_takes_no_part():
    codes = answers(2 * N, FIVE)
    codes[:N, 0] = 3
    found = run(codes, two())
    assert said(found)["categories_joined"]["items"] == ["a0"]
    assert set(found.effects["item"]) == set(ITEMS) - {"a0"}
    assert set(found.steps["decision"]) == {"holds"}


def test_a_dimension_with_too_few_varying_items_is_not_compared():
    codes = answers(2 * N, FIVE)
    codes[:N, :3] = 3
    found = run(codes, two())
    assert said(found)["dimension_not_compared"]["dimension"] == "a"
    assert set(found.effects["dimension"]) == {"b"}
    codes[:N] = 3
    nothing = run(codes, two())
    assert nothing.steps.empty
    assert said(nothing)["invariance_not_testable"]["reason"] == "too_few_items"


def test_a_group_that_nobody_answered_for_is_listed():
    codes = answers(2 * N, FIVE)
    codes[:N, 4] = -1
    found = run(codes, two())
    assert found.steps.empty
    assert found.groups.set_index("group")["n"].to_dict() == {"south": N, "north": 0}
    assert said(found)["invariance_not_testable"]["reason"] == "too_few_groups"
    every = run(codes, two(), missing="pairwise")
    assert set(every.effects["item"]) == set(ITEMS) - {"a4"}


@pytest.mark.parametrize(
    ("cuts", "adds", "changes"),
    [
        (
            np.tile([-0.8, -0.3, 0, 0.4, 0.9], 2)[:, None],
            ["", "thresholds + loadings + intercepts", "residuals"],
            [6, 10],
        ),
        (
            np.array([-0.5, 0.6]),
            ["", "thresholds + loadings", "intercepts", "residuals"],
            [8, 8, 10],
        ),
        (np.linspace(-1.8, 1.8, 6), ["", "loadings", "intercepts", "residuals"], [8, 8, 10]),
    ],
    ids=["two", "three", "seven"],
)
def test_few_and_many_options_have_their_own_steps(cuts, adds, changes):
    found = run(answers(4 * N, cuts), two(2 * N), n_codes=cuts.shape[-1] + 1)
    assert found.steps["adds"].tolist() == adds
    assert found.steps["df_change"].tolist()[1:] == changes
    assert set(found.steps["decision"]) == {"holds"}
    assert set(found.steps["estimator"]) == {"mlr" if len(cuts) == 6 else "wlsmv"}
    assert len(found.effects) == 10


def test_an_item_left_constant_at_an_occasion_takes_no_part():
    """Also where only joining rare options leaves it so."""
    one, other = answers(N, FIVE), answers(N, FIVE, 3)
    one[:, 0], other[:, 1] = 3, 3
    other[:3, 1] = 2
    found = paired([rows(one), rows(other, source="manager")])
    assert set(found.occasion_effects["item"]) == set(ITEMS) - {"a0", "a1"}
    assert said(found)["occasion_options_joined"]["items"] == ["a1"]
    one[:, 2] = 3
    fewer = paired([rows(one), rows(other, source="manager")])
    assert set(fewer.occasions["dimension"]) == {"b"}
    note = said(fewer)["dimension_not_paired"]
    assert (note["dimension"], note["reason"]) == ("a", "needs_three_items")


def test_few_pairs_are_not_judged():
    found = paired([rows(answers(30, FIVE)), rows(answers(30, FIVE, 3), source="manager")])
    assert found.occasions.empty
    assert said(found)["invariance_not_testable"]["reason"] == "too_few_pairs"
