import struct
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter

from analysis.intake import archives, workbooks
from analysis.intake.headers import check_file
from analysis.intake.raw_exports import read_export
from analysis.intake.rewritten import has_gap, without_gaps
from analysis.intake.sheet_xml import column_number, letters, sheet_facts
from analysis.intake.workbooks import MOST_CELLS
from analysis.messages import message
from tests.intake.old_workbook_files import old_workbook
from tests.intake.workbook_files import SHEET, packed, parts_of, replaced, workbook

TOO_LARGE = message("files.too_large")
DAMAGED = message("files.damaged_workbook")
ROWS = [["staff", "region", "tenure"], *([f"E{i}", "AB"[i % 2], i] for i in range(5))]
END = "</sheetData>"
CHEAP = 2, 300
"""Seconds of processor time and megabytes that a stray cell may cost."""


def book(path: Path, rows: list[list] = ROWS) -> Path:
    return workbook(path, {"Data": rows})


def with_rows(path: Path, rows: str) -> Path:
    return replaced(path, END, rows + END)


def test_a_workbook_that_expands_without_end_is_refused_unopened(tmp_path, monkeypatch):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (archives.MANY_BYTES + 1))
    monkeypatch.setattr(workbooks, "CalamineWorkbook", None)
    assert check_file(path, "auto", {}) == [f"bomb.xlsx: {TOO_LARGE}"]


@pytest.mark.parametrize("member", [SHEET, "xl/sharedStrings.xml", "docProps/app.xml"])
def test_sizes_are_limited_by_what_members_declare(tmp_path, monkeypatch, member):
    path = book(tmp_path / "x.xlsx")
    packed(path, parts_of(path) | {member: b" " * 200_000})
    monkeypatch.setattr(archives, "MANY_BYTES", 100_000)
    monkeypatch.setattr(archives, "MOST_TIMES", 5)
    assert check_file(path, "auto", {}) == [f"x.xlsx: {TOO_LARGE}"]


def test_a_workbook_whose_size_is_a_lie_is_refused(tmp_path):
    path = book(tmp_path / "x.xlsx")
    raw = bytearray(path.read_bytes())
    at = raw.find(b"PK\x01\x02")
    raw[at + 24 : at + 28] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(raw)
    assert check_file(path, "auto", {}) == [f"x.xlsx: {TOO_LARGE}"]
    raw[at + 24 : at + 28] = struct.pack("<I", 7)
    path.write_bytes(raw)
    assert check_file(path, "auto", {}) == [f"x.xlsx: {DAMAGED}"]


def test_cells_all_over_a_sheet_are_refused(tmp_path, monkeypatch):
    far = "".join(
        f'<row r="{900 * i}"><c r="{letters(90 * i)}{900 * i}"><v>1</v></c></row>'
        for i in range(1, 150)
    )
    assert MOST_CELLS < 900 * 149 * 90 * 149
    path = with_rows(book(tmp_path / "far.xlsx"), far)
    monkeypatch.setattr(workbooks, "CalamineWorkbook", None)
    assert check_file(path, "auto", {}) == [f"far.xlsx: {TOO_LARGE}"]


def test_xml_that_declares_entities_is_refused(tmp_path):
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    for member in (SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"):
        path = book(tmp_path / "x.xlsx")
        replaced(path, "?>\n", f"?>\n{entities}", member)
        assert check_file(path, "auto", {}) == [f"x.xlsx: {DAMAGED}"]


STRAY = {
    "last row": '<row r="1048576"><c r="C1048576"><v>7</v></c></row>',
    "last row, other quotes": "<row r='1048576'><c r='C1048576'><v>7</v></c></row>",
    "last row, a space": (
        '<row r="1048576"><c r="C1048576" t="inlineStr"><is><t> </t></is></c></row>'
    ),
    "last column": '<row r="7"><c r="XFD7"><v>7</v></c></row>',
    "last cell": '<row r="1048576"><c r="XFD1048576"><v>7</v></c></row>',
    "row below without a number": '<row r="900000"></row><row><c><v>7</v></c></row>',
}


@pytest.mark.parametrize("stray", STRAY)
def test_a_stray_cell_costs_next_to_nothing_and_no_row(tmp_path, stray):
    rows = [
        ["staff", *(f"q{j}" for j in range(60))],
        *([f"E{i}", *[3] * 60] for i in range(300)),
    ]
    path = with_rows(book(tmp_path / "x.xlsx", rows), STRAY[stray])
    code = (
        "import resource, sys, time\n"
        "from analysis.intake.headers import check_file\n"
        "from analysis.intake.raw_exports import read_export\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "start = time.process_time()\n"
        "assert check_file(sys.argv[1], 'auto', {'staff': 'person'}) == []\n"
        "table = read_export(sys.argv[1], 'auto').table\n"
        "assert table.shape[1] == 61, table.shape\n"
        "assert table['staff'].str.startswith('E').sum() == 300\n"
        "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "print(time.process_time() - start, grown / 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    assert (seconds < CHEAP[0], megabytes < CHEAP[1]) == (True, True)


def test_a_stray_row_keeps_its_number_and_empty_rows_between_are_none(tmp_path):
    path = with_rows(book(tmp_path / "x.xlsx"), STRAY["last row"])
    raw = read_export(path, "auto")
    assert raw.table["tenure"].tolist() == ["0", "1", "2", "3", "4", "7"]
    assert raw.places.rows is not None
    assert raw.places.rows.tolist() == [1, 2, 3, 4, 5, 1_048_575]


def test_a_few_empty_rows_between_stay_rows(tmp_path):
    path = with_rows(book(tmp_path / "x.xlsx"), '<row r="9"><c r="A9"><v>7</v></c></row>')
    raw = read_export(path, "auto")
    assert raw.table["staff"].isna().tolist() == [*[False] * 5, True, True, False]
    assert raw.places.rows is None


def test_a_cell_without_a_heading_is_told(tmp_path):
    for stray in (STRAY["last column"], '<row r="7"><c r="E7"><v>7</v></c></row>'):
        raw = read_export(with_rows(book(tmp_path / "x.xlsx"), stray), "auto")
        said = {n["note"]: n for n in raw.notes}["cells_without_heading"]
        assert (said["n"], said["n_columns"]) == (1, 1)


def test_gaps_are_left_out_only_where_they_are_wide():
    assert without_gaps([2, 4, 9], 4) == [2, 3, 4, 5, 6, 7, 8, 9]
    assert without_gaps([2, 4, 9], 3) == [2, 3, 4, 9]
    assert without_gaps([], 3) == []
    assert (has_gap([2, 4, 9], 4), has_gap([2, 4, 9], 3)) == (False, True)


def test_values_of_a_rewritten_sheet_are_those_of_the_sheet(tmp_path):
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        day = made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, ["text", "number", "when", "yes", "sum", "rich", "error"])
        for i in range(1, 4):
            sheet.write(i, 0, f" a<&\n{i}")
            sheet.write(i, 1, i / 3)
            sheet.write_datetime(i, 2, datetime(2026, 1, i, 9, 30), day)
            sheet.write(i, 3, i % 2 == 0)
            sheet.write_formula(i, 4, f"=B{i}*2", None, i * 2.5)
            sheet.write_rich_string(i, 5, "be", made.add_format({"bold": True}), "fore")
            sheet.write(i, 6, "ok")
    plain = read_export(path, "auto").table
    again = read_export(with_rows(path, STRAY["last row"]), "auto").table
    assert again.iloc[:3].to_dict("list") == plain.to_dict("list")
    assert plain["when"].tolist()[0] == "2026-01-01 09:30:00"


def test_a_sheet_written_otherwise_is_read(tmp_path):
    path = with_rows(book(tmp_path / "x.xlsx"), "<row><c><v>1</v></c></row>" * 3)
    assert check_file(path, "auto", {"staff": "person"}) == []
    assert read_export(path, "auto").table["staff"].tolist()[-3:] == ["1", "1", "1"]


def test_prefixes_and_sheets_elsewhere_are_known(tmp_path):
    path = with_rows(book(tmp_path / "x.xlsx"), STRAY["last row"])
    parts = parts_of(path)
    xml = parts.pop(SHEET).decode()
    for tag in ("row", "c", "v"):
        xml = xml.replace(f"<{tag} ", f"<x:{tag} ").replace(f"<{tag}>", f"<x:{tag}>")
        xml = xml.replace(f"</{tag}>", f"</x:{tag}>")
    xml = xml.replace(
        "xmlns=", 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns='
    )
    rels = "xl/_rels/workbook.xml.rels"
    parts[rels] = parts[rels].replace(b"worksheets/sheet1.xml", b"other/table.bin")
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"worksheets/sheet1.xml", b"other/table.bin"
    )
    packed(path, parts | {"xl/other/table.bin": xml})
    assert len(read_export(path, "auto").table) == 6


def test_facts_are_found_where_parts_of_the_file_meet(tmp_path):
    xml = parts_of(with_rows(book(tmp_path / "x.xlsx"), STRAY["last cell"]))[SHEET]
    pieces = [xml[i : i + 7] for i in range(0, len(xml), 7)]
    facts = sheet_facts(pieces)
    assert (facts.rows, facts.columns) == ([1, 2, 3, 4, 5, 6, 1_048_576], [1, 2, 3, 16_384])


def test_an_ordinary_workbook_is_not_written_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "with_sheets", None)
    assert read_export(book(tmp_path / "x.xlsx"), "auto").table.shape == (5, 3)


@pytest.mark.parametrize(
    ("name", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("az", 52), ("XFD", 16384)]
)
def test_columns_are_counted_as_excel_does(name, number):
    assert column_number(name) == number
    assert letters(number) == name.upper()


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_workbook_cut_off_is_one_line(tmp_path, cut):
    path = book(tmp_path / "x.xlsx")
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * cut)])
    assert check_file(path, "auto", {}) == [f"x.xlsx: {DAMAGED}"]


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="7"><c r="1A"><v>1</v></c></row>',
        "<row",
        '<row r="7"><c r="ZZZ7"><v>1</v></c></row>',
        '<row r="x"><c r="A7"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_is_no_sound_xml_is_one_line(tmp_path, rows):
    path = with_rows(book(tmp_path / "x.xlsx"), rows)
    assert check_file(path, "auto", {}) == [f"x.xlsx: {DAMAGED}"]


def test_an_old_workbook_is_read_and_what_it_cannot_tell_is_said(tmp_path):
    path = old_workbook(tmp_path / "x.xls", [["staff", "年限"], ["E1", 2.5], ["E2", "#REF!"]])
    raw = read_export(path, "auto")
    assert raw.table.fillna("").to_dict("list") == {"staff": ["E1", "E2"], "年限": ["2.5", ""]}
    assert [n["note"] for n in raw.notes] == ["old_workbook"]
    path.write_bytes(path.read_bytes()[:900])
    assert check_file(path, "auto", {})[0].startswith("x.xls: it ")
