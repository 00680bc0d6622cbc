"""A study of ready test scores, one a dimension, of 50 people without ids: all the way."""

import os
import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from analysis.errors import InstrumentError
from analysis.simulation.implied_truth import truth_of
from workflow.forms import settings_of
from workflow.study import load_study

ROOT = Path(__file__).resolve().parents[2]
NAME = f"scores_of_tests_{os.getpid()}"
TESTS = {"verbal": (0, 100), "numerical": (200, 800), "spatial": (-4, 4)}
N = 50


def text(name: str) -> dict[str, str]:
    return {"zh": f"{name} 测验", "en": f"Test {name}"}


def instrument() -> dict:
    return {
        "schema_version": 1,
        "id": "three_tests",
        "version": "1.0.0",
        "title": text("battery"),
        "source": "made for this test",
        "adopted": True,
        "options": {
            name: {"scores": {"lowest": low, "highest": high}}
            for name, (low, high) in TESTS.items()
        },
        "dimensions": [
            {
                "id": name,
                "title": text(name),
                "definition": text(name),
                "items": [{"id": name, "self": text(name), "options": name}],
            }
            for name in TESTS
        ],
    }


def study() -> dict:
    kpi = {"title": text("sales"), "definition": text("sales"), "unit": text("unit")}
    kpi |= {"id": "sales", "better": "higher", "numerator": "sales", "aggregate": "mean"}
    return {
        "schema_version": 1,
        "study": NAME,
        "programme": "scores_of_tests",
        "year": 2026,
        "purpose": "development",
        "simulated": True,
        "languages": ["zh", "en"],
        "instruments": [{"id": "three_tests", "version": "1.0.0"}],
        "responses": [{"file": "data/all.csv", "instrument": "three_tests", "source": "test"}],
        "people": {"file": "data/all.csv", "person": None},
        "criteria": [
            {"file": "data/all.csv", "source": "records", "person": None, "kpis": [kpi]}
        ],
        "analysis": {"predictors_from": ["test"]},
        "seed": 20260110,
    }


def drawn() -> pd.DataFrame:
    """Fifty people, with decimals, numbers beyond one byte, and below zero."""
    rng = np.random.default_rng(20260110)
    general = rng.normal(size=N)
    z = {name: 0.5 * general + 0.87 * rng.normal(size=N) for name in TESTS}
    sales = 0.8 * z["verbal"] + 0.1 * z["spatial"] + 0.6 * rng.normal(size=N)
    scores = {"verbal": 55.5 + 12 * z["verbal"], "numerical": 500 + 80 * z["numerical"]}
    return pd.DataFrame(scores | {"spatial": z["spatial"], "sales": 100 + 10 * sales}).round(2)


@pytest.fixture
def folder(tmp_path) -> Path:
    place = tmp_path / NAME
    for name in ("data", "instruments"):
        (place / name).mkdir(parents=True)
    drawn().to_csv(place / "data/all.csv", index=False)
    write(place / "study.yaml", study())
    write(place / "instruments/three_tests.yaml", instrument())
    shutil.copy(ROOT / "studies/sapa_bfi/pseudonym_public.key", place)
    return place


def write(file: Path, content: dict) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def problems(folder: Path, **changes) -> list[str]:
    write(folder / "study.yaml", study() | changes)
    with pytest.raises(SystemExit) as stopped:
        load_study(folder)
    return [line.strip() for line in str(stopped.value).splitlines()[1:]]


def test_a_study_may_bring_its_own_questionnaire(folder):
    loaded = load_study(folder)
    assert loaded.instrument_files == [str(folder / "instruments/three_tests.yaml")]
    assert loaded.kpi_sources() == {"sales": ["records"]}


def test_a_questionnaire_that_is_nowhere_is_named_with_those_there_are(folder):
    responses = [{**study()["responses"][0], "instrument": "four_tests"}]
    named = [{"id": "four_tests", "version": "1.0.0"}]
    (line,) = problems(folder, instruments=named, responses=responses)
    assert "no instrument 'four_tests'" in line
    assert "three_tests" in line
    assert "sales_six" in line


def test_rows_are_people_only_where_one_file_holds_everything(folder):
    shutil.copy(folder / "data/all.csv", folder / "data/more.csv")
    lines = problems(folder, people={"file": "data/more.csv", "person": None})
    assert len(lines) == 3
    assert all(
        "person: null needs answers, people and performance in one file" in x for x in lines
    )
    (line,) = problems(folder, people={"file": "data/all.csv", "person": "verbal"})[:1]
    assert "person: null" in line


def test_nothing_can_be_asked_or_drawn_where_there_are_only_scores(folder):
    with pytest.raises(InstrumentError, match="nothing to ask"):
        settings_of(folder)
    asked = load_study(folder).instruments["three_tests"]
    with pytest.raises(InstrumentError, match="cannot be drawn: verbal, numerical, spatial"):
        truth_of(asked, people=100, seed=1)


class Words(HTMLParser):
    """The words of a page outside drawings."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("svg", "style")

    def handle_endtag(self, tag):
        self.silent -= tag in ("svg", "style")

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def words_of(page: Path) -> str:
    parser = Words()
    parser.feed(page.read_text(encoding="utf-8"))
    return " ".join(parser.said)


@pytest.mark.slow
def test_fifty_people_with_three_scores_run_from_the_file_to_the_report(folder):
    try:
        run = subprocess.run(
            [sys.executable, "-m", "workflow.run", str(folder)],
            cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
        results = ROOT / "results" / NAME / "main"
        table = drawn()
        r = pd.read_parquet(results / "weighting/validity/correlations.parquet")
        r = r[r["criterion"] == "composite"].set_index("dimension")["estimate"]
        own = table[list(TESTS)].corrwith(table["sales"])
        np.testing.assert_allclose(r[list(TESTS)], own, atol=1e-12)
        english = words_of(results / "report/en.html")
        assert "only one item" not in english.split("What this means")[1]
        for said in ("cannot be tested (ready scores of tests", "none of 50 responses"):
            assert said in english
        for silent in ("Polychoric", "Omega total runs", "nan", "None", "Self-ratings"):
            chapters = english.split("Settings in force")[0].split("Methods")[0]
            assert re.search(rf"\b{silent}\b", chapters) is None
        assert "无法检验题目是否测到所属维度" in words_of(results / "report/zh.html")
        assert (results / "key/key.json").is_file()
    finally:
        for kind in ("results", "logs"):
            shutil.rmtree(ROOT / kind / NAME, ignore_errors=True)
