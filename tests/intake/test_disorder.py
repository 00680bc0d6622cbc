"""What spreadsheets and people do to tables: marks, titles, sheets, ids kept as text."""

import csv
import io

import pytest
import xlsxwriter

from analysis.intake.cells import ids
from analysis.intake.headers import check_file
from analysis.intake.raw_exports import read_export
from tests.intake.test_cells import column
from tests.intake.test_tools import codes_of, export_of, taken
from tests.intake.tool_files import CODES, ITEMS, write

ROWS = [["staff", *ITEMS], *([f"E{i}", *codes] for i, codes in enumerate(CODES))]
NEEDED = {"staff": "person", "lis1": "an item"}


def text(rows: list[list]) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    return file.getvalue()


@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        ("\ufeff\ufeff", "utf-8"),
        ("\ufeff", "utf-16-be"),
        ("", "utf-16-le"),
        ("", "utf-16-be"),
        ("sep=,\r\n", "utf-8-sig"),
    ],
)
def test_marks_before_the_first_heading(tmp_path, before, encoding):
    (tmp_path / "x.csv").write_bytes((before + text(ROWS)).encode(encoding))
    assert check_file(tmp_path / "x.csv", "auto", NEEDED) == []
    assert codes_of(taken(export_of(read_export(tmp_path / "x.csv", "auto")))) == CODES


def test_a_zero_in_text_of_one_byte_is_not_utf_16(tmp_path):
    (tmp_path / "x.csv").write_bytes(text(ROWS).encode() + b"\x00")
    (line,) = check_file(tmp_path / "x.csv", "auto", {})
    assert line.endswith("save it again as UTF-8")


@pytest.mark.parametrize(
    "heading", ["staff\nnumber", "staff  number", "\u200bstaff number", "ｓｔａｆｆ number"]
)
def test_headings_differ_by_what_nobody_sees(tmp_path, heading):
    path = write(tmp_path / "x.csv", [[heading, *ITEMS], *ROWS[1:]])
    assert check_file(path, "auto", {"staff number": "person"}) == []
    assert codes_of(taken(export_of(read_export(path, "auto"), "staff number"))) == CODES


@pytest.mark.parametrize("heading", ["STAFF", "Staff", "s_taff", "ＳＴＡＦＦ"])
def test_a_heading_in_another_dress_is_suggested(tmp_path, heading):
    path = write(tmp_path / "x.csv", [[heading, *ITEMS], *ROWS[1:]])
    (line,) = check_file(path, "auto", NEEDED)
    assert line.endswith(f"'staff' is missing (person); did you mean {heading!r}?")


def test_titles_of_two_cells_stand_above_many(tmp_path):
    titles = [["Survey:", "Sales 2026"], ["Date:", "2026-01-05"], []]
    path = write(tmp_path / "x.csv", [*titles, *ROWS])
    assert codes_of(taken(export_of(read_export(path, "auto")))) == CODES
    narrow = write(
        tmp_path / "y.csv", [["staff", "lis1", ""], ["E1", "3", ""], ["E2", "4", "x"]]
    )
    assert read_export(narrow, "auto").heading.names[:2] == ["staff", "lis1"]


def book(path, **sheets: list[list]):
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return path


def test_the_sheet_with_the_columns_is_read_wherever_it_stands(tmp_path):
    path = book(tmp_path / "x.xlsx", Empty=[], Data=ROWS)
    assert codes_of(taken(export_of(read_export(path, "auto")))) == CODES
    path = book(tmp_path / "y.xlsx", Cover=[["Survey"], ["2026"]], Data=ROWS)
    assert check_file(path, "auto", {"staff": "person"}) == []
    assert check_file(path, "auto", {"period": "period"}) == [
        "y.xlsx: column 'period' is missing (period)",
        "y.xlsx: none of its 2 sheets has all columns; this is about the one that has most",
    ]
    assert check_file(book(tmp_path / "z.xlsx", Empty=[]), "auto", {}) == [
        "z.xlsx: it is empty"
    ]


def test_ids_kept_as_text_are_those_of_other_files():
    found = ids(column('="007"', "'007", "007", "007.0", '="7"'))
    assert found.tolist() == ["007", "007", "007", "007", "7"]
