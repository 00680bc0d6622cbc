"""What only the cells can tell stops the run: every problem at once, nothing half-written."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(study: Path) -> subprocess.CompletedProcess[str]:
    """Run a study of its own name, so that no other result is touched."""
    return subprocess.run(
        [sys.executable, "-m", "workflow.run", str(study), "--cores", "1"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def spoilt(demo, request):
    name = f"spoilt_{request.node.callspec.id}"
    demo.change(study=name)
    yield demo
    for kind in ("results", "logs"):
        subprocess.run(["rm", "-rf", str(ROOT / kind / name)], check=True)


def codes_are_words(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.assign(inf3="often-ish")


def one_person(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.iloc[:1]


def constant_items(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.assign(ach1="3", per2="4")


def fewer_people_than_items(answers: pd.DataFrame) -> pd.DataFrame:
    return answers.iloc[:20]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        pytest.param(codes_are_words, ["inf3"], id="codes_are_words"),
        pytest.param(one_person, ["self.csv"], id="one_person"),
        pytest.param(constant_items, ["ach1", "per2"], id="constant_items"),
        pytest.param(fewer_people_than_items, ["self.csv"], id="few_people"),
    ],
)
def test_content_that_cannot_be_analysed_stops_the_run(spoilt, spoil, expected):
    file = spoilt.path / "data/self.csv"
    spoil(pd.read_csv(file, dtype=str)).to_csv(file, index=False)
    done = run(spoilt.path)
    assert done.returncode != 0
    assert "answers stopped:" in done.stderr
    assert "Traceback" not in done.stderr
    for word in expected:
        assert any(word in line for line in done.stderr.splitlines())
    assert not list((ROOT / "results" / spoilt.study()["study"]).rglob("*.parquet"))
