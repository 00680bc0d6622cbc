"""An id that may stand for two people is used for neither."""

import csv

import pytest

from analysis.errors import DataError
from analysis.notes import note
from tests.intake.made import (
    N,
    answer_file,
    export_of,
    people_file,
    people_of,
    plain,
    sales_file,
    sold,
    taken,
    write,
)

IDS = [plain(i) for i in range(N)]


def with_rows(path, *rows: list[str]):
    """People, and further rows below them."""
    people_file(path, IDS)
    with path.open(encoding="utf-8") as file:
        there = [*csv.reader(file)]
    return write(path, [*there, *rows])


@pytest.mark.parametrize(
    "other",
    [
        ["E0007", "South", "M03", "7"],
        ["E0007", "Sorth", "M01", "7"],
        ["E0007", "Sorth", "M03", "54"],
    ],
    ids=["another group", "another manager", "another age"],
)  # fmt: skip
def test_two_people_of_one_id_are_left_out_with_answers_and_records(tmp_path, other):
    listed = with_rows(tmp_path / "people.csv", other)
    answered = answer_file(tmp_path / "self.csv", IDS)
    found = taken(export_of(answered), people=people_of(listed))
    assert note("ids_of_several_people", n=1) in found.notes
    assert (found.n_kept, len(found.people)) == (N - 1, N - 1)
    rejected = found.rejects[["file", "row", "reason"]].to_numpy().tolist()
    assert rejected == [
        ["people.csv", 8, "id_of_several"],
        ["people.csv", N + 1, "id_of_several"],
        ["self.csv", 8, "id_of_several"],
    ]
    steps = found.flow[found.flow["file"] == "self.csv"].set_index("step")["n"]
    assert steps["matched"] == steps["received"] - steps["id_of_several"] == N - 1
    sales = sold(sales_file(tmp_path / "sales.csv", IDS), found, answered, listed)
    assert sales.n_kept == 2 * (N - 1)


@pytest.mark.parametrize(
    ("row", "told"),
    [(["E0007", "South", "M03", "7"], 0), (["E0007", "", "M03", "7"], 1)],
    ids=["the same", "an empty cell"],
)
def test_a_person_listed_twice_without_contradiction_is_one(tmp_path, row, told):
    row = [row[0], row[1] and "NS"[7 % 2] + "orth", *row[2:]]
    found = taken(
        export_of(answer_file(tmp_path / "self.csv", IDS)),
        people=people_of(with_rows(tmp_path / "people.csv", row)),
    )
    assert (found.n_kept, len(found.people)) == (N, N)
    assert sum(n["note"] == "people_listed_differently" for n in found.notes) == told
    assert found.rejects["reason"].tolist() == ["duplicate"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_people_file_of_many_rows_a_person_stops(tmp_path, monkeypatch, language):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    rows = [[plain(i), "East", "M09", "3"] for i in range(9)]
    people = people_of(with_rows(tmp_path / "people.csv", *rows))
    with pytest.raises(DataError) as caught:
        taken(export_of(answer_file(tmp_path / "self.csv", IDS)), people=people)
    (line,) = str(caught.value).splitlines()
    assert line.startswith("people.csv")
    assert "9" in line
    assert str(N) in line
