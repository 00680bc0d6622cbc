"""`make new-study`: a folder that runs at once, and plain words where it cannot be written."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from analysis.instrument import load_instrument
from workflow.new_study import main, new_study, place_of
from workflow.study import load_study

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(p.stem for p in (ROOT / "instruments").glob("*.yaml"))
LONGEST = 60
"""Lines of study.yaml: it has to be read in one sitting."""


@pytest.fixture(scope="module", params=NAMES)
def written(request, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("new") / f"try_{request.param}"
    assert main([request.param, str(folder), "--people", "120", "--seed", "7"]) == 0
    return folder


def test_the_study_can_be_run(written):
    study = load_study(written)
    assert study.main.study == written.name
    assert study.main.simulated
    assert list(study.instruments) == [written.name.removeprefix("try_")]
    assert not study.public_key


def test_the_study_file_is_short_explained_and_says_simulated(written):
    text = (written / "study.yaml").read_text(encoding="utf-8")
    assert len(text.splitlines()) < LONGEST
    assert text.count(" # ") >= 10
    assert "SIMULATED" in text.splitlines()[1]
    title = yaml.safe_load(text)["title"]
    assert title["zh"].endswith("（模拟数据）")
    assert title["en"].endswith("(simulated data)")


def test_an_editor_finds_the_schema(written):
    first = (written / "study.yaml").read_text(encoding="utf-8").splitlines()[0]
    schema = re.search(r"\$schema=(\S+)", first)
    assert schema is not None
    assert (written / schema.group(1)).resolve() == ROOT / "workflow/schemas/study.schema.json"


def test_the_readme_says_simulated_in_its_first_line(written):
    text = (written / "README.md").read_text(encoding="utf-8")
    assert "SIMULATED" in text.splitlines()[0]
    assert "模拟数据" in text
    for name in set(re.findall(r"`([\w/]+\.(?:csv|yaml))`", text)) - {"study.yaml"}:
        assert (written / name).is_file() or (ROOT / name).is_file(), name


@pytest.mark.parametrize("source", ["self", "manager"])
def test_answers_are_codes_under_the_items_of_the_instrument(written, source):
    instrument = load_instrument(ROOT / f"instruments/{written.name.removeprefix('try_')}.yaml")
    table = pd.read_csv(written / f"data/{source}.csv", encoding="utf-8-sig")
    items = list(instrument.dimension_of)
    assert list(table.columns[-len(items) :]) == items
    assert 110 < len(table) < 125
    codes = set(instrument.options_of(items[0]).codes)
    given = table[items].to_numpy().ravel()
    given = given[~np.isnan(given)]
    assert len(given) > 0.9 * table[items].size
    assert np.isin(given, list(codes)).mean() > 0.99


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    instrument = load_instrument(ROOT / "instruments/sales_consultant.yaml")
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        new_study(instrument, tmp_path / folder / "same", people=120, seed=seed)
    for file in ("data/self.csv", "data/sales.csv", "truth.csv"):
        first, again, other = ((tmp_path / x / "same" / file).read_bytes() for x in "abc")
        assert first == again
        assert first != other


def test_a_folder_that_is_there_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    assert main(["sales_six", str(tmp_path / "mine")]) == 1
    assert "is there already" in capsys.readouterr().err
    assert list((tmp_path / "mine").iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sales_seven", "try"], "there are: "),
        (["../config/defaults", "try"], "no instrument"),
        (["sales_six", "2 tries"], "cannot be a name"),
        (["sales_six", "try", "--people", "20"], "at least 100"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(tmp_path, capsys, arguments, said):
    instrument, name, *rest = arguments
    assert main([instrument, str(tmp_path / name), *rest]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert len(error.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_bare_name_means_the_folder_of_studies(tmp_path):
    assert place_of(Path("mine")).resolve() == ROOT / "studies" / "mine"
    assert place_of(tmp_path / "mine") == tmp_path / "mine"
