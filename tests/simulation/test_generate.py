"""The committed demo study is what its truth and seed give."""

from pathlib import Path

import pandas as pd
import pytest
import yaml
from python_calamine import CalamineWorkbook

from analysis.kpi import load_kpis
from analysis.simulation.generate import generate, main

TEXT_FILES = [
    *("data/self.csv", "data/people.csv", "data/sales.csv"),
    *("truth.csv", "true_scores.csv", "true_careless.csv"),
]
WORKBOOK = "data/manager.xlsx"
SCORE = 2e-6
"""True scores are written with six decimals."""


@pytest.fixture(scope="module")
def again(demo_folder, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("again")
    generate(demo_folder / "truth.yaml", folder)
    return folder


@pytest.fixture(scope="module")
def study(demo_folder) -> dict:
    return yaml.safe_load((demo_folder / "study.yaml").read_text(encoding="utf-8"))


def cells(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


def test_the_same_seed_gives_the_same_bytes(demo_folder, again, tmp_path):
    generate(demo_folder / "truth.yaml", tmp_path)
    for name in [*TEXT_FILES, WORKBOOK]:
        assert (tmp_path / name).read_bytes() == (again / name).read_bytes(), name


@pytest.mark.parametrize("name", [n for n in TEXT_FILES if n != "true_scores.csv"])
def test_the_committed_files_are_what_the_seed_gives(demo_folder, again, name):
    assert (again / name).read_bytes() == (demo_folder / name).read_bytes()


def test_the_committed_scores_and_workbook_are_what_the_seed_gives(demo_folder, again):
    assert cells(again / WORKBOOK) == cells(demo_folder / WORKBOOK)
    pd.testing.assert_frame_equal(
        pd.read_csv(again / "true_scores.csv"),
        pd.read_csv(demo_folder / "true_scores.csv"),
        rtol=0,
        atol=SCORE,
    )


def test_another_seed_gives_other_data(demo_folder, again, tmp_path):
    text = (demo_folder / "truth.yaml").read_text(encoding="utf-8")
    (tmp_path / "truth.yaml").write_text(text.replace("seed: 20260101", "seed: 1"), "utf-8")
    generate(tmp_path / "truth.yaml", tmp_path)
    assert (tmp_path / "data/self.csv").read_bytes() != (again / "data/self.csv").read_bytes()


def test_the_workbook_holds_chinese_labels_only(demo_folder, sales_six):
    options = sales_six.options["frequency5"]
    labels = {text.zh for text in (options.codes | options.no_answer).values()}
    header, *rows = cells(demo_folder / WORKBOOK)
    assert {value for row in rows for value in row[header.index("Q1") :]} == labels | {""}


def test_the_study_file_names_the_columns_that_exist(demo_folder, study, sales_six):
    own, manager = study["responses"]
    header = cells(demo_folder / manager["file"])[0]
    assert list(manager["rename"].values()) == list(sales_six.dimension_of)
    assert set(manager["rename"]) <= set(header)
    assert {c for c in manager["columns"].values() if c} <= set(header)
    columns = pd.read_csv(demo_folder / own["file"], encoding="utf-8-sig").columns
    assert {c for c in own["columns"].values() if c} <= set(columns)
    assert set(sales_six.dimension_of) <= set(columns)


def test_the_study_file_and_the_truth_state_the_same_criterion(demo_folder, study, truth):
    assert study["criterion"]["shares"] == truth.shares
    assert study["simulated"] is True
    kpis = load_kpis(demo_folder.parents[1] / "instruments" / "kpi")
    criteria = study["criteria"][0]
    assert criteria["kpis"] == list(truth.shares)
    columns = set(pd.read_csv(demo_folder / criteria["file"], encoding="utf-8-sig").columns)
    assert {c for name in truth.shares for c in kpis[name].columns} < columns
    assert criteria["exposure"] in columns


def test_the_readme_says_simulated_in_its_first_line(demo_folder):
    first = (demo_folder / "README.md").read_text(encoding="utf-8").splitlines()[0]
    assert "SIMULATED" in first


def test_a_missing_study_is_one_line(tmp_path, capsys):
    assert main([str(tmp_path)]) == 1
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_call_without_a_folder_says_how(capsys):
    assert main([]) == 2
    assert "usage" in capsys.readouterr().err
