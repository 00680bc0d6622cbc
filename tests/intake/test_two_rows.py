"""Headings of two rows, the question above and its parts below, are read as one."""

import pytest
import xlsxwriter

from analysis.intake.layouts import read_layout
from analysis.intake.raw_exports import read_export
from tests.intake.test_tools import codes_of, export_of, taken
from tests.intake.tool_files import CODES, ITEMS, LABELS, write

ASKED = [f"I do {item} at work" for item in ITEMS]
RENAME = dict(zip(ASKED, ITEMS, strict=True))
BLANK = [""] * (len(ITEMS) - 1)


def read(path, person="staff"):
    return codes_of(taken(export_of(read_export(path, "auto"), person, rename=RENAME)))


def rows(labels: bool) -> list[list]:
    return [[f"E{i}", *(LABELS[c - 1] if labels else c for c in row)]
            for i, row in enumerate(CODES)]  # fmt: skip


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize("below", ["", "Response", "Open-Ended Response", "开放式回答"])
def test_a_question_above_and_its_parts_below(tmp_path, labels, below):
    heading = [["staff", "How often?", *BLANK], [below, *ASKED]]
    path = write(tmp_path / "x.csv", [*heading, *rows(labels)])
    assert read(path) == CODES
    assert read_layout(path, "auto").heading.labels[1] == f"How often? - {ASKED[0]}"


@pytest.mark.parametrize("labels", [True, False])
def test_surveymonkey_with_its_own_columns(tmp_path, labels):
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    times = ["01/05/2026 08:00:00 AM", "01/05/2026 08:02:00 AM"]
    table = [
        [*own, "Your number", "How often?", *BLANK],
        [*[""] * 5, "Response", *ASKED],
        *([i, 1, *times, "10.0.0.1", *row] for i, row in enumerate(rows(labels))),
    ]
    raw = read_export(write(tmp_path / "x.csv", table), "auto")
    assert raw.heading.tool == "surveymonkey"
    assert (raw.heading.roles["started_at"], len(raw.table)) == ("Start Date", len(CODES))
    assert codes_of(taken(export_of(raw, "Your number", rename=RENAME))) == CODES


@pytest.mark.parametrize("labels", [True, False])
def test_merged_cells_of_a_workbook(tmp_path, labels):
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "staff")
        sheet.merge_range(0, 1, 0, 3, "倾听")
        sheet.merge_range(0, 4, 0, 6, "计划")
        sheet.write_row(1, 1, ASKED)
        for i, row in enumerate(rows(labels), start=2):
            sheet.write_row(i, 0, row)
    assert read(tmp_path / "x.xlsx") == CODES


@pytest.mark.parametrize("labels", [True, False])
def test_the_question_may_stand_above_each_of_its_parts(tmp_path, labels):
    heading = [["staff", *["How often?"] * len(ITEMS)], ["", *ASKED]]
    assert read(write(tmp_path / "x.csv", [*heading, *rows(labels)])) == CODES


@pytest.mark.parametrize("labels", [True, False])
def test_groups_over_all_columns_and_a_title_above(tmp_path, labels):
    table = [
        ["Survey of 2026"],
        ["About you", "", "How often?", *BLANK],
        ["staff", "region", *ASKED],
        *([row[0], "north", *row[1:]] for row in rows(labels)),
    ]
    assert read(write(tmp_path / "x.csv", table)) == CODES


def test_a_part_that_stands_twice_is_called_with_its_question(tmp_path):
    table = [
        ["staff", "At work", "", "At home", ""],
        ["", "I listen", "I ask", "I listen", "I ask"],
        *([f"E{i}", "Often", "Never", "Often", "Often"] for i in range(4)),
    ]
    names = read_layout(write(tmp_path / "x.csv", table), "auto").header
    assert names == ["staff", *(f"{q} - I {p}" for q in ("At work", "At home")
                                for p in ("listen", "ask"))]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        [["staff", *ITEMS], *([f"E{i}", *c] for i, c in enumerate(CODES))],
        [["staff", *ITEMS, "", ""], ["E0", *LABELS, "Never", "well said", "thank you"],
         ["E1", *LABELS, "Never", "bye", "now"], ["E2", *LABELS, "Often", "", ""]],
        [["staff", "lis1", "", ""], ["E0", "", "good", "bad"], ["E1", "3", "x", "y"]],
        [["", "lis1", "lis2", "lis3"], ["0", "Often", "Never", "Always"],
         ["1", "Never", "Often", "Rarely"]],
        [["name", "name", "name", "name"], ["Ann", "Bob", "Cem", "Dan"],
         ["Eve", "Fay", "Gus", "Hal"]],
    ],
)  # fmt: skip
def test_a_first_row_of_answers_is_no_heading(tmp_path, table):
    layout = read_layout(write(tmp_path / "x.csv", table), "csv")
    assert layout.heading.n_rows == 1
    assert layout.header == table[0]
