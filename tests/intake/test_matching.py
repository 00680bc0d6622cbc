"""Files whose ids are written differently stop with the way in which they match."""

import json
from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.intake.id_rules import IdRules
from analysis.notes import note
from tests.intake.made import (
    N,
    Writing,
    answer_file,
    export_of,
    people_file,
    people_of,
    plain,
    sales_file,
    sold,
    taken,
)

NOBODYS = {
    "zeros": (lambda i: f"{i + 1:05}", lambda i: str(i + 1), IdRules(("leading_zeros",))),
    "capitals": (plain, lambda i: plain(i).lower(), IdRules(("case",))),
    "letters in front": (plain, lambda i: f"{i:04}", IdRules(prefix="E")),
    "letters behind": (lambda i: f"{i + 9}-CN", lambda i: str(i + 9), IdRules(suffix="-CN")),
    "mail": (lambda i: f"{plain(i)}@example.org", plain, IdRules(("mail_domain",))),
    "hyphens": (lambda i: f"11-{i:03}", lambda i: f"11{i:03}", IdRules(("punctuation",))),
    "spaces": (lambda i: f"E {i:04}", plain, IdRules(("spaces",))),
    "two ways": (plain, lambda i: str(i), IdRules(("leading_zeros",), prefix="E")),
    "three ways": (
        lambda i: f"emp-{i + 1:04}", lambda i: f"EMP{i + 1}",
        IdRules(("leading_zeros", "case", "punctuation")),
    ),
}  # fmt: skip
"""How two files write the id of person i, and what the study must leave out."""

SETTINGS = {
    "zeros": "ids: {ignore: [leading_zeros]}",
    "capitals": "ids: {ignore: [case]}",
    "letters in front": 'ids: {prefix: "E"}',
    "letters behind": 'ids: {suffix: "-CN"}',
    "mail": "ids: {ignore: [mail_domain]}",
    "hyphens": "ids: {ignore: [punctuation]}",
    "spaces": "ids: {ignore: [spaces]}",
    "two ways": 'ids: {ignore: [leading_zeros], prefix: "E"}',
    "three ways": "ids: {ignore: [leading_zeros, case, punctuation]}",
}


def written(ids: Writing, who: range = range(N)) -> list[str]:
    return [ids(i) for i in who]


def refused(*exports, people) -> list[str]:
    with pytest.raises(DataError) as caught:
        taken(*exports, people=people)
    return str(caught.value).splitlines()


def refused_sales(*args) -> list[str]:
    with pytest.raises(DataError) as caught:
        sold(*args)
    return str(caught.value).splitlines()


@pytest.mark.parametrize("turned", [False, True], ids=["as named", "the other way round"])
@pytest.mark.parametrize("kind", NOBODYS)
def test_answers_and_people_that_match_only_if_written_otherwise_stop(tmp_path, kind, turned):
    one, other, rules = NOBODYS[kind]
    ours, theirs = (other, one) if turned else (one, other)
    answered = answer_file(tmp_path / "self.csv", written(ours))
    listed = people_file(tmp_path / "people.csv", written(theirs))
    (line,) = refused(export_of(answered), people=people_of(listed))
    assert line.startswith(
        f"self.csv: 0 of its {N} people are found in people.csv by their ids; {N} more match if"
    )
    assert line.endswith(f"write into study.yaml: {SETTINGS[kind]}")
    result = taken(export_of(answered, ids=rules), people=people_of(listed, rules))
    assert len(result.people) == N
    assert result.people["tenure"].notna().all()


@pytest.mark.parametrize("turned", [False, True], ids=["as named", "the other way round"])
@pytest.mark.parametrize("kind", NOBODYS)
def test_sales_that_match_only_if_written_otherwise_stop(tmp_path, kind, turned):
    one, other, rules = NOBODYS[kind]
    ours, theirs = (other, one) if turned else (one, other)
    answered = answer_file(tmp_path / "self.csv", written(ours))
    listed = people_file(tmp_path / "people.csv", written(ours))
    table = sales_file(tmp_path / "sales.csv", written(theirs))
    found = taken(export_of(answered), people=people_of(listed))
    first, *_ = refused_sales(table, found, answered, listed)
    assert first.startswith(f"sales.csv: 0 of the {N} people of the study are found")
    assert first.endswith(SETTINGS[kind])
    found = taken(export_of(answered, ids=rules), people=people_of(listed, rules))
    assert sold(table, found, answered, listed, rules=rules).n_kept == 2 * N


@pytest.mark.parametrize(("n_other", "stops"), [(16, True), (3, True), (2, False), (1, False)])
def test_a_part_that_matches_otherwise_stops_and_single_slips_are_told(
    tmp_path, n_other, stops
):
    ids = [plain(i).lower() if i < n_other else plain(i) for i in range(N)]
    answered = answer_file(tmp_path / "self.csv", ids)
    listed = people_file(tmp_path / "people.csv", written(plain))
    table = sales_file(tmp_path / "sales.csv", ids)
    own = taken(export_of(listed_answers(tmp_path)), people=people_of(listed))
    if stops:
        (line,) = refused(export_of(answered), people=people_of(listed))
        assert line.startswith(f"self.csv: {N - n_other} of its {N} people are found")
        assert f"; {n_other} more match if capitals are left out" in line
        (line,) = refused_sales(table, own, listed)
        assert f"; {n_other} more match if capitals are left out" in line
    else:
        told = taken(export_of(answered), people=people_of(listed)).notes
        assert note("ids_alike_elsewhere", file="self.csv", n=n_other, ways=["case"]) in told
        told = sold(table, own, listed).notes
        assert note("ids_alike_elsewhere", file="sales.csv", n=n_other, ways=["case"]) in told


def listed_answers(folder: Path) -> Path:
    return answer_file(folder / "all.csv", written(plain))


def test_ids_of_another_kind_stop_without_a_way(tmp_path):
    answered = answer_file(tmp_path / "self.csv", written(lambda i: f"Q{7919 * (i + 2)}"))
    listed = people_file(tmp_path / "people.csv", written(plain))
    (line,) = refused(export_of(answered), people=people_of(listed))
    assert line.startswith(f"self.csv: only 0 of its {N} people are found in people.csv")
    assert "intake.min_matched_share" in line
    found = taken(export_of(listed_answers(tmp_path)), people=people_of(listed))
    table = sales_file(tmp_path / "sales.csv", written(lambda i: f"Q{7919 * (i + 2)}"))
    (line,) = refused_sales(table, found, listed)
    assert line.startswith(
        f"sales.csv: of its {N} ids and the {N} people of the study only 0 are the same"
    )


@pytest.mark.parametrize(("n_known", "stops"), [(19, True), (20, False), (21, False)])
def test_the_share_that_must_match_is_that_of_the_setting(tmp_path, n_known, stops):
    ids = [plain(i) if i < n_known else f"T{i * 31}x" for i in range(N)]
    answered = answer_file(tmp_path / "self.csv", ids)
    people = people_of(people_file(tmp_path / "people.csv", written(plain)))
    if stops:
        assert len(refused(export_of(answered), people=people)) == 1
    else:
        told = taken(export_of(answered), people=people).notes
        assert note("people_not_listed", n=N - n_known) in told


@pytest.mark.parametrize(
    ("answered", "listed", "selling"),
    [
        (range(28), range(40), range(40)),
        (range(40), range(40), range(36)),
        (range(40), range(36), range(40)),
        (range(12), range(40), range(0, 40, 4)),
        (range(40), range(40), range(2000)),
        (range(40), range(400), range(20, 2000)),
        (range(40), range(40), range(8)),
        (range(30, 40), range(400), range(0, 400, 7)),
    ],
    ids=[
        "three in ten never answered", "one in ten sells nothing", "one in ten is not listed",
        "few answered and few sell", "sales of the whole company", "everybody is listed",
        "few are paid by sales", "few answered and some sell",
    ],
)  # fmt: skip
def test_sound_files_of_different_people_are_not_stopped(tmp_path, answered, listed, selling):
    mine = answer_file(tmp_path / "self.csv", written(plain, answered))
    people = people_file(tmp_path / "people.csv", written(plain, listed))
    table = sales_file(tmp_path / "sales.csv", written(plain, selling))
    found = taken(export_of(mine), people=people_of(people))
    result = sold(table, found, mine, people)
    known = {*answered, *listed}
    assert result.n_kept == 2 * len(known & set(selling))
    assert not [n for n in (*found.notes, *result.notes) if n["note"] == "ids_alike_elsewhere"]


def test_sales_of_those_who_did_not_answer_stop_at_once(tmp_path):
    mine = answer_file(tmp_path / "self.csv", written(plain, range(20)))
    people = people_file(tmp_path / "people.csv", written(plain))
    table = sales_file(tmp_path / "sales.csv", written(plain, range(20, 40)))
    found = taken(export_of(mine), people=people_of(people))
    (line,) = refused_sales(table, found, mine, people)
    assert line.startswith(
        "criteria: of 20 people with answers and 20 with records of performance only 0 are"
    )


def test_answers_of_two_files_that_match_only_if_written_otherwise_stop(tmp_path):
    one = answer_file(tmp_path / "a.csv", written(plain))
    other = answer_file(
        tmp_path / "b.csv",
        written(lambda i: plain(i).lower()),
        boss=[f"M{i % 4}" for i in range(N)],
    )
    exports = export_of(one), export_of(other, source="manager", rater="boss")
    (line,) = refused(*exports, people=None)
    assert line.startswith(f"b.csv: 0 of its {N} people are found in a.csv by their ids")
    assert line.endswith("ids: {ignore: [case]}")


def test_parts_of_one_source_may_share_nobody_and_sources_that_do_are_told(tmp_path):
    north = answer_file(tmp_path / "a.csv", written(plain, range(20)))
    boss = [f"M{i % 4}" for i in range(20)]
    south = answer_file(tmp_path / "b.csv", written(plain, range(20, 40)), boss=boss)
    people = people_of(people_file(tmp_path / "people.csv", written(plain)))
    told = taken(export_of(north), export_of(south), people=people).notes
    assert not [n for n in told if n["note"] == "sources_share_few_people"]
    managers = export_of(south, source="manager", rater="boss")
    told = taken(export_of(north), managers, people=people).notes
    assert note("sources_share_few_people", file="b.csv", n=0, n_people=20) in told


@pytest.mark.parametrize(
    ("boss", "n", "ways"),
    [(lambda i: f"M{i % 4:02}", None, None), (lambda i: f"m{i % 4:02}", 0, ["case"]),
     (lambda i: f"Q{i % 4}7", 0, None)],
    ids=["the same", "other capitals", "another kind"],
)  # fmt: skip
def test_managers_who_answer_and_are_nobodys_manager_are_told(tmp_path, boss, n, ways):
    raters = [f"M{i % 4:02}" for i in range(N)]
    mine = answer_file(tmp_path / "manager.csv", written(plain), rater=raters)
    people = people_of(people_file(tmp_path / "people.csv", written(plain), boss=boss))
    told = taken(export_of(mine, source="manager", rater="rater"), people=people).notes
    where = {"file": "people.csv", "column": "boss", "n_raters": 4}
    expected = [] if n is None else [note("raters_not_among_clusters", **where, n=n)]
    expected += (
        [note("ids_alike_elsewhere", file="manager.csv", n=4, ways=ways)] if ways else []
    )
    assert [n for n in told if n["note"] in
            ("raters_not_among_clusters", "ids_alike_elsewhere")] == expected  # fmt: skip


def test_two_ids_that_become_the_same_are_refused_in_every_file(tmp_path):
    rules = IdRules(("leading_zeros",))
    ids = [str(i + 1) for i in range(N - 2)] + ["007", "0012"]
    answered = answer_file(tmp_path / "self.csv", ids)
    listed = people_file(tmp_path / "people.csv", ids)
    told = "4 different ids become the same when what ids says in study.yaml is left out"
    lines = refused(export_of(answered, ids=rules), people=people_of(listed, rules))
    assert [line.split(";")[0].split(", and")[0] for line in lines] == [
        f"self.csv: column 'staff': {told}",
        f"people.csv: column 'staff': {told}",
    ]
    sound = answer_file(tmp_path / "sound.csv", written(str))
    found = taken(export_of(sound, ids=rules), people=None)
    (line,) = refused_sales_with(rules, sales_file(tmp_path / "sales.csv", ids), found, sound)
    assert line.startswith(f"sales.csv: column 'staff': {told}")


def refused_sales_with(rules, *args) -> list[str]:
    with pytest.raises(DataError) as caught:
        sold(*args, rules=rules)
    return str(caught.value).splitlines()


def test_no_id_is_in_messages_and_a_long_text_in_front_is_not_shown(tmp_path, monkeypatch):
    answered = answer_file(tmp_path / "self.csv", written(lambda i: f"Kovacs{i + 10}"))
    listed = people_file(tmp_path / "people.csv", written(lambda i: str(i + 10)))
    for language, found in (("en", "letters in front of ids"), ("zh", "固定前缀")):
        monkeypatch.setenv("PLUMBLINE_LANG", language)
        (line,) = refused(export_of(answered), people=people_of(listed))
        assert found in line
        assert line.endswith('ids: {prefix: "…"}')
        assert "Kovacs" not in line


def test_ids_that_are_compared_do_not_stay_in_results(tmp_path):
    answered = answer_file(tmp_path / "self.csv", written(plain))
    listed = people_file(tmp_path / "people.csv", written(plain, range(36)))
    found = taken(export_of(answered), people=people_of(listed))
    result = sold(sales_file(tmp_path / "s.csv", written(plain, range(4, 40))), found, listed)
    text = json.dumps([*found.notes, *result.notes]) + result.records.to_csv()
    text += "".join(t.to_csv() for t in (found.identities, found.people, found.answers))
    assert not [i for i in written(plain) if i in text]
