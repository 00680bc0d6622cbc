"""Workbooks as spreadsheets and programs write them, made for the tests part by part."""

import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

SHEET = "xl/worksheets/sheet1.xml"
Rows = Sequence[Sequence[object]]


def workbook(path: Path, sheets: Mapping[str, Rows]) -> Path:
    """A workbook with these sheets."""
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """The members of a workbook by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    """An archive with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def replaced(path: Path, old: str, new: str, member: str = SHEET) -> Path:
    """The workbook at `path` with `new` in place of the first `old` in a member."""
    parts = parts_of(path)
    assert old.encode() in parts[member]
    parts[member] = parts[member].replace(old.encode(), new.encode(), 1)
    return packed(path, parts)


def with_cells(path: Path, cells: Mapping[str, str], member: str = SHEET) -> Path:
    """The workbook at `path` with the element of each named cell replaced by another."""
    parts = parts_of(path)
    xml = parts[member].decode()
    for name, element in cells.items():
        found = re.search(rf'<c r="{name}"[^>]*?(?:/>|>.*?</c>)', xml)
        assert found is not None, name
        xml = xml.replace(found[0], element, 1)
    parts[member] = xml.encode()
    return packed(path, parts)


def error_cell(name: str, error: str) -> str:
    """A cell that holds an error, as Excel writes it."""
    return f'<c r="{name}" t="e"><v>{error}</v></c>'


def formula_cell(name: str, value: str = "", kind: str = "") -> str:
    """A cell with a formula, and whatever stands for its value."""
    typed = f' t="{kind}"' if kind else ""
    return f'<c r="{name}"{typed}><f>B1*2</f>{value}</c>'
