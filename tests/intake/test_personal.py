from dataclasses import replace

import pandas as pd
import pytest

from analysis.intake.particulars import languages
from analysis.intake.people import is_exposed
from analysis.intake.personal import (
    called_personal,
    holds_personal,
    looks_personal,
    personal_columns,
)
from analysis.notes import note
from tests.intake.exported import people_export, self_export, taken_in
from tests.intake.test_answers import PEOPLE, refused


@pytest.mark.parametrize(
    "column",
    [
        "姓名",
        "手机号码",
        "聯絡電話",
        "电子邮箱",
        "身份证号",
        "家庭住址",
        "First Name",
        "last_name",
        "RecipientEmail",
        "E-Mail",
        "phone",
        "Mobile No",
        "IPAddress",
        "来自IP",
        "Name",
        "dob",
        "LocationLatitude",
        "social security no",
    ],
)
def test_names_of_columns_that_identify_people(column):
    assert called_personal(column)


@pytest.mark.parametrize(
    "column",
    [
        "region",
        "性别",
        "部门名称",
        "lis1",
        "tenure",
        "filename",
        "shipment",
        "workshop",
        "团队",
        "item_name_count",
        "address_block",
    ],
)
def test_names_of_other_columns(column):
    assert not called_personal(column)


@pytest.mark.parametrize(
    "cell",
    [
        "a.b@example.org",
        "１３８００１３８０００",
        "+86 138 0013 8000",
        "010-12345678",
        "(415) 555-1212",
        "11010519491231002X",
        "123-45-6789",
        "10.0.0.1",
    ],
)
def test_cells_that_identify_people(cell):
    assert looks_personal(cell)
    assert holds_personal(f"call {cell} please")


@pytest.mark.parametrize(
    "cell", ["3", "2026-01-05 09:00:00", "E0012345", "总是", "12.5", "1,234"]
)
def test_other_cells(cell):
    assert not looks_personal(cell)
    assert not holds_personal(cell)


def test_columns_are_found_by_their_cells_whatever_they_are_called():
    table = pd.DataFrame({"x": ["a@b.cn", None, "c@d.cn", "?"], "y": ["1", "2", "3", "a@b.cn"]})
    assert personal_columns(table.astype("str"), ["x", "y"]) == ["x"]


def test_a_group_that_tells_who_people_are_is_refused():
    table = PEOPLE.assign(region=[f"p{i}@example.org" for i in range(len(PEOPLE))])
    (line,) = refused(self_export(), people=people_export(table))
    assert line == (
        "people.csv: column 'region' looks like names, addresses, numbers or ids of people; "
        "it can be neither a group nor a control"
    )
    assert "example.org" not in line


@pytest.mark.parametrize(("n", "n_alone", "told"), [(5, 5, True), (4, 4, False), (6, 5, False)])
def test_a_group_in_which_all_stand_alone_names_them(n, n_alone, told):
    values = [f"W{min(i, n_alone - 1)}" for i in range(n)]
    table = pd.DataFrame({"employee_id": [f"X{i}" for i in range(n)], "region": values})
    export = replace(people_export(PEOPLE), table=table.astype("str"))
    assert is_exposed(export, "region") == told


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("zh-Hans", True), ("DE", True), ("ZH-S", True), ("es-419", True), ("简体中文", True),
     ("English (en)", True), ("STAFF-0001-ID", False), ("欧阳志远", False), ("p@x.org", False)],
)  # fmt: skip
def test_only_languages_stand_as_languages(cell, kept):
    found = languages(pd.Series([cell, pd.NA], dtype="str"))
    assert found.notna().tolist() == [kept, False]


def test_ids_that_differ_by_their_dress_are_told():
    table = PEOPLE.copy()
    table.loc[0, "employee_id"] = table.loc[0, "employee_id"].lower()
    notes = {n["note"]: n for n in taken_in(self_export(), people=people_export(table)).notes}
    assert notes["ids_alike"]["n"] == 1


def test_people_listed_twice_with_different_particulars_are_told():
    again = PEOPLE.iloc[[0]].assign(tenure=None)
    table = pd.concat([PEOPLE, again, PEOPLE.iloc[[1]]], ignore_index=True)
    notes = {n["note"]: n for n in taken_in(self_export(), people=people_export(table)).notes}
    assert notes["people_listed_differently"]["n"] == 1


def test_a_person_in_place_of_a_group_is_left_out_and_told():
    table = PEOPLE.assign(name=[f"Person {i}" for i in range(12)])
    table.loc[:3, "region"] = ["Person 7", "p3@example.org", table.loc[5, "employee_id"], "1"]
    people = replace(people_export(table), personal=frozenset({"name"}))
    result = taken_in(self_export(), people=people)
    assert note("personal_groups_left_empty", file="people.csv", column="region", n=3) in (
        result.notes
    )
    levels = result.people["region"]
    assert (levels.isna().sum(), (levels == "1").sum()) == (3, 1)


def test_a_group_with_the_name_of_a_phone_stays_a_group():
    table = PEOPLE.rename(columns={"region": "phone_sales"})
    people = replace(people_export(table), groups=["phone_sales"], clusters=["manager_id"],
                     personal=frozenset({"phone_sales"}))  # fmt: skip
    assert taken_in(self_export(), people=people).people["phone_sales"].notna().all()
