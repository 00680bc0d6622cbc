"""Workbooks of several sheets: which are read, in which order, and what is told of others."""

from pathlib import Path

import pytest

from analysis.errors import DataError
from analysis.intake.headers import check_file
from analysis.intake.id_columns import read_person_ids
from analysis.intake.id_rules import NOTHING_IGNORED
from analysis.intake.raw_exports import RawExport, read_export
from analysis.intake.workbooks import SheetChoice
from tests.intake.test_cell_errors import few, listed, recorded
from tests.intake.test_tools import codes_of, export_of, taken
from tests.intake.tool_files import CODES, ITEMS
from tests.intake.workbook_files import replaced, with_cells, workbook

HEAD = ["staff", *ITEMS]
ROWS = [[f"E{i}", *row] for i, row in enumerate(CODES)]
NEEDED = tuple(HEAD)
MONTHS = {
    f"{m}月": [
        ["staff", "month", "amount"],
        *([f"E{i}", f"2025-0{m}", 10 * i + m] for i in range(8)),
    ]
    for m in range(1, 7)
}
COVER = [["员工调查"], ["2026"]]
CODEBOOK = [["item", "text"], ["lis1", "listens"], ["lis2", "asks"]]


def read(path: Path, *columns: str, named: tuple[str, ...] = ()) -> RawExport:
    return read_export(path, "auto", choice=SheetChoice(columns or NEEDED, named))


def hidden(path: Path, number: int, state: str = "hidden") -> Path:
    return replaced(path, f' sheetId="{number}"', f' sheetId="{number}" state="{state}"',
                    "xl/workbook.xml")  # fmt: skip


def told(raw: RawExport) -> dict[str, tuple]:
    return {
        n["note"]: tuple(v for k, v in n.items() if k not in ("note", "file"))
        for n in raw.notes
    }


def test_a_sheet_a_month_is_read_whole(tmp_path):
    raw = read(workbook(tmp_path / "x.xlsx", MONTHS), "staff", "month", "amount")
    assert told(raw) == {"sheets_read_together": (6, 48)}
    result = recorded(raw)
    assert (result.n_received, result.n_kept) == (48, 48)
    assert sorted(set(result.records["period"])) == [f"2025-0{m}" for m in range(1, 7)]
    assert result.records["amount"].sum() == sum(
        10 * i + m for m in range(1, 7) for i in range(8)
    )


def test_answers_and_people_on_two_sheets_are_read_whole(tmp_path):
    parts = {"甲": [HEAD, *ROWS[:3]], "乙": [HEAD, *ROWS[3:]]}
    raw = read(workbook(tmp_path / "x.xlsx", parts))
    assert codes_of(taken(export_of(raw))) == CODES
    head = ["staff", "region", "boss", "tenure"]
    people = {
        f"{k}": [head, *([f"E{i}", "N", "M1", i] for i in range(k, 8, 2))] for k in (0, 1)
    }
    raw = read(workbook(tmp_path / "y.xlsx", people), *head)
    result = listed(raw)
    assert result.people["tenure"].notna().sum() == 8
    assert {n["note"] for n in result.notes} >= {"sheets_read_together"}


def test_columns_may_stand_otherwise_on_another_sheet(tmp_path):
    turned = [[row[0], "", *row[:0:-1]] for row in [HEAD, *ROWS[4:]]]
    turned[0][1] = "remark"
    parts = {"a": [HEAD, *ROWS[:4]], "b": turned}
    assert codes_of(taken(export_of(read(workbook(tmp_path / "x.xlsx", parts))))) == CODES


@pytest.mark.parametrize("without", [(), NEEDED])
def test_without_needed_columns_sheets_of_the_first_heading_are_read(tmp_path, without):
    parts = {"a": [HEAD, *ROWS[:4]], "b": CODEBOOK, "c": [HEAD, *ROWS[4:]]}
    raw = read_export(workbook(tmp_path / "x.xlsx", parts), "auto", choice=SheetChoice(without))
    assert told(raw) == {"sheets_read_together": (2, 8), "sheets_not_read": (1, 2)}


@pytest.mark.parametrize("front", [COVER, CODEBOOK, [["说明", "请勿转发"]]])
def test_a_cover_or_codebook_in_front_is_passed_over_and_told(tmp_path, front):
    path = workbook(tmp_path / "x.xlsx", {"front": front, "data": [HEAD, *ROWS]})
    assert check_file(path, "auto", dict.fromkeys(NEEDED, "item")) == []
    raw = read(path)
    assert codes_of(taken(export_of(raw))) == CODES
    assert told(raw) == {"sheets_not_read": (1, len(front) - 1)}


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_where_another_has_the_columns(tmp_path, state):
    parts = {"old": [HEAD, *ROWS[::-1]], "new": [HEAD, *ROWS]}
    raw = read(hidden(workbook(tmp_path / "x.xlsx", parts), 1, state))
    assert codes_of(taken(export_of(raw))) == CODES
    assert told(raw) == {"hidden_sheets_not_read": (1, 8)}


def test_a_hidden_sheet_is_read_and_told_where_no_other_has_the_columns(tmp_path):
    path = hidden(workbook(tmp_path / "x.xlsx", {"data": [HEAD, *ROWS], "a": COVER}), 1)
    raw = read(path)
    assert codes_of(taken(export_of(raw))) == CODES
    assert told(raw) == {"hidden_sheets_read": (1,), "sheets_not_read": (1, 1)}


def test_one_workbook_may_hold_answers_people_and_sales(tmp_path):
    head = ["staff", "region", "boss", "tenure"]
    people = [head, *([f"E{i}", "NS"[i % 2], "M1", i] for i in range(8))]
    parts = {"answers": [HEAD, *ROWS], "people": people, "sales": MONTHS["1月"]}
    path = workbook(tmp_path / "x.xlsx", parts)
    assert codes_of(taken(export_of(read(path)))) == CODES
    assert set(listed(read(path, *head)).people["region"]) == {"N", "S"}
    assert recorded(read(path, "staff", "month", "amount")).n_kept == 8


@pytest.mark.parametrize(
    ("named", "months"),
    [(("2月",), [2]), (("2",), [2]), (("3月", "1月"), [3, 1]), ((" 4月 ", "6"), [4, 6])],
)
def test_a_study_may_name_sheets(tmp_path, named, months):
    path = hidden(workbook(tmp_path / "x.xlsx", MONTHS), 3)
    raw = read(path, "staff", "month", "amount", named=named)
    assert list(dict.fromkeys(raw.table["month"])) == [f"2025-0{m}" for m in months]
    assert "sheets_not_read" not in told(raw)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_wrong_with_named_sheets_is_one_line(tmp_path, monkeypatch, language):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    parts = {"a": [HEAD, *ROWS], "b": CODEBOOK, "empty": []}
    path = workbook(tmp_path / "x.xlsx", parts)
    words = {
        ("c",): ("no sheet 'c'", "没有名称或序号为“c”"),
        ("empty",): ("no sheet 'empty'", "没有名称或序号为“empty”"),
        ("a", "b"): ("sheet 'b' lacks", "工作表“b”缺少"),
    }
    for named, said in words.items():
        (line,) = check_file(path, "auto", dict.fromkeys(NEEDED, "item"), sheets=named)
        assert line.startswith(("x.xlsx: ", "x.xlsx：")[language == "zh"])
        assert said[language == "zh"] in line
    (tmp_path / "x.csv").write_text("staff\n1\n", encoding="utf-8")
    (line,) = check_file(tmp_path / "x.csv", "auto", {}, sheets=["a"])
    assert ("only workbooks", "只有 Excel")[language == "zh"] in line


def test_columns_that_no_sheet_has_are_named_of_the_fullest(tmp_path):
    parts = {"a": CODEBOOK, "b": [HEAD[:-1], *(row[:-1] for row in ROWS)]}
    path = workbook(tmp_path / "x.xlsx", parts)
    assert check_file(path, "auto", dict.fromkeys(NEEDED, "item")) == [
        f"x.xlsx: column '{HEAD[-1]}' is missing (item)",
        "x.xlsx: none of its 2 sheets has all columns; this is about the one that has most",
    ]


def test_rejected_rows_are_named_by_sheet_and_row(tmp_path):
    sheets = {k: [list(row) for row in rows] for k, rows in MONTHS.items()}
    sheets["2月"][3][0] = ""
    sheets["5月"][1][1] = "soon"
    raw = read(workbook(tmp_path / "x.xlsx", sheets), "staff", "month", "amount")
    rows = recorded(raw).rejects[["file", "row", "reason"]].to_numpy().tolist()
    assert rows == [["sales.xlsx#2", 3, "no_person"], ["sales.xlsx#5", 1, "bad_period"]]


def test_rejected_answers_and_people_are_named_by_sheet_and_row(tmp_path):
    parts = {"a": [HEAD, *ROWS], "b": [HEAD, ROWS[2], ["", *ROWS[3][1:]]]}
    result = few(export_of(read(workbook(tmp_path / "x.xlsx", parts))))
    rows = result.rejects[["file", "row", "reason", "detail"]].to_numpy().tolist()
    assert rows == [
        ["x.csv#1", 3, "duplicate", "x.csv#2:1"],
        ["x.csv#2", 2, "no_person", "staff"],
    ]
    head = ["staff", "region", "boss", "tenure"]
    people = {"a": [head, ["E1", "N", "M1", 2]], "b": [head, [], ["E1", "N", "M1", 2]]}
    result = listed(read(workbook(tmp_path / "y.xlsx", people), *head))
    rows = result.rejects[["file", "row", "reason"]].to_numpy().tolist()
    assert rows == [["people.xlsx#2", 1, "empty_row"], ["people.xlsx#2", 2, "duplicate"]]


def test_rows_below_titles_are_counted_from_the_heading_of_each_sheet(tmp_path):
    parts = {"a": [["标题"], [], HEAD, *ROWS[:4]], "b": [HEAD, *ROWS[4:], ["", *ROWS[3][1:]]]}
    result = few(export_of(read(workbook(tmp_path / "x.xlsx", parts))))
    assert result.n_kept == 8
    assert result.rejects[["file", "row"]].to_numpy().tolist() == [["x.csv#2", 5]]


def test_rows_that_are_people_of_two_sheets_are_never_taken_for_the_same(tmp_path):
    parts = {"answers": [ITEMS, *CODES], "sales": [["amount"], *([i + 1] for i in range(8))]}
    path = workbook(tmp_path / "x.xlsx", parts)
    one, other = read(path, *ITEMS), read(path, "amount")
    ids = [
        read_person_ids("x.xlsx", raw.table, None, NOTHING_IGNORED, raw.places).ids
        for raw in (one, other)
    ]
    assert not set(ids[0]) & set(ids[1])


def test_a_sheet_with_a_heading_and_no_rows_is_told_as_empty(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"a": [HEAD], "b": [HEAD]})
    assert check_file(path, "auto", {}) == ["x.xlsx: it has a header but no rows"]
    with pytest.raises(DataError, match="no rows"):
        read(path)


def test_rows_hidden_by_a_filter_are_read_and_told(tmp_path):
    for mark in ('hidden="1"', "hidden='true'", 'ht="0" customHeight="1"'):
        path = workbook(tmp_path / "x.xlsx", {"a": [HEAD, *ROWS]})
        for row in (3, 5):
            replaced(path, f'<row r="{row}" ', f'<row r="{row}" {mark} ')
        raw = read(path)
        assert codes_of(taken(export_of(raw))) == CODES
        assert told(raw) == {"hidden_rows_read": (2, 8)}


def test_a_hidden_heading_or_empty_row_hides_no_data(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"a": [["title"], HEAD, *ROWS]})
    for row in (1, 2):
        replaced(path, f'<row r="{row}" ', f'<row r="{row}" hidden="1" ')
    replaced(path, "</sheetData>", '<row r="99" hidden="1"/></sheetData>')
    assert told(read(path)) == {}


@pytest.mark.parametrize("width", ['hidden="1"', 'width="0"', 'width="9" hidden="true"'])
def test_hidden_columns_that_are_read_are_told(tmp_path, width):
    path = workbook(tmp_path / "x.xlsx", {"a": [[*HEAD, "own"], *([*row, 1] for row in ROWS)]})
    cols = f'<cols><col min="2" max="3" {width}/><col min="8" max="8" {width}/></cols>'
    replaced(path, "<sheetData>", f"{cols}<sheetData>")
    assert told(read(path)) == {"hidden_columns_read": (["lis1", "lis2"],)}
    assert told(read_export(path, "auto")) == {
        "hidden_columns_read": (["lis1", "lis2", "own"],)
    }


@pytest.mark.parametrize(
    ("ref", "n"), [("A2:A4", 2), ("B3:C3", 1), ("A1:G1", 0), ("A8:A99", 1)]
)
def test_cells_merged_below_the_heading_are_told(tmp_path, ref, n):
    path = workbook(tmp_path / "x.xlsx", {"a": [HEAD, *ROWS]})
    replaced(
        path, "</sheetData>", f'</sheetData><mergeCells><mergeCell ref="{ref}"/></mergeCells>'
    )
    assert told(read(path)) == ({"merged_cells": (n,)} if n else {})


def test_a_note_names_no_sheet_as_sheets_may_be_called_after_people(tmp_path):
    parts = {"欧阳志远": [HEAD, *ROWS[:4]], "司马明慧": [HEAD, *ROWS[4:]], "王五": CODEBOOK}
    path = hidden(workbook(tmp_path / "x.xlsx", parts), 2)
    with_cells(path, {"A2": '<c r="A2" t="inlineStr"><is><t>E0</t></is></c>'})
    said = str(read(path).notes)
    assert not [name for name in parts if name in said]
