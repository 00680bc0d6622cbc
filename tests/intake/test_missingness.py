import numpy as np
import pytest

from analysis.intake.missingness import missing_data, n_patterns
from analysis.stats.little_mcar import little_mcar
from tests.intake.exported import (
    INSTRUMENTS,
    manager_export,
    people_export,
    self_export,
    taken_in,
)
from tests.intake.test_answers import SELF

SCORED = [i for d in INSTRUMENTS["small"].scored.values() for i in d]


def with_gaps():
    table = SELF.copy()
    table[SCORED] = table[SCORED].where(table[SCORED].isin(list("12345")), "3")
    for row, item in [(0, "lis1"), (1, "lis1"), (2, "pla1"), (3, "lis2")]:
        table.loc[row, item] = None
    return taken_in(self_export(table=table), manager_export(), people=people_export())


def test_amounts_are_those_counted_by_hand_and_the_test_is_littles():
    result = with_gaps()
    table = result.missing_data.set_index(["source", "group", "level"])
    own = table.loc[("self", "", "")]
    assert (own["n"], own["n_complete"], own["n_patterns"]) == (12, 8, 4)
    assert own["missing_share"] == pytest.approx(4 / (12 * len(SCORED)))
    part = result.answers[result.answers["source"] == "self"]
    test = little_mcar(part[SCORED].to_numpy(dtype=float, na_value=np.nan))
    assert own["statistic"] == pytest.approx(test.statistic)
    assert table.loc[("manager", "", ""), "note"] == "nothing_missing"


def test_groups_add_up_to_everybody():
    table = with_gaps().missing_data
    own = table[table["source"] == "self"]
    whole, parts = own[own["group"] == ""].iloc[0], own[own["group"] == "region"]
    assert parts["n"].sum() == whole["n"]
    assert parts["n_complete"].sum() == whole["n_complete"]
    shares = (parts["n"] * parts["missing_share"]).sum() / whole["n"]
    assert shares == pytest.approx(whole["missing_share"])


def test_items_that_nobody_saw_are_left_out():
    result = with_gaps()
    unseen = result.answers.assign(lis3=result.answers["lis3"].mask(result.answers["lis3"] > 0))
    table = missing_data(unseen, result.people, INSTRUMENTS, [])
    own = table[table["source"] == "self"].iloc[0]
    assert own["missing_share"] == pytest.approx(4 / (12 * (len(SCORED) - 1)))


@pytest.mark.parametrize("p", [3, 8, 64, 70])
def test_patterns_are_the_different_rows(p):
    rng = np.random.default_rng(p)
    empty = rng.random((200, p)) < 0.02
    wanted = len({tuple(row) for row in empty.tolist()})
    assert n_patterns(empty) == n_patterns(np.asfortranarray(empty)) == wanted
