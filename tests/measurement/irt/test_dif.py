"""Single items between groups on frames: decisions, sizes, groups that cannot be tested."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.measurement.irt.comparison import decide
from analysis.measurement.irt.dif import Dif, dif
from analysis.measurement.irt.dif_dimension import size_of
from tests.measurement.irt.answered import (
    INTERCEPTS,
    ITEMS,
    SLOPES,
    instrument,
    table,
    two_groups,
)
from tests.stats.irt.graded_data import drawn

SHIFT = -1.0
NEAR = 0.1  # of a signed difference in options, 700 people a group


def found(keyed: pd.DataFrame, people: pd.DataFrame, **choices: object) -> Dif:
    given = {"min_group": 200, "min_category": 5, "most_groups": 5, **choices}
    given.setdefault("fewest_anchors", 2)
    return dif(
        keyed,
        people,
        {"test": instrument()},
        groupings={"team": "a"},
        n_points=41,
        reach=6,
        alpha=0.05,
        confidence=0.95,
        **given,
    )


@pytest.fixture(scope="module")
def planted() -> Dif:
    keyed, people, _ = two_groups(1, 700, shift=SHIFT)
    return found(keyed, people)


def test_the_planted_item_and_no_other_is_found(planted):
    rows = planted.tests.set_index("item")
    assert rows.loc[ITEMS[0], "decision"] == "differs"
    assert not rows.loc[ITEMS[0], "anchor"]
    others = rows.drop(index=ITEMS[0])
    assert others["anchor"].all()
    assert not others["decision"].isin(["differs"]).any()
    assert (rows["p_adjusted"] >= rows["p_value"]).all()
    assert (rows["p_logistic_adjusted"] >= rows["p_logistic"]).all()


def test_its_size_is_the_expected_loss_of_options(planted):
    """A shift of all intercepts by -1 at slope 1.2: about .8 standard deviations downwards."""
    effects = planted.effects.set_index("item")
    keyed, _, _ = two_groups(1, 700, shift=SHIFT)
    plain, _, _ = two_groups(1, 700)
    item = keyed[ITEMS[0]].astype(float).iloc[700:].mean()
    same = plain[ITEMS[0]].astype(float).iloc[700:].mean()
    assert effects.loc[ITEMS[0], "signed"] == pytest.approx(item - same, abs=NEAR)
    assert effects.loc[ITEMS[0], "unsigned"] >= -effects.loc[ITEMS[0], "signed"] - 1e-12
    assert effects.drop(index=ITEMS[0])["signed"].abs().max() < 0.2


def test_means_are_compared_on_the_anchors(planted):
    rows = planted.dimensions.set_index("dimension")
    for name in ("north", "south"):
        row = rows.loc[name]
        assert abs(row["estimate"] + 0.4) < 4 * row["std_error"]
        assert abs(row["sd"] - 1) < 4 * row["sd_std_error"]
    assert rows.loc["north", "n_anchors"] == 3
    shift = planted.effects.set_index("item").loc[ITEMS[0], "signed"] / 4
    assert rows.loc["north", "score_shift"] == pytest.approx(shift, abs=1e-3)
    assert rows.loc["south", "score_shift"] == pytest.approx(0, abs=1e-12)


def test_small_groups_are_left_out_with_a_reason():
    keyed, people, _ = two_groups(2, 150)
    result = found(keyed, people)
    assert result.tests.empty
    assert set(result.groups["role"]) == {"not_testable"}
    assert set(result.groups["note"]) == {"group_too_small"}
    assert [n["note"] for n in result.notes] == ["items_not_compared"]


def test_rare_options_are_joined_and_named():
    keyed, people, _ = two_groups(3, 250)
    keyed.loc[keyed[ITEMS[0]] == 5, ITEMS[0]] = 4
    keyed.loc[0, ITEMS[0]] = 5
    result = found(keyed, people)
    joined = [n for n in result.notes if n["note"] == "dif_categories_joined"]
    assert ITEMS[0] in joined[0]["items"]
    assert result.tests.set_index("item").loc[ITEMS[0], "df"] == 4


def test_people_without_a_group_and_gaps_do_not_count():
    keyed, people, _ = two_groups(4, 260)
    people.loc[[0, 300], "team"] = None
    keyed.loc[1, ITEMS] = pd.NA
    keyed.loc[2, ITEMS[1]] = pd.NA
    result = found(keyed, people)
    assert list(result.groups["n"]) == [259, 258] or set(result.groups["n"]) == {258, 259}
    assert set(result.tests["n"]) == {517}


def test_a_test_that_failed_judges_nothing():
    items = [
        {"p_value": ratio, "p_logistic": logistic}
        for ratio, logistic in ((0.9, 0.8), (np.nan, 0.8), (1e-6, np.nan), (1e-6, 1e-6))
    ]
    decide(items, 0.05)
    assert [row["decision"] for row in items] == ["same", "untested", "untested", "differs"]


def test_a_group_without_an_answer_is_listed_as_not_testable():
    keyed, people, _ = two_groups(6, 250)
    keyed.loc[people["team"].to_numpy() == "b", ITEMS] = pd.NA
    result = found(keyed, people)
    assert result.tests.empty
    assert result.groups.set_index("group")["role"].to_dict() == {
        "a": "reference",
        "b": "not_testable",
    }
    assert result.groups.set_index("group").loc["b", "n"] == 0


def test_an_unknown_grouping_is_refused():
    keyed, people, _ = two_groups(5, 10)
    with pytest.raises(DataError, match="people have no column 'team'"):
        found(keyed, people.drop(columns="team"))


@pytest.mark.parametrize(
    ("gain", "shift", "size"),
    [
        (0.0349, 0.499, "negligible"),
        (0.035, 0.0, "moderate"),
        (0.07, 0.0, "large"),
        (0.0, 0.5, "moderate"),
        (0.002, 0.8, "large"),
        (0.04, 0.9, "large"),
        (0.08, 0.6, "large"),
        (0.0, np.nan, "negligible"),
        (np.nan, 0.9, "unknown"),
    ],
)
def test_the_size_is_the_larger_of_both_effects(gain, shift, size):
    assert size_of(gain, shift) == size


def test_sizes_follow_from_the_effects_shown(planted):
    """Every cell by hand; the planted shift of .7 counts although R squared hardly gains."""
    shifts = planted.effects.set_index("item")["standardised"].to_dict()
    rows = planted.tests.set_index("item")
    for item, row in rows.to_dict("index").items():
        gain, shift = row["r_squared_gain"], abs(shifts[item])
        large, moderate = gain >= 0.07 or shift >= 0.8, gain >= 0.035 or shift >= 0.5
        assert row["size"] == ("large" if large else "moderate" if moderate else "negligible")
    assert rows.loc[ITEMS[0], "size"] == "moderate"
    assert rows.loc[ITEMS[0], "r_squared_gain"] < 0.035


def test_many_groups_are_aligned():
    """Seven groups of 300; in the last the first item is 2 logits harder."""
    means = np.array([0, 0.5, -0.4, 0.2, 0.8, -0.2, 0.3])
    rng = np.random.default_rng(8)
    parts = []
    for group, mean in enumerate(means):
        intercepts = INTERCEPTS.copy()
        intercepts[0] -= 2 * (group == 6)
        own = [
            drawn(rng, 300, slopes=SLOPES, intercepts=cuts, mean=mean)[0]
            for cuts in (intercepts, INTERCEPTS)
        ]
        parts.append(np.hstack(own))
    keyed = table(np.vstack(parts))
    people = pd.DataFrame({"person": keyed["person"], "team": np.repeat(list("abcdefg"), 300)})
    result = found(keyed, people, most_groups=5)
    assert result.tests.empty
    rows = result.dimensions[result.dimensions["dimension"] == "north"]
    away = (rows["estimate"] - means[1:]) / rows["std_error"]
    assert away.abs().max() < 4
    assert (rows["std_error"] < 0.25).all()
    moved = result.alignment.query("item == @ITEMS[0] and parameter == 'intercept'")
    assert moved["unlike"].str.contains("g").sum() >= 3
    others = result.alignment.query("item != @ITEMS[0]")
    assert others["n_alike"].sum() / others["n_groups"].sum() > 0.95
    assert len(result.alignment) == 8 + 8 * 4
