"""Who answers about others: ids of raters, or nobody knows; never the person rated."""

import pytest

from analysis.errors import DataError
from analysis.notes import note
from tests.intake.made import N, answer_file, export_of, plain, taken

RATED = [plain(i // 3) for i in range(N)]
"""Everybody is rated by three peers."""


def refused(*exports) -> list[str]:
    with pytest.raises(DataError) as caught:
        taken(*exports)
    return str(caught.value).splitlines()


def test_anonymous_peers_are_different_raters(tmp_path):
    file = answer_file(tmp_path / "peer.csv", RATED)
    result = taken(export_of(file, source="peer", raters="anonymous"))
    assert result.n_kept == N
    assert result.answers["rater"].nunique() == N
    assert not set(result.answers["rater"]) & set(result.answers["person"])
    assert note("rows_are_raters", file="peer.csv", n=N) in result.notes


def test_ids_of_responses_stand_for_raters(tmp_path):
    file = answer_file(tmp_path / "peer.csv", RATED, response=[f"R{i}" for i in range(N)])
    assert taken(export_of(file, source="peer", rater="response")).n_kept == N


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_person_rated_is_no_rater(tmp_path, monkeypatch, language):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    file = answer_file(tmp_path / "peer.csv", RATED)
    (line,) = refused(export_of(file, source="peer", rater="staff"))
    assert "raters: anonymous" in line
    assert f"{N} of {N} rows" in line or f"{N} 行中有 {N} 行" in line


def test_raters_who_never_differ_lose_no_answers_unseen(tmp_path):
    file = answer_file(tmp_path / "peer.csv", RATED, link=["survey-7"] * N)
    (line,) = refused(export_of(file, source="peer", rater="link"))
    assert line.startswith(f"peer.csv: 26 of {N} answers would be given up as repeated by")
    assert "column 'link'" in line


def test_people_who_say_of_themselves_what_others_say_lose_nothing_unseen(tmp_path):
    file = answer_file(tmp_path / "self.csv", RATED)
    (line,) = refused(export_of(file))
    assert line.startswith(f"self.csv: 26 of {N} answers would be given up as repeated by")
    assert "column 'staff'" in line


def test_a_file_that_was_joined_twice_to_itself_is_read_once(tmp_path):
    ids = [plain(i) for i in range(N)]
    file = answer_file(tmp_path / "self.csv", ids)
    first, *rows = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([first, *rows, *rows, *rows]), encoding="utf-8")
    assert taken(export_of(file)).n_kept == N


@pytest.mark.parametrize("n", [1, 4, 20])
def test_a_few_who_rate_themselves_are_told(tmp_path, n):
    ids = [plain(i) for i in range(N)]
    raters = [plain(i if i < n else i + 1) for i in range(N)]
    file = answer_file(tmp_path / "peer.csv", ids, peer=raters)
    result = taken(export_of(file, source="peer", rater="peer"))
    assert note("rater_is_person", file="peer.csv", n=n) in result.notes
    assert result.n_kept == N


def test_few_repeated_answers_are_given_up_as_ever(tmp_path):
    ids = [plain(i // 2) for i in range(N)]
    assert taken(export_of(answer_file(tmp_path / "self.csv", ids))).n_kept == N // 2
