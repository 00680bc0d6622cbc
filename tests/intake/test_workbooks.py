import struct
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from analysis.intake import workbooks
from analysis.intake.headers import check_file
from analysis.intake.workbooks import MOST_CELLS, TOO_LARGE, UnreadableError, column_number


def workbook(path: Path, last: tuple[int, int] = (3, 3)) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "staff")
        sheet.write(*last, 1)
    return path


def test_a_workbook_that_expands_without_end_is_refused_unopened(tmp_path, monkeypatch):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (workbooks.MANY_BYTES + 1))
    monkeypatch.setattr(workbooks, "CalamineWorkbook", None)
    assert check_file(path, "auto", {}) == [f"bomb.xlsx: {TOO_LARGE}"]


def test_a_workbook_whose_size_is_a_lie_is_refused(tmp_path):
    path = workbook(tmp_path / "x.xlsx")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(raw)
    assert check_file(path, "auto", {}) == [f"x.xlsx: {TOO_LARGE}"]


def test_two_cells_far_apart_are_refused(tmp_path):
    assert MOST_CELLS < 1_048_576 * 16_384
    path = workbook(tmp_path / "far.xlsx", (1_048_575, 16_383))
    assert check_file(path, "auto", {}) == [f"far.xlsx: {TOO_LARGE}"]


def test_a_far_cell_is_found_where_parts_of_the_file_meet(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "CHUNK", 97)
    path = workbook(tmp_path / "far.xlsx", (1_048_575, 16_383))
    with pytest.raises(UnreadableError, match="expands"):
        workbooks.refuse_bombs(path)


def test_an_ordinary_workbook_is_not(tmp_path):
    assert check_file(workbook(tmp_path / "x.xlsx"), "auto", {"staff": "person"}) == []


@pytest.mark.parametrize(
    ("letters", "number"), [(b"A", 1), (b"Z", 26), (b"AA", 27), (b"XFD", 16384)]
)
def test_columns_are_counted_as_excel_does(letters, number):
    assert column_number(letters) == number


def rewritten(path: Path, rows: str, sheet: str = "xl/worksheets/sheet1.xml") -> Path:
    """The workbook at `path` with these `rows` added and its sheet kept in the file `sheet`."""
    old = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[sheet] = parts.pop(old).replace(b"</sheetData>", f"{rows}</sheetData>".encode())
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(old[3:].encode(), sheet[3:].encode())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


FAR = '<row r="1000000"><c r="XFD1000000"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "sheet"),
    [
        (FAR.replace('"', "'"), "xl/worksheets/sheet1.xml"),
        (FAR.replace('r="', 'r = "'), "xl/worksheets/sheet1.xml"),
        ('<row r="1000000">' + "<c><v>1</v></c>" * 200 + "</row>", "xl/worksheets/sheet1.xml"),
        (FAR, "xl/other/table.bin"),
    ],
    ids=["other quotes", "spaces", "cells without a place", "sheet elsewhere"],
)
def test_far_cells_are_found_however_the_sheet_is_written(tmp_path, monkeypatch, rows, sheet):
    path = rewritten(workbook(tmp_path / "far.xlsx"), rows, sheet)
    monkeypatch.setattr(workbooks, "CalamineWorkbook", None)
    assert check_file(path, "auto", {}) == [f"far.xlsx: {TOO_LARGE}"]


def test_a_sheet_written_otherwise_is_read(tmp_path):
    path = rewritten(workbook(tmp_path / "x.xlsx"), "<row><c><v>1</v></c></row>" * 3)
    assert check_file(path, "auto", {"staff": "person"}) == []


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        ("survey.csv", workbooks.ARCHIVE),
        ("content.xml", workbooks.OTHER_KIND),
        ("xl/workbook.bin", workbooks.OTHER_KIND),
    ],
)
def test_other_archives_are_told_from_workbooks(tmp_path, monkeypatch, member, problem):
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(member, "staff,lis1\n1,2\n")
    monkeypatch.setattr(workbooks, "CalamineWorkbook", None)
    assert check_file(tmp_path / "x.zip", "auto", {}) == [f"x.zip: {problem}"]
