"""Single items between groups on frames: decisions, sizes, groups that cannot be tested."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.measurement.irt.dif import Dif, dif
from analysis.measurement.irt.dif_dimension import size_of
from tests.measurement.irt.answered import ITEMS, instrument, two_groups

SHIFT = -1.0
NEAR = 0.1  # of a signed difference in options, 700 people a group


def found(keyed: pd.DataFrame, people: pd.DataFrame, **choices: object) -> Dif:
    given = {"min_group": 200, "min_category": 5, "fewest_anchors": 2, **choices}
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
    rows = planted.items.set_index("item")
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
    assert result.items.empty
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
    assert result.items.set_index("item").loc[ITEMS[0], "df"] == 4


def test_people_without_a_group_and_gaps_do_not_count():
    keyed, people, _ = two_groups(4, 260)
    people.loc[[0, 300], "team"] = None
    keyed.loc[1, ITEMS] = pd.NA
    keyed.loc[2, ITEMS[1]] = pd.NA
    result = found(keyed, people)
    assert list(result.groups["n"]) == [259, 258] or set(result.groups["n"]) == {258, 259}
    assert set(result.items["n"]) == {517}


def test_an_unknown_grouping_is_refused():
    keyed, people, _ = two_groups(5, 10)
    with pytest.raises(DataError, match="people have no column 'team'"):
        found(keyed, people.drop(columns="team"))


@pytest.mark.parametrize(
    ("gain", "size"),
    [(0.0349, "negligible"), (0.035, "moderate"), (0.07, "large"), (np.nan, "unknown")],
)
def test_sizes_are_those_of_jodoin_and_gierl(gain, size):
    assert size_of(gain) == size
