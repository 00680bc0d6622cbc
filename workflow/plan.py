"""`make plan`: what a study of so many people could show, simulated before any run."""

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from analysis.chain.planning import Situation, plan
from analysis.columns import COMPOSITE
from analysis.errors import AnalysisError
from analysis.messages import reader_language
from analysis.seeds import stream
from analysis.store import read_table
from analysis.weighting.schemes import Contenders, contenders
from analysis.weighting.verdict import Demand
from reports.plan import plan_text
from workflow.settings import Settings
from workflow.study import ROOT, Study, load_study

SLOW = {"elastic_net"}
"""Takes ten times as long as all other schemes together; plans do without."""

GIVEN = {"previous", "expert"}
"""Weights set beforehand: how good they are no assumption here can say."""

ASSUMED = ("correlation", "cluster_size", "icc")


def assumed(study: Study) -> tuple[Situation, dict[str, str]]:
    """The situation by the settings alone, and where its numbers come from."""
    stated = study.main.planning
    instrument = next(iter(study.instruments.values()))
    situation = Situation(
        dimensions=len(instrument.scored),
        correlation=stated.correlation,
        lowest=stated.validities.lowest,
        highest=stated.validities.highest,
        cluster_size=stated.cluster_size,
        icc=stated.icc,
    )
    if study.cluster is None:
        origins = {"correlation": "settings", "cluster_size": "design", "icc": "design"}
        return replace(situation, cluster_size=1, icc=0.0), origins
    return situation, dict.fromkeys(ASSUMED, "settings")


def observed(study: Study, results: Path) -> dict[str, float]:
    """What a finished run says of the design; empty where there is none."""
    folder = results / study.main.study / "main" / "weighting" / "validity"
    files = [folder / f"{name}.parquet" for name in ("intercorrelations", "likeness")]
    if not all(file.is_file() for file in files):
        return {}
    among, likeness = (read_table(file) for file in files)
    source = study.main.analysis.predictors_from[0]
    correlation = among.loc[among["source"] == source, "estimate"].mean()
    found = {"correlation": float(correlation)} if np.isfinite(correlation) else {}
    alike = likeness[likeness["criterion"] == COMPOSITE]
    if study.cluster is None or alike.empty:
        return found
    first = alike.iloc[0]
    size = {"cluster_size": max(1, round(float(first["cluster_size"])))}
    icc = float(first["estimate"])
    return found | size | ({"icc": min(max(icc, 0.0), 0.99)} if np.isfinite(icc) else {})


def schemes_of(settings: Settings) -> Contenders:
    """The study's schemes, without those that nothing is known of beforehand."""
    weighting = settings.weighting
    names = [s for s in weighting.schemes if s not in SLOW | GIVEN]
    if weighting.bayes.prior in GIVEN:
        names = [s for s in names if s != "bayes"]
    return contenders(names, fixed={}, prior="unit", prior_people=weighting.bayes.people)


def planned(study: Study, results: Path, language: str) -> str:
    """The text that `make plan` prints."""
    settings = study.main
    situation, origins = assumed(study)
    found = observed(study, results)
    situation = replace(situation, **found)
    weighting, stated = settings.weighting, settings.planning
    demand = Demand(settings.confidence, weighting.minimal_gain, weighting.power)
    table = plan(
        situation,
        stated.people,
        schemes_of(settings),
        demand,
        studies=stated.studies,
        folds=weighting.folds,
        repeats=stated.repeats,
        rng=stream(settings.seed, "planning", "plan"),
    )
    return plan_text(
        table,
        asdict(situation),
        origins | dict.fromkeys(found, "results"),
        asdict(demand),
        study=settings.study,
        language=language,
    )


def main(arguments: list[str]) -> int:
    """Print the plan of the study that `arguments` name; the exit code."""
    parser = argparse.ArgumentParser(prog="make plan", description=__doc__)
    parser.add_argument("study", type=Path, help="a study folder; no run is needed")
    folder = parser.parse_args(arguments).study
    if not (folder / "study.yaml").is_file():
        print(f"{folder}/study.yaml: no such file", file=sys.stderr)
        return 2
    try:
        print(planned(load_study(folder), ROOT / "results", reader_language()), end="")
    except AnalysisError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
