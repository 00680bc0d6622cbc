"""Errors of spreadsheets and formulas without values, in answers, people and records."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.intake.answers import Answers, answers_of_few
from analysis.intake.exports import Export, PeopleExport
from analysis.intake.raw_exports import RawExport, read_export
from analysis.intake.records import Records, records
from analysis.intake.spreadsheet_errors import UNCALCULATED
from analysis.intake.tables import people_export, record_export
from analysis.intake.tools.heading import Heading
from analysis.intake.tools.plain import plain_heading
from tests.intake.exported import INSTRUMENTS, KEY, MAX_INVALID_SHARE
from tests.intake.test_tools import export_of, taken
from tests.intake.tool_files import CODES, ITEMS
from tests.intake.workbook_files import (
    SHEET,
    error_cell,
    formula_cell,
    packed,
    parts_of,
    replaced,
    with_cells,
    workbook,
)

ANSWERS = [["staff", *ITEMS], *([f"E{i}", *row] for i, row in enumerate(CODES))]
PEOPLE = [["staff", "region", "boss", "tenure"]]
PEOPLE += [[f"E{i}", "NS"[i % 2], f"M{i % 3}", 10 + i] for i in range(8)]
SALES = [["staff", "month", "amount"]]
SALES += [[f"E{i}", f"2025-0{m}", 100 * i + m] for i in range(8) for m in (1, 2)]
ERRORS = ["#REF!", "#DIV/0!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"]
UNVALUED = {
    "openpyxl": formula_cell("B3", "<v></v>"),
    "no value": formula_cell("B3"),
    "closed value": formula_cell("B3", "<v/>"),
    "spaces": formula_cell("B3", "<v>  </v>"),
    "text without a value": formula_cell("B3", kind="str"),
}


def answered(raw: RawExport) -> Answers:
    return taken(export_of(raw))


def listed(raw: RawExport) -> Answers:
    people = people_export(
        raw, "people.xlsx", {"region": {}}, person="staff", clusters=["boss"],
        controls=["tenure"], case_weight=None,
    )  # fmt: skip
    return few(export_of(read_answers()), people)


def plain(table: pd.DataFrame) -> Heading:
    return plain_heading([list(table.columns)])


def few(export: Export, people: PeopleExport | None = None) -> Answers:
    return answers_of_few(
        [export], people, INSTRUMENTS, key=KEY, duplicates="latest_complete",
        max_invalid_share=MAX_INVALID_SHARE,
    )  # fmt: skip


def recorded(raw: RawExport) -> Records:
    identities = few(export_of(read_answers())).identities
    options = {"source": "records", "person": "staff", "period": "month", "exposure": None}
    table = record_export(raw, "sales.xlsx", **options, columns=["amount"])
    return records([table], identities, key=KEY, max_invalid_share=MAX_INVALID_SHARE)


def read_answers() -> RawExport:
    table = pd.DataFrame(ANSWERS[1:], columns=ANSWERS[0]).astype("str")
    return RawExport(table, plain(table))


def found(notes: list, name: str) -> list[tuple]:
    return [(n["column"], n["n"], n["n_filled"]) for n in notes if n["note"] == name]


def book(path: Path, rows: list[list], cells: dict[str, str]) -> RawExport:
    return read_export(with_cells(workbook(path, {"Data": rows}), cells), "auto")


def as_csv(path: Path, raw: RawExport) -> RawExport:
    raw.table.to_csv(path, index=False)
    return read_export(path, "auto")


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_in_an_answer_is_an_invalid_cell_as_it_is_in_a_csv(tmp_path, error):
    raw = book(tmp_path / "x.xlsx", ANSWERS, {"B3": error_cell("B3", error)})
    for one in (raw, as_csv(tmp_path / "x.csv", raw)):
        result = answered(one)
        assert result.missing.to_numpy().tolist() == [[1, "lis1", "invalid_code"]]
        assert result.mapping.set_index("item").loc["lis1", "n_invalid"] == 1
        assert found(result.notes, "error_cells_left_empty") == [("lis1", 1, 8)]


def test_not_available_counts_as_empty_and_is_told(tmp_path):
    raw = book(tmp_path / "x.xlsx", ANSWERS, {"C4": error_cell("C4", "#N/A")})
    for one in (raw, as_csv(tmp_path / "x.csv", raw)):
        result = answered(one)
        assert result.missing.to_numpy().tolist() == [[2, "lis2", "skipped"]]
        assert found(result.notes, "error_cells_left_empty") == [("lis2", 1, 8)]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_is_neither_manager_nor_group_nor_number(tmp_path, error):
    cells = {name: error_cell(name, error) for name in ("B2", "C3", "D4")}
    raw = book(tmp_path / "x.xlsx", PEOPLE, cells)
    for one in (raw, as_csv(tmp_path / "x.csv", raw)):
        result = listed(one)
        people = result.people
        assert people[["region", "boss", "tenure"]].isna().sum().tolist() == [1, 1, 1]
        assert sorted(people["region"].dropna()) == ["N"] * 3 + ["S"] * 4
        told = [("region", 1, 8), ("boss", 1, 8), ("tenure", 1, 8)]
        assert sorted(found(result.notes, "error_cells_left_empty")) == sorted(told)


def test_an_error_in_place_of_an_id_is_nobody(tmp_path):
    raw = book(tmp_path / "x.xlsx", ANSWERS, {"A3": error_cell("A3", "#REF!")})
    result = answered(raw)
    assert result.rejects[["row", "reason"]].to_numpy().tolist() == [[2, "no_person"]]
    assert found(result.notes, "error_cells_left_empty") == [("staff", 1, 8)]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_in_place_of_an_amount_is_told(tmp_path, error):
    raw = book(tmp_path / "x.xlsx", SALES, {"C3": error_cell("C3", error)})
    for one in (raw, as_csv(tmp_path / "x.csv", raw)):
        result = recorded(one)
        reason = "no_numbers" if error == "#N/A" else "bad_number"
        assert result.rejects["reason"].tolist() == [reason]
        assert found(result.notes, "error_cells_left_empty") == [("amount", 1, 16)]


def test_many_errors_in_a_group_stop_the_run(tmp_path):
    cells = {f"B{i}": error_cell(f"B{i}", "#REF!") for i in range(2, 5)}
    with pytest.raises(DataError, match=r"column 'region': 3 of 8 cells hold errors"):
        listed(book(tmp_path / "x.xlsx", PEOPLE, cells))


@pytest.mark.parametrize("way", UNVALUED)
def test_a_formula_without_a_value_in_an_answer_is_told(tmp_path, way):
    result = answered(book(tmp_path / "x.xlsx", ANSWERS, {"B3": UNVALUED[way]}))
    assert result.missing.to_numpy().tolist() == [[1, "lis1", "invalid_code"]]
    assert found(result.notes, "formulas_without_value") == [("lis1", 1, 8)]


def test_formulas_without_values_are_told_in_people_and_records(tmp_path):
    cells = {name: formula_cell(name) for name in ("B2", "C3", "D4")}
    result = listed(book(tmp_path / "x.xlsx", PEOPLE, cells))
    told = found(result.notes, "formulas_without_value")
    assert sorted(told) == [("boss", 1, 8), ("region", 1, 8), ("tenure", 1, 8)]
    assert UNCALCULATED not in {*result.people["region"].dropna()}
    sales = book(tmp_path / "y.xlsx", SALES, {"C17": formula_cell("C17", "<v></v>")})
    assert found(recorded(sales).notes, "formulas_without_value") == [("amount", 1, 16)]


def test_a_row_of_nothing_but_uncalculated_formulas_is_a_row(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"Data": ANSWERS[:3]})
    row = "".join(formula_cell(f"{c}4") for c in "ABCDEFG")
    raw = read_export(
        replaced(path, "</sheetData>", f'<row r="4">{row}</row></sheetData>'), "auto"
    )
    assert raw.table.iloc[2].tolist() == [UNCALCULATED] * 7


@pytest.mark.parametrize("kind", ["answers", "people", "records"])
def test_more_formulas_without_values_than_allowed_stop_the_run(tmp_path, kind, monkeypatch):
    rows, column, read = {
        "answers": (ANSWERS, "B", answered),
        "people": (PEOPLE, "C", listed),
        "records": (SALES, "C", recorded),
    }[kind]
    names = [f"{column}{i}" for i in range(2, 7)]
    raw = book(tmp_path / "x.xlsx", rows, {name: formula_cell(name) for name in names})
    for language, words in (("en", "5 of .* never calculated"), ("zh", "5 个公式从未计算")):
        monkeypatch.setenv("PLUMBLINE_LANG", language)
        with pytest.raises(DataError, match=words):
            read(raw)


def test_values_of_formulas_are_values_even_where_they_are_empty_texts(tmp_path):
    cells = {
        "B3": formula_cell("B3", "<v>4</v>"),
        "B4": formula_cell("B4", "<v></v>", "str"),
        "B5": formula_cell("B5", "<v>0</v>"),
        "B6": formula_cell("B6", "<v>1</v>", "b"),
    }
    raw = book(tmp_path / "x.xlsx", ANSWERS, cells)
    assert raw.table["lis1"].isna().tolist() == [False, False, True, *[False] * 5]
    assert raw.table["lis1"].tolist()[1::2][:2] == ["4", "0"]
    assert not raw.table.isin([UNCALCULATED]).to_numpy().any()


def test_zeros_that_stand_in_until_a_spreadsheet_calculates_are_no_values(tmp_path):
    cells = {f"C{i}": formula_cell(f"C{i}", "<v>0</v>") for i in (2, 3)}
    path = with_cells(workbook(tmp_path / "x.xlsx", {"Data": SALES}), cells)
    assert found(recorded(read_export(path, "auto")).notes, "formulas_without_value") == [
        ("amount", 2, 16)
    ]
    replaced(path, ' fullCalcOnLoad="1"', "", "xl/workbook.xml")
    assert read_export(path, "auto").table["amount"].tolist()[:2] == ["0", "0"]


def test_a_formula_in_an_extension_of_the_sheet_is_none_of_a_cell(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"Data": ANSWERS})
    parts = parts_of(path)
    more = b'<extLst><ext xmlns:xm="urn:x"><xm:f>A1</xm:f></ext></extLst></worksheet>'
    parts[SHEET] = parts[SHEET].replace(b"</worksheet>", more)
    raw = read_export(packed(path, parts), "auto")
    assert not raw.table.isin([UNCALCULATED]).to_numpy().any()
    assert raw.table.shape == (8, 7)
