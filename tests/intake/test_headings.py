"""Headings that may be names of people are counted, never printed."""

import json

import pandas as pd
import pytest

from analysis.intake.headings import harmless
from analysis.intake.particulars import undeclared
from analysis.notes import note
from tests.intake.made import N, answer_file, export_of, people_file, people_of, plain, taken
from tests.intake.mutated import SECRETS

SAFE = """
    employee_id name Department startdate StartDate IPAddress RecipientEmail nickname Q12 q3_2
    Response_ID redcap_event_name _submission_time Duration_(in_seconds) new_customers
    territory_potential 姓名 部门名称 手机号码 身份证号 被评人工号 评价人姓名 用时（秒） 来自IP
    提交答卷时间 序号 销售额(元) 月份
"""
"""Headings of survey tools, of HR and sales systems."""

PEOPLE = """
    张伟 王芳 欧阳志远 司马明慧 李月 方向 区文 时年 张伟的手机号 评价对象：张伟 Kovacs Anna
    Wilhelmina ZhangWei AnneMarie O'Brien rating_of_Kovacs Score(Anna) Page Price Young Job Mark
    E10112 STAFF-0001-ID 10112 13800138000 +86-138-0013-8000 a@example.org 110105194912310021
    2026-01-05
"""
"""Names, ids, numbers and addresses of people, alone and within headings."""


@pytest.mark.parametrize("heading", SAFE.split())
def test_headings_made_of_words_for_things_are_printed(heading):
    assert harmless(heading)


@pytest.mark.parametrize(
    "heading", [*PEOPLE.split(), *SECRETS, "Anna Kovacs", "Zhang Wei", "4", "", "  "]
)
def test_headings_that_may_be_people_are_not_printed(heading):
    assert not harmless(heading)


def test_a_column_for_every_colleague_is_told_as_a_count(tmp_path):
    ids = [plain(i) for i in range(N)]
    colleagues = {
        name: ["3"] * N for name in ("张伟", "Wilhelmina Okonkwo", "13800138000", "E0007")
    }
    columns = {"部门": ["A"] * N, "邮箱": [f"p{i}@example.org" for i in range(N)], **colleagues}
    export = export_of(answer_file(tmp_path / "self.csv", ids, **columns))
    found = taken(export, people=people_of(people_file(tmp_path / "people.csv", ids)))
    where = {"file": "self.csv"}
    assert note("columns_not_declared", **where, columns=["部门"]) in found.notes
    assert note("personal_columns_not_read", **where, columns=["邮箱"]) in found.notes
    assert note("columns_not_named", **where, n=4) in found.notes
    said = json.dumps(found.notes, ensure_ascii=False)
    assert not [name for name in colleagues if name in said]


def test_a_first_row_that_is_a_person_is_told_as_a_count():
    table = pd.DataFrame(
        [["E2", "Li Na", "34", "2026-01-05"]], columns=["E1", "Bo Chen", "54", "x"]
    )
    assert undeclared("a.csv", table, {"x"}, {"Bo Chen"}) == [
        note("columns_not_named", file="a.csv", n=3)
    ]
