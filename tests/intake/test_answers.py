import json
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.columns import MISSING_REASONS, RESPONSE
from analysis.errors import DataError, InstrumentError
from analysis.instrument import Instrument
from analysis.intake.answers import answers
from analysis.intake.raw_exports import read_export
from analysis.intake.rejects import STATES, flow_of
from analysis.notes import note
from analysis.store import read_result, write_result
from tests.intake.exported import (
    DATA,
    ITEMS,
    KEY,
    MAX_INVALID_SHARE,
    MIN_MATCHED_SHARE,
    SMALL,
    changed,
    manager_export,
    people_export,
    people_in_order_of_ids,
    self_export,
    taken_in,
)

SELF = read_export(DATA / "self_codes.csv", "auto").table
MANAGER = read_export(DATA / "manager.csv", "auto").table
PEOPLE = read_export(DATA / "people.csv", "auto").table
SAME_DATA = [
    "self_codes_utf16.csv",
    "self_zh_gb18030.csv",
    "self_en_bom.csv",
    "self_codes.xlsx",
    "self_zh.xlsx",
]


def refused(*exports, **options) -> list[str]:
    with pytest.raises(DataError) as caught:
        taken_in(*exports, **options)
    return str(caught.value).splitlines()


def flow_sums(flow: pd.DataFrame) -> pd.DataFrame:
    wide = flow.pivot_table(index="file", columns="step", values="n", aggfunc="sum").fillna(0)
    rejected = wide.drop(columns=[*STATES]).sum(axis=1)
    return wide.assign(balance=wide["received"] - wide["kept"] - rejected)


def test_answer_table_has_the_shape_of_the_contract():
    result = taken_in(self_export(), manager_export(), people=people_export())
    table = result.answers
    assert list(table.columns) == [*RESPONSE, *ITEMS]
    assert (table[ITEMS].dtypes == "Int8").all()
    assert table["response"].tolist() == list(range(24))
    types = {"response": "int32", "person": "int32", "rater": "int32", "wave": "int16"}
    assert {c: str(table[c].dtype) for c in types} == types
    order = ["instrument", "source", "wave", "person", "rater"]
    assert_frame_equal(table, table.sort_values(order, ignore_index=True))
    assert (result.n_received, result.n_kept) == (24, 24)


def test_answers_are_those_of_the_file():
    result = taken_in(self_export())
    first = result.answers.iloc[0]
    assert first[ITEMS].tolist() == [int(SELF.loc[0, item]) for item in ITEMS]
    assert first["seconds"] == 60.0
    assert pd.isna(first["language"])
    assert first["person"] == first["rater"]


@pytest.mark.parametrize("file", SAME_DATA)
def test_the_same_answers_in_every_encoding_format_and_language(file):
    expected, found = taken_in(self_export()), taken_in(self_export(file))
    for table in ("answers", "keyed", "missing", "identities"):
        assert_frame_equal(getattr(found, table), getattr(expected, table))


def test_person_is_described_and_rater_answers():
    result = taken_in(self_export(), manager_export(), people=people_export())
    table = result.answers
    managers = table[table["source"] == "manager"]
    described = table.loc[table["source"] == "self", "person"]
    assert set(managers["person"]) == set(described)
    assert managers["rater"].nunique() == 3
    assert not set(managers["rater"]) & set(managers["person"])
    persons = result.identities.loc[result.identities["is_person"], "code"]
    assert set(persons) == set(described)


def test_missing_says_why_every_cell_is_empty():
    table = changed(SELF, {(0, "lis2"): "77"})
    result = taken_in(self_export(table=table, items=ITEMS[:-1]))
    answered = result.answers.set_index("response")[ITEMS]
    missing = result.missing
    assert len(missing) == int(answered.isna().to_numpy().sum())
    assert set(missing["reason"]) <= set(MISSING_REASONS)
    reasons = missing.set_index(["response", "item"])["reason"]
    assert reasons[0, "lis2"] == "invalid_code"
    assert reasons[2, "lis1"] == "cannot_judge"
    assert reasons[5, "lis3"] == "skipped"
    assert (missing.loc[missing["item"] == "check", "reason"] == "not_shown").all()
    assert (missing["item"] == "check").sum() == len(answered)


def test_keyed_turns_reversed_items_and_no_other():
    result = taken_in(self_export())
    for item in ITEMS:
        before, after = result.answers[item], result.keyed[item]
        expected = 6 - before if SMALL.all_items[item].reversed else before
        assert after.dtype == "Int8"
        assert after.dropna().tolist() == expected.dropna().tolist()
        assert (after.isna() == before.isna()).all()


def test_every_row_is_kept_or_rejected_with_a_reason():
    cells = {(0, "employee_id"): None, (1, "employee_id"): "  "}
    cells |= {(2, item): None for item in ITEMS}
    cells |= dict.fromkeys([(3, column) for column in SELF.columns], None)
    table = pd.concat([changed(SELF, cells), SELF.iloc[[6]]], ignore_index=True)
    manager = changed(MANAGER, {(4, "manager"): None})
    result = taken_in(self_export(table=table), manager_export(manager), people=people_export())
    found = {(r.file, r.row): r.reason for r in result.rejects.itertuples()}
    assert found == {
        ("self_codes.csv", 1): "no_person",
        ("self_codes.csv", 2): "no_person",
        ("self_codes.csv", 3): "no_answers",
        ("self_codes.csv", 4): "empty_row",
        ("self_codes.csv", 7): "duplicate",
        ("manager.csv", 5): "no_rater",
    }
    assert (flow_sums(result.flow)["balance"] == 0).all()
    assert (result.n_received, result.n_kept) == (25, 19)


def test_a_lost_row_is_an_error():
    with pytest.raises(RuntimeError, match="3 in, 1 kept, 1 rejected"):
        flow_of("a.csv", ["x"], n_received=3, n_kept=1, block=("", "", 1))


@pytest.mark.parametrize(
    ("changes", "kept_row"),
    [
        ({"lis1": None, "begun": "2026-02-01 08:00"}, 1),
        ({"lis1": "1", "begun": "2026-02-01 08:00"}, 13),
        ({"lis1": "1", "begun": "2025-12-31 08:00"}, 1),
        ({"lis1": "1", "begun": None}, 1),
        ({"lis1": "1"}, 13),
    ],
    ids=["complete wins", "later wins", "earlier loses", "unknown loses", "later row wins"],
)
def test_duplicates_keep_the_most_complete_then_the_latest(changes, kept_row):
    table = pd.concat([SELF, SELF.iloc[[0]]], ignore_index=True)
    table = changed(table, {(12, column): value for column, value in changes.items()})
    result = taken_in(self_export(table=table))
    assert result.rejects["row"].tolist() == [{1: 13, 13: 1}[kept_row]]
    assert result.rejects["detail"].tolist() == [f"self_codes.csv:{kept_row}"]


def test_the_same_response_in_two_files_is_a_duplicate_and_another_wave_is_not():
    twice = taken_in(self_export(), self_export("self_zh_gb18030.csv"))
    assert (twice.rejects["file"] == "self_codes.csv").all()
    assert (len(twice.rejects), twice.n_kept) == (12, 12)
    waves = taken_in(self_export(), self_export("self_zh_gb18030.csv", wave=2))
    assert (len(waves.rejects), waves.n_kept) == (0, 24)


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(12)), st.permutations(list(SELF.columns)))
def test_the_order_of_rows_changes_nothing_and_that_of_columns_only_theirs(rows, columns):
    expected = taken_in(self_export(table=SELF), people=people_export(PEOPLE))
    shuffled = SELF.iloc[list(rows)].reset_index(drop=True)[list(columns)]
    people = PEOPLE.iloc[list(rows)].reset_index(drop=True)
    found = taken_in(self_export(table=shuffled), people=people_export(people))
    assert list(found.answers.columns) == [*RESPONSE, *(c for c in columns if c in ITEMS)]
    for table in ("answers", "keyed", "missing", "people", "identities", "flow"):
        own, other = getattr(found, table), getattr(expected, table)
        assert_frame_equal(own[other.columns], other)


def test_pseudonyms_and_codes_depend_on_the_key():
    one = taken_in(self_export(), people=people_export(), key=KEY)
    other = taken_in(self_export(), people=people_export(), key=b"another")
    assert not set(one.identities["pseudonym"]) & set(other.identities["pseudonym"])
    assert one.identities["pseudonym"].str.fullmatch("[0-9a-f]{32}").all()
    assert one.identities["code"].tolist() == list(range(15))
    assert one.answers["person"].is_monotonic_increasing
    assert one.answers["seconds"].tolist() != other.answers["seconds"].tolist()
    assert sorted(one.answers["seconds"]) == sorted(other.answers["seconds"])


def test_people_have_groups_clusters_and_controls():
    result = taken_in(self_export(), people=people_export())
    people = result.people
    assert list(people.columns) == ["person", "manager_id", "region", "tenure"]
    assert str(people["person"].dtype) == "int32"
    assert people["region"].tolist()[:2] == ["华北", "华东"]
    assert people["tenure"].tolist()[:2] == [10.0, 11.0]
    assert people["manager_id"].tolist()[:4] == [12, 13, 14, 12]


def test_people_without_answers_and_answers_without_people_both_stay():
    people = changed(PEOPLE, {(0, "employee_id"): "Z900"})
    result = taken_in(self_export(), people=people_export(people))
    assert len(result.people) == 13
    assert result.people.iloc[0].drop("person").isna().all()
    assert note("people_not_listed", n=1) in result.notes
    assert note("people_not_answering", n=1) in result.notes


def test_a_person_twice_in_the_people_file_is_rejected():
    people = pd.concat([PEOPLE, PEOPLE.iloc[[0]]], ignore_index=True)
    result = taken_in(
        self_export(), people=people_export(changed(people, {(12, "tenure"): None}))
    )
    rejects = result.rejects
    assert rejects[["file", "row", "reason"]].to_numpy().tolist() == [
        ["people.csv", 13, "duplicate"]
    ]
    assert result.people["tenure"].iloc[0] == 10.0
    assert (flow_sums(result.flow)["balance"] == 0).all()


def with_weights(cells: list[str]):
    people = people_export(PEOPLE.assign(w=cells))
    return type(people)(
        **{f.name: getattr(people, f.name) for f in fields(people)} | {"case_weight": "w"}
    )


def test_case_weights_of_people_stand_with_their_answers():
    result = taken_in(self_export(), people=with_weights([str(i + 0.5) for i in range(12)]))
    assert result.answers["case_weight"].tolist() == list(np.arange(12.0) + 0.5)
    assert result.people["case_weight"].tolist() == list(np.arange(12.0) + 0.5)


def test_case_weights_that_are_no_positive_numbers_are_named_by_row():
    cells = ["1"] * 12
    cells[2], cells[5], cells[7], cells[9] = "0", "-1", "1e999", "heavy"
    with pytest.raises(DataError) as stopped:
        taken_in(self_export(), people=with_weights(cells))
    assert str(stopped.value) == (
        "people.csv: column 'w': case weights must be positive numbers; rows 3, 6, 8, 10"
    )


def test_people_without_a_case_weight_are_listed():
    result = taken_in(self_export(), people=with_weights(["", "1", " ", *["2"] * 9]))
    said = note("people_listed_without_weight", file="people.csv", n=2)
    assert said in result.notes
    assert note("answers_without_case_weight", n=2, n_people=12) in result.notes


def test_columns_not_declared_are_never_read_into_results():
    result = taken_in(self_export(), people=people_export())
    written = "".join(
        value.to_csv() if isinstance(value, pd.DataFrame) else json.dumps(value)
        for value in (getattr(result, f.name) for f in fields(result))
    )
    assert "姓名" not in written
    assert "E001" not in written
    assert note("columns_not_declared", file="self_codes.csv", columns=["name"]) in result.notes


def test_results_can_be_written_and_read_back(tmp_path):
    result = taken_in(self_export(), manager_export(), people=people_export())
    tables = [
        f.name for f in fields(result) if isinstance(getattr(result, f.name), pd.DataFrame)
    ]
    files = {name: str(tmp_path / f"{name}.parquet") for name in tables}
    files |= {
        "rejects": str(tmp_path / "rejects.csv"),
        "summary": str(tmp_path / "summary.json"),
    }
    write_result(result, files)
    back = read_result(type(result), files)
    assert_frame_equal(back.answers, result.answers)
    assert back.n_kept == result.n_kept


def test_mapping_counts_codes_labels_and_what_is_neither():
    table = changed(SELF, {(0, "lis1"): "有时", (1, "lis1"): "Maybe"})
    row = taken_in(self_export(table=table)).mapping.set_index("item").loc["lis1"]
    assert row[["n_codes", "n_labels", "n_invalid"]].tolist() == [10, 1, 1]
    assert row["invalid_labels"] == ""


def test_an_unreadable_answer_is_named_only_if_it_is_no_persons():
    rare = changed(SELF, {(i, "lis1"): f"{i}38 1234 5678" for i in range(3)})
    (line,) = refused(self_export(table=rare))
    assert line == (
        "self_codes.csv: column 'lis1': 25.0% of its answers are neither codes "
        "(1 to 5, or 8 for no answer) nor labels of options 'frequency5'"
    )
    one_column = changed(SELF, {(i, "lis1"): "Kovacs" for i in range(3)})
    (line,) = refused(self_export(table=one_column))
    assert "Kovacs" not in line
    both = {(i, item): "mostly" for i in range(3) for item in ("lis1", "lis2")}
    first, second = refused(self_export(table=changed(SELF, both)))
    assert first.endswith("; such as: mostly")
    assert second.endswith("; such as: mostly")
    like = changed(SELF, {(i, "lis1"): "Sometime" for i in range(3)})
    (line,) = refused(self_export(table=like))
    assert line.endswith("; such as: Sometime (3 = Sometimes?)")


def test_an_id_is_not_named_however_often_it_stands_among_the_answers():
    someone = SELF["employee_id"].iloc[0]
    often = {(i, item): someone for i in range(3) for item in ("lis1", "lis2")}
    assert all(someone not in line for line in refused(self_export(table=changed(SELF, often))))
    elsewhere = changed(SELF, often).assign(badge=SELF["employee_id"], employee_id=SELF.index)
    elsewhere = elsewhere.astype("str")
    assert all(someone not in line for line in refused(self_export(table=elsewhere)))


def test_items_are_found_under_the_names_of_the_export():
    table = SELF.rename(columns={"lis1": "Q1"})
    result = taken_in(self_export(table=table, rename={"Q1": "lis1"}))
    assert_frame_equal(result.answers, taken_in(self_export()).answers)


def test_all_problems_of_all_files_come_at_once():
    table = SELF.drop(columns=["lis1", "pla2", "duration"])
    manager = MANAGER.assign(lis1="3", lis2="5")
    people = PEOPLE.drop(columns=["tenure"])
    lines = refused(
        self_export(table=table, rename={"Q9": "nothing"}),
        manager_export(manager),
        people=people_export(people),
    )
    assert lines == [
        "self_codes.csv: rename Q9: small has no item 'nothing'",
        "self_codes.csv: column 'duration' (seconds) is there 0 times",
        "self_codes.csv: item columns missing: lis1, pla2",
        "people.csv: columns missing or there more than once: tenure",
        "manager.csv: item lis1: all 12 answers are the same",
        "manager.csv: item lis2: all 12 answers are the same",
    ]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (SELF.assign(employee_id=None), "none of its 12 rows can be kept (12 no_person)"),
        (SELF.assign(employee_id="E1"), "the answers are about only one person"),
        (SELF.iloc[:0], "none of its 0 rows can be kept ()"),
        (SELF.assign(lis1="3"), "item lis1: all 12 answers are the same"),
        (SELF.assign(lis1=None), "item lis1: nobody answered it"),
        (SELF.iloc[8:], "4 people are fewer than the 5 items"),
        (
            SELF.assign(duration="fast"),
            "column 'duration': 12 of 12 cells are not numbers, more than the allowed 20%",
        ),
        (SELF.assign(employee_id="1.1E+17"), "column 'employee_id': 12 ids are numbers like"),
    ],
)
def test_answers_that_carry_no_analysis_stop_the_run(table, expected):
    lines = refused(self_export(table=table.astype("str").reset_index(drop=True)))
    assert any(line.startswith(f"self_codes.csv: {expected}") for line in lines)


def test_a_few_cells_that_are_no_numbers_are_left_empty_and_told():
    table = changed(SELF, {(0, "duration"): "quick", (1, "duration"): "-5"})
    result = taken_in(self_export(table=table))
    assert result.answers["seconds"].isna().sum() == 2
    where = {"file": "self_codes.csv", "column": "duration"}
    assert note("not_numbers_left_empty", **where, n=2, n_filled=12) in result.notes


def test_columns_that_are_optional_may_be_absent():
    table = SELF[["employee_id", *ITEMS]]
    result = taken_in(self_export(table=table, columns={"person": "employee_id"}))
    assert result.answers[["seconds", "language"]].isna().all(axis=None)


def test_a_rater_is_needed_where_others_answer():
    columns = {"person": "employee_id"}
    assert refused(self_export(source="peer", columns=columns)) == [
        "self_codes.csv: columns.rater is needed: who answers, as source is peer; name the "
        "column with ids of raters or of responses, or say raters: anonymous if they answered "
        "without one, so that every row is another rater"
    ]


def test_no_file_of_answers_is_a_problem():
    assert refused() == ["responses: there is no file of answers"]


def test_instruments_whose_items_cannot_stand_in_one_table():
    raw = SMALL.model_dump()
    raw["dimensions"][0]["items"][0]["id"] = "rater"
    raw["options"]["frequency5"]["codes"][2]["zh"] = "从 不"
    other = Instrument.model_validate({**raw, "id": "other"})
    instruments = {"small": SMALL, "other": other}
    with pytest.raises(InstrumentError) as caught:
        answers(
            [],
            None,
            instruments,
            key=b"",
            duplicates="latest_complete",
            max_invalid_share=MAX_INVALID_SHARE,
            min_matched_share=MIN_MATCHED_SHARE,
        )
    assert str(caught.value).splitlines() == [
        "instruments: items of the same id in two instruments: check, lis2, lis3, pla1, pla2",
        "instruments: items cannot have these ids: rater",
        "other: options frequency5: labels of more than one code: 从不",
    ]


def test_two_instruments_stand_side_by_side():
    raw = SMALL.model_dump()
    for dimension in raw["dimensions"]:
        for item in dimension["items"]:
            item["id"] = f"{item['id']}b"
    other = Instrument.model_validate({**raw, "id": "other"})
    rename = {item: f"{item}b" for item in ITEMS}
    with people_in_order_of_ids():
        result = answers(
            [self_export(), self_export(instrument="other", rename=rename)],
            None,
            {"small": SMALL, "other": other},
            key=KEY,
            duplicates="latest_complete",
            max_invalid_share=MAX_INVALID_SHARE,
            min_matched_share=MIN_MATCHED_SHARE,
        )
    table = result.answers
    small = table[table["instrument"] == "small"]
    assert small[[f"{item}b" for item in ITEMS]].isna().all(axis=None)
    first = table[table["instrument"] == "other"][[f"{item}b" for item in ITEMS]]
    assert first.iloc[0].tolist() == [int(SELF.loc[0, item]) for item in ITEMS]
    asked = table.set_index("response")["instrument"]
    kinds = result.missing["item"].str.endswith("b").map({True: "other", False: "small"})
    assert kinds.tolist() == asked[result.missing["response"]].tolist()
