"""A tool's own columns are read without being named, told, and never mixed up with others."""

import json

import pytest

from analysis.intake.headers import check_file
from analysis.intake.item_columns import Asked
from analysis.intake.particulars import particulars
from analysis.intake.raw_exports import read_export
from tests.intake import tool_files
from tests.intake.exported import SMALL
from tests.intake.test_tool_variants import rows_of
from tests.intake.test_tools import codes_of, export_of, questions, steps, taken
from tests.intake.tool_files import CODES, ITEMS, write

ASKED = Asked(SMALL, "self", questions("Q1_"))


def qualtrics_with(tmp_path, name: str, import_id: str | None, place: int | None = None):
    """A Qualtrics export with a column of a person's own called `name`, all cells "active"."""
    rows = rows_of(tool_files.qualtrics(tmp_path / "first.csv"))
    place = len(rows[0]) if place is None else place
    for row, cell in zip(rows, [name, name, json.dumps({"ImportId": import_id})], strict=False):
        row.insert(place, cell)
    for row in rows[3:]:
        row.insert(place, "active")
    if import_id is None:
        del rows[2]
    return write(tmp_path / "x.csv", rows)


@pytest.mark.parametrize("place", [None, 0])
@pytest.mark.parametrize(
    ("name", "import_id"), [("Status", "Status"), ("Status", "QID5"), ("status", "status")]
)
def test_the_import_id_tells_which_status_is_qualtrics_own(tmp_path, name, import_id, place):
    path = qualtrics_with(tmp_path, name, import_id, place)
    assert check_file(path, "auto", {"staff": "person"}, None, ASKED) == []
    result = taken(export_of(read_export(path, "auto"), rename=questions("Q1_")))
    assert (steps(result)["preview"], codes_of(result)) == (1, CODES)


@pytest.mark.parametrize("name", ["Status", "Finished", "Duration (in seconds)"])
def test_without_import_ids_two_columns_of_one_name_stop_the_run(tmp_path, name):
    path = qualtrics_with(tmp_path, name, None)
    (line,) = check_file(path, "auto", {"staff": "person"}, None, ASKED)
    assert line.startswith(f"x.csv: column '{name}' is there 2 times, and nothing tells which")


def test_a_column_that_the_study_names_settles_it(tmp_path):
    path = qualtrics_with(tmp_path, "Duration (in seconds)", None)
    needed = {"staff": "person", "Q1_1": "seconds"}
    assert check_file(path, "auto", needed, None, ASKED) == []


def redcap(tmp_path):
    rows = rows_of(tool_files.redcap(tmp_path)[0])
    turned = [[*row[:-1], stamp, row[-1]] for row, stamp in zip(
        rows, ["f_timestamp", *["2026-01-05 09:00:00"] * len(rows)], strict=False)]  # fmt: skip
    return write(tmp_path / "stamped.csv", turned)


FILES = {
    "qualtrics": (
        lambda path: tool_files.qualtrics(path / "x.csv"),
        {"rename": questions("Q1_")},
        ["StartDate", "EndDate", "Status", "Duration (in seconds)", "Finished",
         "DistributionChannel", "UserLanguage"],
    ),
    "wenjuanxing": (
        lambda path: write(path / "x.csv", tool_files.wenjuanxing_rows(labels=True)),
        {"person": "Q1", "rename": questions("Q2_")},
        ["提交答卷时间", "所用时间", "来源"],
    ),
    "limesurvey": (
        lambda path: tool_files.limesurvey(path / "x.csv", kind="labels"),
        {"rename": {f"q[{item}]": item for item in ITEMS}},
        ["submitdate", "startlanguage", "startdate"],
    ),
    "odk": (lambda path: tool_files.odk(path / "x.csv"), {}, ["start", "end"]),
    "redcap": (
        redcap,
        {"person": "record_id", "only": {"redcap_event_name": ["first_arm_1"]}},
        ["f_timestamp"],
    ),
}  # fmt: skip


def own_notes(result) -> list[list[str]]:
    return [n["columns"] for n in result.notes if n["note"] == "own_columns_read"]


@pytest.mark.parametrize("kind", FILES)
def test_own_columns_are_used_and_said_to_be(tmp_path, kind):
    make, options, own = FILES[kind]
    export = export_of(read_export(make(tmp_path), "auto"), **options)
    assert particulars(export, 0.0)[0]["started_at"].notna().any()
    result = taken(export)
    assert own_notes(result) == [own]
    unread = [n["columns"] for n in result.notes if n["note"] == "columns_not_declared"]
    assert not {*own} & {name for names in unread for name in names}


def test_columns_that_the_study_names_go_before(tmp_path):
    rows = rows_of(tool_files.qualtrics(tmp_path / "first.csv"))
    for row, cell in zip(rows, ["took", "took", '{"ImportId":"took"}'], strict=False):
        row.append(cell)
    for row in rows[3:]:
        row.append("7")
    raw = read_export(write(tmp_path / "x.csv", rows), "auto")
    named = {"person": "staff", "seconds": "took", "language": "UserLanguage"}
    result = taken(export_of(raw, rename=questions("Q1_"), columns=named))
    assert result.answers["seconds"].unique().tolist() == [7]
    (told,) = own_notes(result)
    assert not {"Duration (in seconds)", "UserLanguage"} & {*told}


def test_kobo_durations_are_seconds(tmp_path):
    rows = rows_of(tool_files.odk(tmp_path / "x.csv"), delimiter=";")
    turned = [[*row, "_duration" if i == 0 else str(40 + i)] for i, row in enumerate(rows)]
    raw = read_export(write(tmp_path / "y.csv", turned, delimiter=";"), "auto")
    assert taken(export_of(raw)).answers["seconds"].max() == 40 + len(CODES)


def test_progress_tells_unfinished_answers_where_nothing_else_does(tmp_path):
    rows = rows_of(tool_files.qualtrics(tmp_path / "x.csv"))
    place = rows[0].index("Finished")
    for i, row in enumerate(rows):
        row[place] = ["Progress", "Progress", '{"ImportId":"progress"}'][i] if i < 3 else "100"
    rows[4][place] = "60"
    raw = read_export(write(tmp_path / "y.csv", rows), "auto")
    result = taken(export_of(raw, rename=questions("Q1_")))
    assert {"note": "unfinished_answers_kept", "file": "x.csv", "n": 1} in result.notes


def test_progress_is_not_said_to_be_read_where_finished_is(tmp_path):
    path = qualtrics_with(tmp_path, "Progress", "progress")
    result = taken(export_of(read_export(path, "auto"), rename=questions("Q1_")))
    (told,) = own_notes(result)
    assert "Finished" in told
    assert "Progress" not in told


def test_a_plain_table_has_no_columns_of_a_tool(tmp_path):
    rows = [["staff", "StartDate", *ITEMS], *([f"E{i}", "x", *c] for i, c in enumerate(CODES))]
    result = taken(export_of(read_export(write(tmp_path / "x.csv", rows), "auto")))
    assert own_notes(result) == []
