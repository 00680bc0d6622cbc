"""Groups are read as they stand; words that may mean nothing are told either way."""

import pandas as pd
import pytest

from analysis.intake.exports import PeopleExport
from analysis.intake.group_columns import read_group
from analysis.notes import note


def read(*cells: str, missing: tuple[str, ...] | None = None):
    table = pd.DataFrame({"id": [f"E{i}" for i in range(len(cells))], "region": cells})
    people = PeopleExport("p.csv", table.astype("str"), person="id", groups=["region"],
                          clusters=[], controls=[], missing=missing)  # fmt: skip
    groups, notes = read_group(people, "region")
    return groups.fillna("no group").tolist(), notes


WHERE = {"file": "p.csv", "column": "region"}


@pytest.mark.parametrize("word", ["NA", "nan", "NULL", "N/A", "."])
def test_words_of_software_are_read_as_empty_and_told(word):
    groups, notes = read("EMEA", word, "APAC", word)
    assert groups == ["EMEA", "no group", "APAC", "no group"]
    assert notes == [note("words_for_no_group", **WHERE, n=2, cells=[word])]


@pytest.mark.parametrize("word", ["None", "无", "-", "—"])
def test_words_of_people_stay_a_group_and_are_told(word):
    groups, notes = read("Basic", word, "Advanced", word)
    assert groups == ["Basic", word, "Advanced", word]
    assert notes == [note("words_kept_as_group", **WHERE, n=2, cells=[word])]


def test_the_study_decides_which_words_mean_nothing():
    assert read("EMEA", "NA", "APAC", missing=()) == (["EMEA", "NA", "APAC"], [])
    assert read("A", "无", "NA", missing=("无",)) == (["A", "no group", "NA"], [])
    assert read("A", "", " ", missing=()) == (["A", "no group", "no group"], [])


def test_sound_groups_are_read_without_a_note():
    assert read("north", "south", "", "north\u200b") == (
        ["north", "south", "no group", "north"],
        [],
    )
