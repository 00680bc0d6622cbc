import subprocess
import sys

import pytest

from analysis.intake.headers import check_file
from tests.intake.exported import DATA, ITEMS

NEEDED = {"employee_id": "person", "duration": "seconds", **{i: f"item {i}" for i in ITEMS}}


@pytest.fixture
def written(tmp_path):
    def write(content: bytes | str, name: str = "x.csv"):
        raw = content.encode() if isinstance(content, str) else content
        (tmp_path / name).write_bytes(raw)
        return tmp_path / name

    return write


@pytest.mark.parametrize("path", sorted(DATA.glob("self_*")), ids=lambda path: path.name)
def test_good_files_have_no_problem(path):
    assert check_file(path, "auto", NEEDED) == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("", "it is empty"),
        (" \r\n\n", "it is empty"),
        (",,\n,,\n", "it is empty"),
        ("a,b\n", "it has a header but no rows"),
        ("a,b\n,\n , \n", "it has a header but no rows"),
        (b"a,b\n\xff\xfe\x00,1\n", "its text is neither UTF-8 nor GB18030 nor Big5"),
        ("a,b\ncafé,1\n".encode("latin-1"), "its text is neither UTF-8 nor GB18030 nor Big5"),
        (
            "a,b\n1,2\n".encode("utf-16-le") + b"x",
            "its text is neither UTF-8 nor GB18030 nor Big5",
        ),
        (b"PK\x03\x04 not a workbook", "it cannot be read as an Excel workbook"),
        ('a,b\n"' + "x" * 200_000 + "\n", "it is not a table; a quotation mark may not be"),
    ],
)
def test_files_that_hold_no_table(written, content, problem):
    (line,) = check_file(written(content), "auto", {})
    assert line.startswith(f"x.csv: {problem}")


def test_a_file_that_is_not_there(tmp_path):
    assert check_file(tmp_path / "a.csv", "auto", {}) == ["a.csv: there is no such file"]
    assert check_file(tmp_path, "auto", {}) == [f"{tmp_path.name}: it is a folder, not a file"]


def test_a_format_that_is_not_the_files():
    assert "is an Excel workbook" in check_file(DATA / "self_zh.xlsx", "csv", {})[0]
    assert "it is not an Excel workbook" in check_file(DATA / "people.csv", "xlsx", {})[0]
    assert "it is not an SPSS file" in check_file(DATA / "people.csv", "sav", {})[0]
    assert "'ods' is not known" in check_file(DATA / "people.csv", "ods", {})[0]
    assert "is not headed as redcap" in check_file(DATA / "people.csv", "redcap", {})[0]


def test_every_missing_and_repeated_column_is_told(written):
    path = written("id,Duration,b,b,c,c\n1,2,3,4,5,6\n")
    needed = {"id": "person", "duration": "seconds", "b": "item b", "nix": "item nix"}
    assert check_file(path, "auto", needed) == [
        "x.csv: column 'duration' is missing (seconds); did you mean 'Duration'?",
        "x.csv: column 'b' (item b) is there 2 times",
        "x.csv: column 'nix' is missing (item nix)",
    ]


def test_latin_text_that_happens_to_be_chinese_bytes_is_suspected(written):
    raw = "Größe,id\n1,2\n2,3\n".encode("latin-1")
    lines = check_file(written(raw), "auto", {"Größe": "control"})
    assert lines == [
        "x.csv: column 'Größe' is missing (control)",
        "x.csv: it was read as GB18030, which may be wrong; save it again as UTF-8",
    ]


def test_no_cell_of_the_data_is_in_a_message(written):
    path = written("id,a\nLi Lei,1\nHan Meimei,2,3,4\n")
    assert not any("Li" in line for line in check_file(path, "auto", {"b": "item b"}))


def test_it_is_light():
    code = "import sys, analysis.intake.headers; sys.exit('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
