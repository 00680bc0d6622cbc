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
