import json
import os
import stat
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from analysis.store import read_all, read_result, write_result, write_table


@dataclass(frozen=True, slots=True)
class Result:
    scores: pd.DataFrame
    note: str
    value: float | None
    value_reason: str


def files(folder, *names):
    return {name: str(folder / f"{name}.parquet") for name in names} | {
        "summary": str(folder / "summary.json")
    }


RESULT = Result(pd.DataFrame({"person": [1, 2], "score": [0.5, np.nan]}), "好", 0.25, "")


def test_what_was_written_is_read_back(tmp_path):
    write_result(RESULT, files(tmp_path, "scores"))
    back = read_result(Result, files(tmp_path, "scores"))
    pd.testing.assert_frame_equal(back.scores, RESULT.scores)
    assert (back.note, back.value) == ("好", 0.25)


def test_names_that_differ_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"writes \['scores', 'summary'\]"):
        write_result(RESULT, files(tmp_path, "scores", "more"))


def test_a_missing_number_needs_its_reason(tmp_path):
    @dataclass(frozen=True)
    class Bare:
        value: float

    with pytest.raises(ValueError, match="value is missing without value_reason"):
        write_result(Bare(float("nan")), {"summary": str(tmp_path / "summary.json")})


def test_a_missing_number_becomes_null(tmp_path):
    write_result(
        Result(RESULT.scores, "", float("nan"), "no people"), files(tmp_path, "scores")
    )
    assert json.loads((tmp_path / "summary.json").read_text())["value"] is None


def test_tables_about_people_are_marked_confidential(tmp_path):
    write_result(RESULT, files(tmp_path, "scores"))
    metadata = pq.read_schema(tmp_path / "scores.parquet").metadata
    assert b"confidential" in metadata[b"plumbline"]


def test_the_same_result_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_result(RESULT, files(tmp_path / name, "scores"))
    for file in ("scores.parquet", "summary.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_results_are_found_by_step_and_name(tmp_path):
    folder = tmp_path / "measurement" / "reliability"
    folder.mkdir(parents=True)
    write_result(RESULT, files(folder, "scores"))
    found = read_all([str(path) for path in sorted(folder.iterdir())])
    assert set(found["measurement/reliability"]) == {"scores", "summary"}


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "|cmd"])
def test_a_text_that_a_spreadsheet_would_run_is_made_harmless(tmp_path, cell):
    table = pd.DataFrame({"person": [cell, "-5", "+86", "a=b", None], "n": [-1, 2, 3, 4, 5]})
    write_table(table, tmp_path / "x.csv")
    found = pd.read_csv(tmp_path / "x.csv", dtype="str", keep_default_na=False)
    assert found["person"].tolist()[:4] == ["'" + cell.replace("\r", "\n"), "-5", "+86", "a=b"]
    assert found["n"].tolist() == ["-1", "2", "3", "4", "5"]


@pytest.mark.parametrize("name", ["scores.csv", "scores.parquet"])
def test_what_is_written_is_its_owners_only(tmp_path, name):
    before = os.umask(0)
    try:
        for path in (tmp_path / name, tmp_path / f"open_{name}"):
            if path.name.startswith("open"):
                path.write_text("longer than what is written now" * 99)
                path.chmod(0o644)
            write_table(RESULT.scores, path)
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
        files = [path.read_bytes() for path in sorted(tmp_path.iterdir())]
        assert files[0] == files[1]
    finally:
        os.umask(before)


def test_a_file_that_cannot_be_closed_is_written_all_the_same(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError

    path = tmp_path / "scores.csv"
    path.touch(0o644)
    monkeypatch.setattr("os.chmod", refuse)
    write_table(RESULT.scores, path)
    assert path.read_text().startswith("person,score")
