"""How ids are read: what nobody sees does not count, and words for nothing are nobody."""

import pandas as pd
import pytest

from analysis.intake.id_columns import read_ids
from analysis.intake.id_rules import NOBODY, NOTHING_IGNORED, IdRules, id_rules
from analysis.notes import note
from tests.intake.made import N, answer_file, export_of, people_file, people_of, plain, taken

WHERE = {"file": "a.csv", "column": "id"}


def read(*cells: str, rules: IdRules = NOTHING_IGNORED):
    return read_ids("a.csv", pd.DataFrame({"id": pd.Series(cells, dtype="str")}), "id", rules)


@pytest.mark.parametrize(
    "cell",
    ["E001\u200b", "\ufeffE001", "E0\u00ad01", "\u202aE001\u202c", "E001\u00a0", "\u2007E001"],
    ids=["zero-width space", "byte order mark", "soft hyphen", "turned", "no-break", "figure"],
)
def test_what_nobody_sees_is_left_out_of_ids_and_counted(cell):
    found = read(cell, "E001", "E002")
    assert found.ids.tolist() == ["E001", "E001", "E002"]
    assert found.notes == [note("ids_with_unseen_characters", **WHERE, n=1)]
    assert found.problems == []


@pytest.mark.parametrize("cell", ["Ｅ００１", "'E001", '="E001"', "  E001 ", "\u3000E001"])
def test_other_dresses_of_the_same_id_need_no_rule(cell):
    found = read(cell, "E002")
    assert found.ids.tolist() == ["E001", "E002"]
    assert found.notes == []


def test_numbers_with_an_empty_decimal_are_whole():
    assert read("17.0", "18.00", "17.5").ids.tolist() == ["17", "18", "17.5"]


@pytest.mark.parametrize("word", ["NA", "None", "null", "-", "nan", "无", "N/A", "#N/A", "--"])
def test_words_for_nothing_are_nobody_and_told(word):
    found = read(word, "E001", word, "E002")
    assert found.ids.isna().tolist() == [True, False, True, False]
    assert found.notes == [note("words_for_no_id", **WHERE, n=2, cells=[word])]


def test_a_study_may_say_that_such_a_word_is_somebodys_id():
    found = read("Null", "Smith", "none", rules=id_rules(missing=["none"]))
    assert found.ids.fillna("nobody").tolist() == ["Null", "Smith", "nobody"]
    assert found.notes == []
    assert read("Null", "", rules=id_rules(missing=[])).ids.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("rules", "same"),
    [
        (IdRules(("leading_zeros",)), ["E0071", "E71", "e0071"]),
        (IdRules(("leading_zeros", "case")), ["E0071", "e71", "71"]),
        (IdRules(prefix="EMP-"), ["EMP-71", "71", "emp-71"]),
        (IdRules(("punctuation",), prefix="EMP-"), ["EMP-71", "71", "071"]),
        (IdRules(("case", "leading_zeros"), suffix="-CN"), ["071-cn", "71", "71-C"]),
    ],
)
def test_what_a_rule_leaves_out(rules, same):
    one, other, different = (rules.normal(i) for i in same)
    assert one == other != different


@pytest.mark.parametrize("id", ["0", "000", "E", "---", "@x"])
def test_nothing_is_never_left_of_an_id(id):
    every = ("leading_zeros", "case", "punctuation", "mail_domain")
    assert IdRules(every, prefix="E", suffix="E").normal(id)


def test_words_for_nothing_are_in_lower_case():
    assert {word.casefold() for word in NOBODY} == NOBODY


def test_a_manager_called_na_is_no_manager(tmp_path):
    ids = [plain(i) for i in range(N)]
    people = people_file(tmp_path / "p.csv", ids, boss=lambda i: ["NA", "-", "M1", "M2"][i % 4])
    result = taken(export_of(answer_file(tmp_path / "self.csv", ids)), people=people_of(people))
    assert result.people["boss"].isna().sum() == N // 2
    told = note("words_for_no_id", file="p.csv", column="boss", n=N // 2, cells=["-", "NA"])
    assert told in result.notes
