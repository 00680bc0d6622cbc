"""Whatever comes in: plain lines, or a table that lost no row and tells no secret."""

import json
import logging
import random
import tempfile
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError
from analysis.intake.answers import Answers, answers_of_few
from analysis.intake.assembled import assembled
from analysis.intake.headers import check_file
from analysis.intake.raw_exports import read_export
from analysis.store import write_table
from tests.intake import tool_files
from tests.intake.exported import INSTRUMENTS, KEY
from tests.intake.mutated import BYTES, ROWS, SECRETS, plain_rows, spoilt, spoilt_study
from workflow.study import load_study

ROOT = Path(__file__).resolve().parents[2]
FEW, MANY = 100, 2000
COLUMNS = {"person": "staff", "seconds": "duration", "started_at": "begun"}
KINDS = st.lists(st.sampled_from([*ROWS, *BYTES]), min_size=1, max_size=3)
SEEDS = st.integers(0, 2**32)
FILES = st.sampled_from(["table", "table", "table", "xlsx", "qualtrics", "wenjuanxing", "odk"])
FORMATS = st.sampled_from(["auto", "auto", "auto", "csv", "qualtrics", "sav", "xlsx"])


def base_file(kind: str, folder: Path) -> bytes | None:
    """A file of this kind, None for the table of text that is spoilt row by row."""
    path = folder / "base"
    if kind == "xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for i, row in enumerate(plain_rows(random.Random(1))):
                sheet.write_row(i, 0, row)
    elif kind == "qualtrics":
        tool_files.qualtrics(path)
    elif kind == "wenjuanxing":
        tool_files.write(path, tool_files.wenjuanxing_rows(labels=True))
    elif kind == "odk":
        tool_files.odk(path)
    return path.read_bytes() if path.exists() else None


def read(path: Path, format: str) -> Answers:
    export = assembled(
        read_export(path, format), file=path.name, instrument="small", source="self", wave=1,
        form="A", columns=COLUMNS, rename={}, items=None, only={}, labels={}, missing={},
    )  # fmt: skip
    return answers_of_few(
        [export], None, INSTRUMENTS, key=KEY, duplicates="latest_complete",
        max_invalid_share=0.9,
    )  # fmt: skip


def written(result: Answers, folder: Path) -> str:
    """All that would stand in results, as text."""
    tables = ["answers", "missing", "missing_data", "people", "identities", "rejects", "flow",
              "mapping", "unmapped"]  # fmt: skip
    for name in tables:
        write_table(getattr(result, name), folder / f"{name}.csv")
    text = "".join((folder / f"{name}.csv").read_text(encoding="utf-8") for name in tables)
    return text + json.dumps(result.notes, ensure_ascii=False)


def nothing_lost(result: Answers) -> None:
    n = result.flow.set_index("step")["n"]
    assert n["received"] == n.drop(["received", "readable", "matched"]).sum()
    assert n["received"] - n["kept"] == len(result.rejects)
    assert n["kept"] == len(result.answers) == result.n_kept


def survives(file: str, kinds: list[str], seed: int, format: str, caplog) -> None:
    caplog.clear()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "x.csv"
        path.write_bytes(spoilt(base_file(file, folder), kinds, seed))
        said = "\n".join(check_file(path, format, dict.fromkeys(COLUMNS.values(), "needed")))
        try:
            result = read(path, format)
        except AnalysisError as error:
            said += str(error)
        else:
            nothing_lost(result)
            said += written(result, folder)
    assert "Traceback" not in said + caplog.text
    said += caplog.text
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.fixture(autouse=True)
def everything_logged(caplog):
    caplog.set_level(logging.DEBUG)


def test_spoilt_exports(caplog):
    @settings(max_examples=FEW)
    @given(FILES, KINDS, SEEDS, FORMATS)
    def check(file, kinds, seed, format):
        survives(file, kinds, seed, format, caplog)

    check()


@pytest.mark.slow
def test_very_many_spoilt_exports(caplog):
    @settings(max_examples=MANY)
    @given(FILES, KINDS, SEEDS, FORMATS)
    def check(file, kinds, seed, format):
        survives(file, kinds, seed, format, caplog)

    check()


def study_survives(seed: int) -> None:
    demo = ROOT / "studies/demo_sales_2026"
    study = yaml.safe_load((demo / "study.yaml").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "data").symlink_to(demo / "data")
        text = yaml.safe_dump(spoilt_study(study, seed), allow_unicode=True)
        (folder / "study.yaml").write_text(text, encoding="utf-8")
        try:
            load_study(folder)
        except SystemExit as stopped:
            lines = str(stopped.code).splitlines()
            assert lines[0].endswith("cannot be run:")
            assert len(lines) > 1


@settings(max_examples=FEW // 5)
@given(SEEDS)
def test_spoilt_study_files(seed):
    study_survives(seed)


@pytest.mark.slow
@settings(max_examples=MANY // 4)
@given(SEEDS)
def test_very_many_spoilt_study_files(seed):
    study_survives(seed)
