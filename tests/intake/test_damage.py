"""Damaged files of SPSS and Stata are one line before any work, even where a reader crashes."""

import pandas as pd
import pyreadstat
import pytest

from analysis.errors import DataError
from analysis.intake import damage
from analysis.intake.headers import check_file
from analysis.intake.raw_exports import read_export
from analysis.intake.tools import statistical
from analysis.messages import message

TABLE = pd.DataFrame({f"q{j}": [float(1 + (i + j) % 5) for i in range(40)] for j in range(8)})
TABLE = TABLE.assign(staff=[f"E{i:06}" for i in range(40)])
WRITE = {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}
KINDS = [("sav", {}), ("sav", {"compress": True}), ("sav", {"row_compress": True}), ("dta", {})]
IDS = ["sav", "zsav", "compressed sav", "dta"]


def written(path, kind, options) -> bytes:
    WRITE[kind](TABLE, str(path), **options)
    return path.read_bytes()


@pytest.mark.parametrize(("kind", "options"), KINDS, ids=IDS)
def test_a_sound_file_has_no_problem(tmp_path, kind, options):
    path = tmp_path / f"x.{kind}"
    written(path, kind, options)
    assert check_file(path, "auto", {"staff": "person"}) == []
    assert len(read_export(path, "auto").table) == 40


@pytest.mark.parametrize("share", [0.3, 0.97])
@pytest.mark.parametrize(("kind", "options"), KINDS, ids=IDS)
def test_a_file_cut_off_is_one_line_before_work(tmp_path, kind, options, share):
    path = tmp_path / f"x.{kind}"
    raw = written(path, kind, options)
    path.write_bytes(raw[: int(len(raw) * share)])
    assert check_file(path, "auto", {}) == [f"x.{kind}: {message(f'files.damaged_{kind}')}"]


@pytest.mark.parametrize("ending", ["import os; os.abort()", "raise IndexError", "1/0"])
def test_however_the_reader_ends_it_is_one_line(tmp_path, monkeypatch, ending):
    written(tmp_path / "x.dta", "dta", {})
    monkeypatch.setattr(damage, "PROBE", ending)
    line = f"x.dta: {message('files.damaged_dta')}"
    assert check_file(tmp_path / "x.dta", "auto", {}) == [line]


def test_a_reader_that_never_ends_is_stopped(tmp_path, monkeypatch):
    written(tmp_path / "x.dta", "dta", {})
    monkeypatch.setattr(damage, "PROBE", "while True: pass")
    monkeypatch.setattr(damage, "LONGEST", 1)
    line = f"x.dta: {message('files.damaged_dta')}"
    assert check_file(tmp_path / "x.dta", "auto", {}) == [line]


@pytest.mark.parametrize("error", [IndexError, KeyError, ValueError, OverflowError, TypeError])
def test_errors_of_the_reader_while_cells_are_read_are_one_line(tmp_path, monkeypatch, error):
    written(tmp_path / "x.sav", "sav", {})

    def fail(*_, **__):
        raise error

    monkeypatch.setitem(statistical.READERS, "sav", fail)
    with pytest.raises(DataError, match=r"^x\.sav: it cannot be read as an SPSS file"):
        read_export(tmp_path / "x.sav", "auto")
