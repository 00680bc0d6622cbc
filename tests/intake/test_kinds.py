"""Files of other programs are named for what they are, and what to do is said."""

import bz2
import gzip
import lzma
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyreadstat
import pytest

from analysis.intake.headers import check_file
from analysis.intake.kinds import has_entry
from analysis.messages import message
from tests.intake.exported import DATA

TABLE = pd.DataFrame({"staff": ["E1", "E2"], "lis1": [1.0, 2.0]})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def archive(*members: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w") as file:
            for name in members:
                file.writestr(name, "staff,lis1\n1,2\n")

    return write


def holding(raw: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(raw) and None


def ole(*streams: str) -> bytes:
    names = ("Root Entry", *streams)
    entries = (name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    return OLE.ljust(512, b"\0") + b"".join(entries)


def sqlite(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("create table answers (staff text)")


OTHERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "x.por": ("spss_portable", lambda path: pyreadstat.write_por(TABLE, str(path))),
    "x.xpt": ("sas_transport", lambda path: pyreadstat.write_xport(TABLE, str(path))),
    "v5.xpt": (
        "sas_transport",
        lambda path: pyreadstat.write_xport(TABLE, str(path), file_format_version=5),
    ),
    "x.sas7bdat": (
        "sas_data",
        holding(bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")),
    ),
    "x.spv": ("spss_output", archive("outputViewer0000000000.xml", "META-INF/MANIFEST.MF")),
    "x.jasp": ("jasp_jamovi", archive("manifest.json", "metadata.json", "data.bin")),
    "x.omv": ("jasp_jamovi", archive("META-INF/MANIFEST.MF", "metadata.json", "xdata.json")),
    "x.ods": ("opendocument", archive("mimetype", "content.xml")),
    "x.numbers": ("numbers", archive("Index/Document.iwa")),
    "x.xlsb": ("binary_excel", archive("xl/workbook.bin")),
    "x.docx": ("word", archive("[Content_Types].xml", "word/document.xml")),
    "x.pptx": ("slides", archive("ppt/presentation.xml")),
    "x.zip": ("archive", archive("survey.csv")),
    "none.zip": ("archive", archive()),
    "x.doc": ("word", holding(ole("WordDocument"))),
    "x.msg": ("mail", holding(ole("__properties_version1.0"))),
    "x.mtw": ("other_office", holding(ole("Contents"))),
    "locked.xlsx": ("password", holding(ole("EncryptionInfo", "EncryptedPackage"))),
    "x.pdf": ("pdf", holding(b"%PDF-1.7\n%\xe2\xe3")),
    "x.rtf": ("rich_text", holding(b"{\\rtf1\\ansi staff,lis1}")),
    "html.xls": ("web_page", holding(b"\xef\xbb\xbf<html><table><tr><td>staff</td></tr>")),
    "mht.xls": ("web_page", holding(b"MIME-Version: 1.0\nX-Document-Type: Workbook\n")),
    "xml.xls": ("web_page", holding(b'<?xml version="1.0"?><?mso-application?>')),
    "x.json": ("json", holding(b'[{"staff": 1}]')),
    "x.rds": ("r_data", holding(gzip.compress(b"X\n\x00\x00\x00\x03\x00\x04"))),
    "x.RData": ("r_data", holding(bz2.compress(b"RDX3\nX\n\x00\x00"))),
    "xz.rda": ("r_data", holding(lzma.compress(b"RDX2\nX\n"))),
    "plain.rds": ("r_data", holding(b"X\n\x00\x00\x00\x03")),
    "x.csv.gz": ("packed", holding(gzip.compress(b"staff,lis1\n1,2\n"))),
    "x.7z": ("packed", holding(b"7z\xbc\xaf\x27\x1c\x00\x04")),
    "cut.gz": ("packed", holding(gzip.compress(b"staff,lis1\n1,2\n")[:9])),
    "x.mdb": ("access", holding(b"\x00\x01\x00\x00Standard Jet DB\x00")),
    "x.accdb": ("access", holding(b"\x00\x01\x00\x00Standard ACE DB\x00")),
    "x.sqlite": ("sqlite", sqlite),
    "x.feather": ("arrow", lambda path: feather.write_feather(pa.table({"a": [1]}), str(path))),
    "x.mat": ("matlab", holding(b"MATLAB 5.0 MAT-file, Platform: GLNXA64")),
    "x.h5": ("matlab", holding(b"\x89HDF\r\n\x1a\n")),
    "x.jmp": ("jmp", holding(b"\xff\xff\x00\x00\x07\x00\x00\x00\x04\x00\x00\x00\x01\x00")),
    "x.dbf": ("dbase", holding(b"\x03\x7e\x01\x05" + bytes(28) + b"STAFF\0")),
    "x.png": ("picture", holding(b"\x89PNG\r\n\x1a\n")),
    "excel4.xls": ("oldest_excel", holding(b"\x09\x04\x06\x00\x00\x00\x10\x00")),
    "._x.csv": ("companion", holding(b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")),
    "lfs.csv": ("placeholder", holding(b"version https://git-lfs.github.com/spec/v1\noid x\n")),
    "~$x.xlsx": ("lock_file", holding(b"\x06Author" + b" " * 158)),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", OTHERS)
def test_a_file_of_another_program_is_named_whatever_it_is_called(
    tmp_path, monkeypatch, name, language
):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    kind, write = OTHERS[name]
    write(tmp_path / name)
    problem = message(f"files.{kind}")
    line = [message("files.problem", file=name, problem=problem)]
    assert check_file(tmp_path / name, "auto", {"staff": "person"}) == line
    if not name.startswith(("~$", "._")):
        other = tmp_path / "answers.csv"
        other.write_bytes((tmp_path / name).read_bytes())
        assert check_file(other, "auto", {}) == [
            message("files.problem", file="answers.csv", problem=problem)
        ]


@pytest.mark.parametrize(
    "text",
    [
        "A\n2\n3\n",
        "X,Y\n0,1\n",
        "0\n1\n2\n",
        "BZh,lis1\n1,2\n",
        "GIF8,MM\n1,2\n",
        "Rar,7z\n1,2\n",
        "PK,sales\n1,2\n",
        "staff,comment\n1,I like %PDF- files\n",
    ],
)
def test_a_table_that_begins_like_one_is_none_of_them(tmp_path, text):
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    assert check_file(tmp_path / "x.csv", "auto", {}) == []


@pytest.mark.parametrize("file", ["self_codes.csv", "self_zh_gb18030.csv", "self_zh.xlsx"])
def test_our_own_files_are_none_of_them(file):
    assert check_file(DATA / file, "auto", {}) == []


def test_an_entry_stands_where_entries_stand():
    assert has_entry(ole("Workbook"), "Workbook")
    assert not has_entry(b"x" + ole("Workbook"), "Workbook")
    assert not has_entry(ole("Workbook"), "Book")


def test_what_is_there_in_place_of_a_file_is_named(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "loop.csv").symlink_to("loop.csv")
    (tmp_path / "nothing.csv").write_bytes(b"")
    (tmp_path / "spaces.csv").write_bytes(b" \r\n\t\n")
    (tmp_path / "heading.csv").write_bytes(b"staff,lis1\n")
    long = "员" * 90 + ".csv"
    said = {
        "folder.csv": "it is a folder, not a file",
        "loop.csv": "there is no such file",
        "nothing.csv": "it is empty",
        "spaces.csv": "it is empty",
        "heading.csv": "it has a header but no rows",
        "absent.csv": "there is no such file",
        long: "it cannot be opened (File name too long)",
    }
    for name, problem in said.items():
        assert check_file(tmp_path / name, "auto", {}) == [f"{name}: {problem}"]
