"""Items already reversed in the file: told one by one, turned back where a study says so."""

import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal

from analysis.simulation.codings import all_recoded, half_recoded, recoded
from tests.intake.spoilt_codes import (
    ITEMS,
    REVERSED,
    SIX,
    as_csv,
    as_dta,
    as_sav,
    as_xlsx,
    drawn,
    export_of,
    in_one_order,
    notes_of,
    stopped,
    taken,
)

CLEAN = drawn()
WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "sav": as_sav, "dta": as_dta}


def pasted(said: str) -> dict:
    """What is said to be already reversed, read as a study is."""
    line = next(line for line in said.splitlines() if "recoded:" in line)
    words = line[line.index("recoded:") :].split(";")[0].split("；")[0]
    return yaml.safe_load(words)


def judged_by_boss(path, codes, **options):
    """The export of the same people's answers as their boss gives them."""
    as_csv(path, codes)
    pd.read_csv(path).assign(boss="M1").to_csv(path, index=False)
    columns = {"person": "staff", "rater": "boss"}
    return export_of(path, source="manager", columns=columns, **options)


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("words", ["zh", "en"])
def test_all_reversed_items_recoded_stop_and_read_as_the_unspoilt_file(
    tmp_path, monkeypatch, kind, words
):
    monkeypatch.setenv("PLUMBLINE_LANG", words)
    path = WRITERS[kind](tmp_path / f"a.{kind}", all_recoded(CLEAN, SIX))
    said = stopped(export_of(path))
    assert all(item in said for item in REVERSED)
    assert pasted(said) == {"recoded": "all_reversed"}
    found = taken(export_of(path, **pasted(said)))
    expected = taken(export_of(WRITERS[kind](tmp_path / f"a.{kind}", CLEAN)))
    for table in ("answers", "keyed", "missing", "missing_data", "mapping"):
        assert_frame_equal(getattr(found, table), getattr(expected, table))
    assert notes_of(found)["items_turned_back"]["items"] == REVERSED


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_some_recoded_are_named_one_by_one(tmp_path, seed):
    clean = drawn(seed)
    said = stopped(export_of(as_csv(tmp_path / "a.csv", half_recoded(clean, SIX))))
    assert pasted(said) == {"recoded": REVERSED[::2]}


def test_only_the_file_in_which_they_are_recoded_is_named(tmp_path):
    own = export_of(as_csv(tmp_path / "self.csv", CLEAN))
    boss = judged_by_boss(tmp_path / "manager.csv", all_recoded(drawn(2), SIX))
    said = stopped(own, boss)
    assert said.startswith("manager.csv")
    assert len(said.splitlines()) == 1


def test_an_item_turned_in_one_file_of_two_stops_though_it_is_not_reversed(tmp_path):
    item = next(i for i in ITEMS if i not in REVERSED)
    own = export_of(as_csv(tmp_path / "self.csv", recoded(CLEAN, SIX, [item])))
    boss = judged_by_boss(tmp_path / "manager.csv", drawn(2))
    assert pasted(stopped(own, boss)) == {"recoded": [item]}


def test_an_item_that_runs_against_the_others_everywhere_is_noted(tmp_path):
    """It may be worded negatively without being marked as reversed."""
    item = next(i for i in ITEMS if i not in REVERSED)
    own = export_of(as_csv(tmp_path / "self.csv", recoded(CLEAN, SIX, [item])))
    boss = judged_by_boss(tmp_path / "manager.csv", recoded(drawn(2), SIX, [item]))
    found = [n for n in taken(own, boss).notes if n["note"] == "items_run_contrary"]
    assert [(n["source"], n["items"]) for n in found] == [("manager", [item]), ("self", [item])]


@pytest.mark.parametrize("items", [[REVERSED[0]], REVERSED[:2], REVERSED])
def test_a_study_may_say_that_items_stand_as_answered(tmp_path, items):
    path = as_csv(tmp_path / "a.csv", recoded(CLEAN, SIX, items))
    assert pasted(stopped(export_of(path)))
    result = taken(export_of(path, recoded=[]))
    assert notes_of(result)["items_contrary_to_statement"]["items"] == items


def test_a_wrong_statement_is_noted(tmp_path):
    result = taken(export_of(as_csv(tmp_path / "a.csv", CLEAN), recoded="all_reversed"))
    assert notes_of(result)["items_contrary_to_statement"]["items"] == REVERSED


def test_few_people_are_told_and_not_stopped(tmp_path):
    """Twelve items, so that 29 people are more than items."""
    items = [i for d in list(SIX.scored)[:2] for i in SIX.scored[d]]
    codes = all_recoded(drawn(4, people=29), SIX)[items]
    result = taken(export_of(as_csv(tmp_path / "a.csv", codes), items=items))
    found = notes_of(result)["items_contrary_in_few"]
    assert (found["n"], set(found["items"])) == (29, set(items) & set(REVERSED))


@pytest.mark.parametrize(
    "design",
    [{}, {"straight": 0.2}, {"acquiescence": 0.6}, {"weak": 1.0}, {"skew": "high"}],
    ids=str,
)
def test_careless_yeasaying_and_weak_items_are_not_called_recoded(tmp_path, design):
    taken(export_of(as_csv(tmp_path / "a.csv", drawn(7, people=300, **design))))


def test_no_answer_stays_no_answer_at_an_item_turned_back(tmp_path):
    codes = all_recoded(CLEAN, SIX)
    codes.loc[:4, REVERSED[0]] = 8
    result = taken(export_of(as_csv(tmp_path / "a.csv", codes), recoded="all_reversed"))
    assert result.missing["reason"].tolist() == ["cannot_judge"] * 5
    rest = result.answers[REVERSED[0]].dropna().astype(int)
    assert sorted(rest) == sorted(CLEAN[REVERSED[0]][5:])


def test_codes_of_another_origin_are_turned_back_after_reading(tmp_path):
    path = as_csv(tmp_path / "a.csv", all_recoded(CLEAN, SIX) - 1)
    labels = {str(code - 1): code for code in range(1, 6)}
    result = taken(export_of(path, labels=labels, recoded="all_reversed"))
    assert_frame_equal(in_one_order(result.answers), in_one_order(CLEAN), check_dtype=False)
