"""A study of each questionnaire, drawn from its own structure, runs and finds it again."""

import html
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.instrument import load_instrument
from workflow.new_study import new_study

ROOT = Path(__file__).resolve().parents[2]
NAMES = sorted(p.stem for p in (ROOT / "instruments").glob("*.yaml"))
PEOPLE, SEED = 600, 1
"""About 570 of 600 are left after those who gave no answers, or careless ones."""

CONGRUENCE = 0.95
"""From here on two factors count as the same: Lorenzo-Seva & ten Berge (2006), Table 1."""

REJECTION = 0.01
"""Level of the test of the hypothesised model: a true one fails it once in a hundred draws."""

FEW_REPLICATIONS = """replications:
  draft:
    bootstrap_reliability: 50
    bootstrap_loadings: 20
    bootstrap_importance: 100
    parallel_analysis: 20
    dynamic_cutoffs: 20
    invariance_cutoffs: 100
    screening_simulations: 200
    cross_validation_repeats: 1
"""
"""The fewest that are allowed: what is tested here does not rest on them."""

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("every_instrument")]


class Run:
    """One finished run: the instrument, what was drawn and what came out."""

    def __init__(self, name: str, folder: Path) -> None:
        self.instrument = load_instrument(ROOT / "instruments" / f"{name}.yaml")
        self.folder = folder
        self.results = ROOT / "results" / folder.name / "main"

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.results / f"{name}.parquet")

    def page(self, language: str) -> str:
        text = (self.results / "report" / f"{language}.html").read_text(encoding="utf-8")
        return html.unescape(re.sub(r"<[^>]+>", " ", text))


@pytest.fixture(scope="module", params=NAMES)
def run(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("every") / f"every_{request.param}_{os.getpid()}"
    instrument = load_instrument(ROOT / "instruments" / f"{request.param}.yaml")
    new_study(instrument, folder, people=PEOPLE, seed=SEED)
    shutil.copy(ROOT / "studies/demo_sales_2026/pseudonym_public.key", folder)
    with (folder / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(FEW_REPLICATIONS)
    done = subprocess.run(
        [sys.executable, "-m", "workflow.run", str(folder), "--cores", "1"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    yield Run(request.param, folder)
    for kind in ("results", "logs"):
        shutil.rmtree(ROOT / kind / folder.name, ignore_errors=True)
    (ROOT / "logs" / f"{folder.name}.lock").unlink(missing_ok=True)


def test_every_item_is_found_on_its_dimension(run):
    structure = run.table("measurement/efa/structure")
    assert len(structure) == 2 * len(run.instrument.dimension_of)
    assert (structure["found"] == structure["intended"]).all()


def test_every_factor_is_congruent_with_its_dimension(run):
    congruence = run.table("measurement/efa/congruence")
    assert len(congruence) == 2 * len(run.instrument.dimensions)
    assert (congruence["estimate"] >= CONGRUENCE).all()


def test_the_drawn_loadings_are_found(run):
    drawn = pd.read_csv(run.folder / "truth.csv").query("parameter == 'loading'")
    loadings = run.table("measurement/efa/loadings")
    both = loadings[loadings["dimension"] == loadings["matched"]].merge(
        drawn[["source", "item", "value"]], on=["source", "item"]
    )
    assert len(both) == len(drawn)
    for _, pairs in both.groupby(["source", "dimension"]):
        x, y = pairs["estimate"], pairs["value"]
        assert (x * y).sum() / ((x**2).sum() * (y**2).sum()) ** 0.5 >= CONGRUENCE


def test_the_hypothesised_model_is_not_rejected(run):
    hypothesised = run.instrument.structure.hypothesised
    models = run.table("measurement/cfa/models")
    fitted = models[models["model"] == hypothesised]
    assert len(fitted) == 2
    assert fitted["converged"].all()
    assert (fitted["n"] > 0.9 * PEOPLE).all()
    assert (fitted["p_value"] >= REJECTION).all()
    assert (fitted["rmsea_ci_low"] == 0).all()
    rejected = models[models["model"] == "one_factor"]
    assert (rejected["p_value"] < REJECTION).all()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_report_names_every_dimension_element_and_level(run, language):
    page = run.page(language)
    assert getattr(run.instrument.title, language) in page
    for dimension in run.instrument.dimensions:
        for named in (dimension, *dimension.elements):
            assert getattr(named.title, language) in page
        assert getattr(dimension.definition, language) in page
        for level in dimension.levels:
            assert f"{level.level} · {getattr(level.title, language)}" in page
            assert getattr(level.behaviour, language) in page
    for title in run.instrument.structure.titles.values():
        shown = run.instrument.structure.hypothesised == "second_order"
        assert getattr(title, language) in page or not shown


def test_the_report_holds_no_id_in_place_of_a_title(run):
    """Ids with an underscore cannot be words of a report, but among file and setting names."""
    ids = {d.id for d in run.instrument.dimensions} | set(run.instrument.structure.titles)
    for language in ("zh", "en"):
        page = run.page(language)
        assert not [x for x in ids if "_" in x and re.search(rf"\b{x}\b", page)]
