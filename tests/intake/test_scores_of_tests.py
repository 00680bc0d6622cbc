"""Ready scores of tests are read as numbers; rows without ids are people in every table."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError, InstrumentError
from analysis.instrument import Instrument
from analysis.intake.answers import answers
from analysis.intake.exports import Export, PeopleExport, RecordExport
from analysis.intake.records import records
from tests.intake.exported import KEY, SMALL, people_in_order_of_ids

TEXT = {"zh": "x", "en": "x"}
SCORES = {"lowest": -10, "highest": 800}


def item(name: str, **more) -> dict:
    return {"id": name, "self": TEXT, "options": "points", **more}


def instrument(scores: dict, options: dict | None = None) -> Instrument:
    return Instrument.model_validate(
        {
            "schema_version": 1,
            "id": "tests",
            "version": "1.0.0",
            "title": TEXT,
            "source": "test",
            "options": {"points": {"scores": scores}, **(options or {})},
            "dimensions": [
                {"id": "words", "title": TEXT, "definition": TEXT, "items": [item("verbal")]},
                {"id": "errors", "title": TEXT, "definition": TEXT,
                 "items": [item("slips", reversed=True)]},
            ],
        }
    )  # fmt: skip


TESTS = instrument(SCORES)
TABLE = pd.DataFrame(
    {
        "verbal": ["512.25", "-3", "1,2", "8,00", "９９", "801", None, "680"],
        "slips": ["0", "800", "10.5", "12", "7", "6", "5", "4e1"],
        "sales": ["1", "2", "3", "4", "5", "6", "7", "8"],
        "team": list("aabbaabb"),
    },
    dtype="str",
)


def export(table: pd.DataFrame = TABLE, **changes) -> Export:
    given = {"instrument": "tests", "source": "test", "wave": 1, "form": "A", "columns": {}}
    return Export(file="scores.csv", table=table, **{**given, **changes})


def taken_in(one: Export, share: float = 0.5, asked: Instrument = TESTS):
    people = PeopleExport("scores.csv", one.table, None, ["team"], [], [])
    given = {"duplicates": "latest_complete", "max_invalid_share": share}
    with people_in_order_of_ids():
        return answers(
            [one], people, {asked.id: asked}, key=KEY, min_matched_share=0.5, **given
        )


def test_scores_are_the_numbers_of_the_file():
    found = taken_in(export())
    order = found.answers["person"].to_numpy()
    assert sorted(order) == list(range(8))
    verbal = found.answers["verbal"]
    assert str(verbal.dtype) == "Float64"
    assert set(verbal.dropna()) == {512.25, -3.0, 99.0, 680.0}
    reasons = found.missing.loc[found.missing["item"] == "verbal", "reason"]
    assert sorted(reasons) == ["invalid_code"] * 3 + ["skipped"]


def test_a_reversed_score_is_counted_from_the_other_end():
    found = taken_in(export())
    total = found.answers["slips"] + found.keyed["slips"]
    assert (total == SCORES["lowest"] + SCORES["highest"]).all()
    assert (found.answers["verbal"].dropna() == found.keyed["verbal"].dropna()).all()


@given(st.floats(-10, 800, allow_nan=False))
def test_any_number_in_the_range_is_read_to_the_last_digit(value):
    table = TABLE.assign(verbal=[repr(value), "2", *["1"] * 6])
    found = taken_in(export(table))
    assert value in set(found.answers["verbal"])


def test_scores_may_have_a_decimal_comma():
    table = TABLE.assign(verbal=["12,5", "1,234", *["7"] * 6])
    assert taken_in(export(table)).answers["verbal"].tolist()[:2] == [12.5, 1.234]


def test_scores_beside_answers_leave_these_small():
    asked = TESTS.model_dump()
    asked["options"]["yes"] = {"codes": {0: TEXT, 1: {"zh": "y", "en": "y"}}}
    asked["dimensions"][0]["items"] = [item("verbal"), item("asked") | {"options": "yes"}]
    mixed = Instrument.model_validate(asked)
    table = TABLE.assign(asked=list("01010101")).astype("str")
    found = taken_in(export(table), asked=mixed)
    kinds = found.answers[["verbal", "asked", "slips"]].dtypes.astype("str").tolist()
    assert kinds == ["Float64", "Int8", "Float64"]


def test_too_many_scores_outside_the_range_stop_the_run():
    with pytest.raises(DataError) as caught:
        taken_in(export(), share=0.2)
    (line,) = str(caught.value).splitlines()
    assert "column 'verbal'" in line
    assert "scores (-10 to 800)" in line
    assert "801" not in line


def test_rows_without_ids_are_the_same_people_everywhere():
    shuffled = TABLE.iloc[::-1].reset_index(drop=True)
    found = taken_in(export(shuffled))
    table = RecordExport("scores.csv", shuffled, "records", None, None, None, ["sales"])
    with people_in_order_of_ids():
        known = records([table], found.identities, key=KEY, max_invalid_share=0.2)
    assert known.n_people_without_records == 0
    sales = dict(zip(known.records["person"], known.records["sales"], strict=True))
    slips = dict(zip(found.answers["person"], found.answers["slips"], strict=True))
    team = dict(zip(found.people["person"], found.people["team"], strict=True))
    pairs = sorted((sales[p], slips[p], team[p]) for p in sales)
    expected = zip(
        TABLE["sales"].astype(float), TABLE["slips"].astype(float), TABLE["team"], strict=True
    )
    assert pairs == sorted(expected)


@pytest.mark.parametrize(
    "options",
    [
        {"scores": {"lowest": 5, "highest": 5}},
        {"scores": {"lowest": 0, "highest": 9}, "codes": {1: TEXT, 2: TEXT}},
        {"codes": {1: TEXT}},
        {},
        {"scores": {"lowest": 0, "highest": 9}, "no_answer": {9: TEXT}},
        {"scores": {"lowest": 0, "highest": float("inf")}},
    ],
)
def test_options_are_either_codes_or_a_range_of_scores(options):
    with pytest.raises(ValueError, match=r"options|codes|lowest|answer|finite"):
        instrument(SCORES, {"other": options})


@pytest.mark.parametrize(
    "scores", [{"lowest": -500, "highest": 5}, {"lowest": 0, "highest": 1e9}]
)
def test_a_range_that_no_table_can_hold_is_refused(scores):
    asked = instrument(scores)
    with pytest.raises(InstrumentError, match="must lie between"):
        taken_in(export(), asked=asked)


def test_only_what_was_chosen_is_rated():
    assert TESTS.rated == {}
    assert not TESTS.has_structure
    assert SMALL.rated == SMALL.scored
    assert SMALL.without_scores == SMALL
    assert np.isclose(TESTS.options_of("slips").low, -10)
