"""The whole of measurement invariance on answers of groups whose differences are known."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.instrument import Instrument
from analysis.measurement.invariance.collapsing import collapsed, join_rare
from analysis.measurement.invariance.invariance import Invariance, invariance
from tests.measurement.invariance.two_groups import FACTORS, ITEMS, LOADINGS, answers
from tests.measurement.ordinal_study import instrument, keyed

GAP, SAMPLING = 0.5, 0.25  # four standard errors of a latent mean with 500 people a group
SLIGHT = 0.02  # residual variances, free in the second group, move expected answers a little
CHOICES = {
    "estimator": "wlsmv",
    "missing": "listwise",
    "continuous_from": 7,
    "min_group": 200,
    "min_category": 5,
    "fewest_shared": 2,
    "holdout_group": 400,
    "alpha": 0.05,
    "correction": "sidak",
    "share": 0.3,
    "confidence": 0.95,
    "cutoff_draws": 200,
}


def asked() -> dict[str, Instrument]:
    one = instrument(FACTORS)
    return {one.id: one}


def run(codes: np.ndarray, member: list[str], **changed) -> Invariance:
    given = keyed({item: codes[:, i] + 1 for i, item in enumerate(ITEMS)})
    people = pd.DataFrame({"person": given["person"], "region": member})
    choices = {**CHOICES, "groupings": {"region": None}, **changed}
    return invariance(given, people, asked(), **choices, rng=np.random.default_rng(1))


@pytest.fixture(scope="module")
def found() -> Invariance:
    rng = np.random.default_rng(21)
    loadings = LOADINGS.copy()
    loadings[:2] = 0.3
    codes = [
        answers(rng, 500),
        answers(rng, 500, loadings=loadings, mean=GAP),
        answers(rng, 60),
    ]
    return run(np.vstack(codes), ["north"] * 500 + ["south"] * 500 + ["west"] * 60)


def test_steps_and_items_tell_where_groups_differ(found):
    steps = found.steps.set_index("step")
    assert steps["decision"].to_dict() == {
        "configural": "holds",
        "thresholds": "holds",
        "loadings": "partial",
        "intercepts": "holds",
        "residuals": "holds",
    }
    freed = found.item_tests[found.item_tests["released"].astype(bool)]
    assert set(freed.loc[freed["step"] == "loadings", "item"]) == {"a0", "a1"}
    assert steps.loc["loadings", "cfi_change"] < steps.loc["loadings", "cfi_cutoff"]
    assert steps["n"].unique() == [1000]


def test_groups_that_are_too_small_are_named_and_left_out(found):
    groups = found.groups.set_index("group")
    assert groups["role"].to_dict() == {
        "north": "reference",
        "south": "compared",
        "west": "not_testable",
    }
    assert groups.loc["west", "note"] == "group_too_small"
    assert groups["n"].to_dict() == {"north": 500, "south": 500, "west": 60}


def test_latent_means_are_on_the_scale_of_the_reference(found):
    means = found.latent_means.set_index("dimension")["estimate"]
    assert means.to_dict() == pytest.approx({"a": GAP, "b": GAP}, abs=SAMPLING)


def test_effects_are_large_where_items_differ_and_small_elsewhere(found):
    effects = found.effects.set_index("item")["dmacs"]
    assert effects[["a0", "a1"]].min() > 0.2
    assert effects.drop(["a0", "a1"]).max() < 0.05


def test_impact_is_the_change_of_the_gap_that_items_make(found):
    impact = found.impact.set_index("dimension")
    assert impact.loc["a", "gap"] < impact.loc["a", "gap_fair"]
    assert impact.loc["b", "gap_change"] == pytest.approx(0, abs=SLIGHT)
    change = impact["gap"] - impact["gap_fair"]
    np.testing.assert_allclose(impact["gap_change"], change, atol=1e-12)
    assert impact.loc["a", "share_change"] < 0


def test_no_comparison_is_made_of_one_group():
    rng = np.random.default_rng(3)
    found = run(answers(rng, 300), ["north"] * 290 + ["south"] * 10)
    assert found.steps.empty
    assert [said["reason"] for said in found.notes] == ["too_few_groups"]


def test_tables_begin_with_the_block_and_end_with_the_basis(found):
    for table in (found.steps, found.effects, found.impact, found.latent_means, found.groups):
        assert len(table)
        assert list(table.columns[:4]) == ["instrument", "source", "wave", "grouping"]
        assert list(table.columns[-3:]) == ["n", "estimator", "missing"]


def test_no_grouping_is_nothing_to_compare():
    found = run(answers(np.random.default_rng(3), 50), ["north"] * 50, groupings={})
    assert found.groups.empty
    assert found.steps.empty
    assert found.notes == []


@pytest.mark.parametrize("missing", ["listwise", "pairwise"])
def test_items_that_cannot_be_compared_are_left_out(missing):
    rng = np.random.default_rng(5)
    codes = answers(rng, 600)
    member = np.array(["north"] * 300 + ["south"] * 300)
    codes[member == "south", 0] = 2  # constant in one group
    codes[:, 1] = np.minimum(codes[:, 1], 1)  # two categories among items of five
    found = run(codes, member.tolist(), missing=missing)
    assert "a0" not in set(found.effects["item"])
    assert {"a1", "a2"} <= set(found.effects["item"])
    assert found.steps.set_index("step").loc["intercepts", "decision"] == "holds"


def test_two_categories_that_differ_are_found_among_items_of_five():
    rng = np.random.default_rng(6)
    codes = answers(rng, 1600)
    member = ["north"] * 800 + ["south"] * 800
    codes[:, 1] = codes[:, 1] > 1
    codes[800:, 1] |= rng.random(800) < 0.5
    found = run(codes, member)
    freed = found.item_tests[found.item_tests["released"].astype(bool)]
    assert set(freed["item"]) == {"a1"}
    assert set(freed["step"]) == {"intercepts", "residuals"}


def years(second: np.ndarray, *, person: int) -> Invariance:
    """300 people in each of two years; those of the second are numbered from `person`."""
    rng = np.random.default_rng(8)
    given = []
    for wave, codes in ((1, answers(rng, 300)), (2, second)):
        rows = keyed({item: codes[:, i] + 1 for i, item in enumerate(ITEMS)}, wave=wave)
        given.append(rows.assign(person=rows["person"] + (person if wave == 2 else 0)))
    people = pd.DataFrame({"person": range(person + len(second))})
    return invariance(
        pd.concat(given, ignore_index=True),
        people,
        asked(),
        **{**CHOICES, "groupings": {}},
        rng=np.random.default_rng(1),
    )


def test_different_people_of_two_years_are_compared():
    rng = np.random.default_rng(9)
    found = years(answers(rng, 300, mean=GAP), person=1000)
    assert set(found.steps["grouping"]) == {"wave"}
    assert set(found.steps["decision"]) == {"holds"}
    assert set(found.steps["wave"]) == {2}
    assert found.groups.set_index("group")["role"].to_dict() == {
        "1": "reference",
        "2": "compared",
    }
    gap = found.latent_means.set_index("dimension")["estimate"]
    assert gap.to_dict() == pytest.approx({"a": GAP, "b": GAP}, abs=SAMPLING)


def test_years_of_the_same_people_are_not_taken_for_independent_groups():
    found = years(answers(np.random.default_rng(9), 300), person=299)
    assert found.steps.empty
    assert [(said["note"], said["reason"]) for said in found.notes] == [
        ("invariance_not_testable", "too_few_pairs")
    ]


def test_thirty_people_are_never_judged():
    rng = np.random.default_rng(10)
    codes = np.vstack([answers(rng, 400), answers(rng, 30)])
    found = run(codes, ["north"] * 400 + ["south"] * 30, min_group=50)
    assert found.groups.set_index("group").loc["south", "role"] == "not_testable"
    assert found.steps.empty
    assert found.latent_means.empty


def test_seven_options_are_taken_as_continuous():
    rng = np.random.default_rng(11)
    cuts = np.tile([-2, -1.2, -0.4, 0.4, 1.2, 2], (len(ITEMS), 1))
    loadings = LOADINGS.copy()
    loadings[:2] = 0.3
    codes = [
        answers(rng, 500, thresholds=cuts),
        answers(rng, 500, thresholds=cuts, loadings=loadings, mean=GAP),
    ]
    given = keyed({item: np.vstack(codes)[:, i] + 1 for i, item in enumerate(ITEMS)})
    people = pd.DataFrame({"person": given["person"], "region": ["a"] * 500 + ["b"] * 500})
    one = instrument(FACTORS, n_codes=7)
    choices = {**CHOICES, "missing": "pairwise", "groupings": {"region": "a"}}
    found = invariance(given, people, {one.id: one}, **choices, rng=np.random.default_rng(1))
    steps = found.steps.set_index("step")
    assert list(steps.index) == ["configural", "loadings", "intercepts", "residuals"]
    assert steps["decision"].to_list()[:3] == ["holds", "partial", "holds"]
    assert (set(steps["estimator"]), set(steps["missing"])) == ({"mlr"}, {"fiml"})
    freed = found.item_tests[found.item_tests["released"].astype(bool)]
    assert set(freed.loc[freed["step"] == "loadings", "item"]) == {"a0", "a1"}
    effects = found.effects.set_index("item")["dmacs"]
    assert effects[["a0", "a1"]].min() > effects.drop(["a0", "a1"]).max()
    gaps = found.latent_means.set_index("dimension")["estimate"]
    assert gaps.to_dict() == pytest.approx({"a": GAP, "b": GAP}, abs=SAMPLING)
    assert found.impact.set_index("dimension").loc["a", "gap_change"] < 0


def test_an_unknown_grouping_is_refused():
    rng = np.random.default_rng(3)
    with pytest.raises(DataError, match="people have no column 'gender'"):
        run(answers(rng, 50), ["north"] * 50, groupings={"gender": None})


def test_rare_categories_are_joined_with_the_rarer_neighbour():
    np.testing.assert_array_equal(
        join_rare(np.array([[9, 1, 5, 9], [9, 9, 5, 9]]), 3), [0, 1, 1, 2]
    )
    np.testing.assert_array_equal(join_rare(np.array([[0, 9, 9], [1, 9, 9]]), 1), [0, 0, 1])
    np.testing.assert_array_equal(join_rare(np.array([[5, 5], [5, 5]]), 5), [0, 1])


def test_joined_categories_are_counted_and_gaps_stay():
    given = pd.DataFrame({"x": [1, 2, 3, 5, 5, 1, 3, 3, np.nan, 5]})
    groups = pd.Series(["a"] * 5 + ["b"] * 5)
    codes, joined = collapsed(given, ["x"], groups, fewest=1)
    assert [(one.item, one.n, one.n_left) for one in joined] == [("x", 4, 3)]
    np.testing.assert_array_equal(codes["x"], [0, 0, 1, 2, 2, 0, 1, 1, np.nan, 2])
