"""Real people, from their file to the report: the studies of pipeline/, run whole.

What is checked stands in pipeline/expected.yaml; correlations are also computed here from the
file alone, with nothing of the package but the keys of its questionnaires.
"""

import csv
import html
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
import yaml
from scipy.special import ndtri
from scipy.stats import rankdata

HERE = Path(__file__).parent / "pipeline"
ROOT = HERE.parents[2]
EXPECTED = yaml.safe_load((HERE / "expected.yaml").read_text(encoding="utf-8"))
PUBLIC_KEY = ROOT / "studies/sapa_bfi/pseudonym_public.key"
PLACE = ROOT / "results/shared_studies"
"""Where the studies are put together; what has not changed since does not run again."""

EXACT = 1e-9
"""Between two ways to compute the same correlation."""

PRINTED = 5e-4
"""The numbers of expected.yaml have three decimals."""

UNSAID = re.compile(r"\bnan\b|\bNone\b|\binf\b|\{\w+\}|\bNaT\b|<NA>")
"""What no sentence and no cell of a report should hold."""

OWN_WORDS = {"settings": "method-settings"}
"""Tables that show a study file as it is."""


def check_pipeline(folder: Path) -> list[tuple[str, list[str]]]:
    """Every study, and what is wrong with its results; with the seconds that it took."""
    found = []
    for name, expected in EXPECTED.items():
        start = perf_counter()
        problems = checked(name, expected, folder, PLACE / name)
        found.append((f"{name} ({perf_counter() - start:.0f} s)", problems))
    return found


def checked(name: str, expected: dict[str, Any], data: Path, place: Path) -> list[str]:
    """What is wrong with one study, run in `place`."""
    study = prepared(name, data, place)
    run = subprocess.run(
        [sys.executable, "-m", "workflow.run", str(place)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode:
        return [line for line in run.stderr.splitlines() if line.strip()]
    results = ROOT / "results" / study["study"] / "main"
    return [*differences(expected, facts_of(results, place, study)), *badly_said(results)]


def prepared(name: str, data: Path, place: Path) -> dict[str, Any]:
    """The study file of `name`, after its folder was put together in `place`."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(HERE / name, place)
    shutil.copy2(PUBLIC_KEY, place)
    study = yaml.safe_load((place / "study.yaml").read_text(encoding="utf-8"))
    for responses in study["responses"]:
        target = place / responses["file"]
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(data / name / target.name, target)
        shutil.copystat(data / name / target.name, target)
        target.chmod(0o644)
    return study


def facts_of(results: Path, place: Path, study: dict[str, Any]) -> dict[str, Any]:
    """What the results say, and what the file says by itself."""
    validity = pd.read_parquet(results / "weighting/validity/correlations.parquet")
    validity = validity[validity["criterion"] == "composite"].set_index("dimension")
    models = pd.read_parquet(results / "weighting/validity/models.parquet")
    (r_squared,) = models.loc[models["criterion"] == "composite", "r_squared"]
    flags = pd.read_parquet(results / "screening/flags/flags.parquet")
    recommendation = results / "weighting/recommendation/summary.json"
    own = from_the_file(place, study, set(flags.loc[flags["flagged"], "person"]))
    return {
        "flagged": int(flags["flagged"].sum()),
        "people": int(validity["n"].iloc[0]),
        "r": validity["estimate"].to_dict(),
        "multiple_r": float(np.sqrt(r_squared)),
        "order": by_importance(results),
        "verdict": json.loads(recommendation.read_text(encoding="utf-8"))["verdict"],
        **{f"own {what}": value for what, value in own.items()},
    }


def by_importance(results: Path) -> list[str]:
    """The dimensions from the most important to the least."""
    table = pd.read_parquet(results / "weighting/importance/importance.parquet")
    main = {"criterion": "composite", "level": "observed", "method": "general_dominance"}
    for column, value in main.items():
        table = table[table[column] == value]
    return table.sort_values("estimate", ascending=False)["dimension"].tolist()


def from_the_file(place: Path, study: dict[str, Any], flagged: set[int]) -> dict[str, Any]:
    """People, correlations and multiple correlation, computed from the file alone."""
    (responses,) = study["responses"]
    with (place / responses["file"]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = study["people"]["person"]
    name = Path(responses["file"]).name
    ids = [row[column] if column else f"{name}:{i}" for i, row in enumerate(rows, 1)]
    code = {person: i for i, person in enumerate(sorted(ids))}
    kept = np.array([code[person] not in flagged for person in ids])
    (use,) = study["instruments"]
    asked = (place / "instruments" / f"{use['id']}.yaml").read_text(encoding="utf-8")
    scores = scores_of(rows, yaml.safe_load(asked))
    y = composite_of(rows, study)
    x = np.column_stack(list(scores.values()))
    there = kept & ~np.isnan(np.column_stack([x, y])).any(axis=1)
    x, y = x[there], y[there]
    predicted = np.column_stack([np.ones(len(x)), x])
    predicted = predicted @ np.linalg.lstsq(predicted, y, rcond=None)[0]
    return {
        "people": len(y),
        "r": {d: correlation(column, y) for d, column in zip(scores, x.T, strict=True)},
        "multiple_r": correlation(predicted, y),
    }


def scores_of(rows: list[dict[str, str]], asked: dict[str, Any]) -> dict[str, np.ndarray]:
    """The mean of the keyed items of every dimension, of those who answered enough."""
    found = {}
    for dimension in asked["dimensions"]:
        items = [keyed(rows, item, asked["options"]) for item in dimension["items"]]
        values = np.column_stack(items)
        enough = (~np.isnan(values)).mean(axis=1) >= dimension.get("min_answered", 0.6)
        mean = np.nansum(values, axis=1) / np.maximum((~np.isnan(values)).sum(axis=1), 1)
        found[dimension["id"]] = np.where(enough, mean, np.nan)
    return found


def keyed(rows: list[dict[str, str]], item: dict[str, Any], options: dict) -> np.ndarray:
    """The answers to one item, turned where it is reversed."""
    values = numbers(rows, item["id"])
    codes = options[item["options"]].get("codes", {})
    return min(codes) + max(codes) - values if item.get("reversed") else values


def composite_of(rows: list[dict[str, str]], study: dict[str, Any]) -> np.ndarray:
    """The mean of the standardised indicators, each freed from what it is adjusted for."""
    controls = [numbers(rows, c) for c in study.get("criterion", {}).get("adjust_for", {})]
    parts = []
    for kpi in study["criteria"][0]["kpis"]:
        values = numbers(rows, kpi["numerator"])
        if kpi.get("transform") == "rank_normal":
            there = ~np.isnan(values)
            ranks = rankdata(values[there])
            values[there] = ndtri((ranks - 3 / 8) / (there.sum() + 1 / 4))
        values = -values if kpi["better"] == "lower" else values
        values = residuals(values, controls) if controls else values
        parts.append((values - np.nanmean(values)) / np.nanstd(values, ddof=1))
    return np.mean(parts, axis=0)


def residuals(y: np.ndarray, controls: list[np.ndarray]) -> np.ndarray:
    """What is left of `y` after a regression on the controls."""
    x = np.column_stack([np.ones(len(y)), *controls])
    there = ~np.isnan(np.column_stack([x, y])).any(axis=1)
    slopes = np.linalg.lstsq(x[there], y[there], rcond=None)[0]
    return y - x @ slopes


def numbers(rows: list[dict[str, str]], column: str) -> np.ndarray:
    """A column of the file as numbers."""
    cells = [row[column] for row in rows]
    return np.array([float(cell) if cell not in ("", "NA") else np.nan for cell in cells])


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's r."""
    return float(np.corrcoef(a, b)[0, 1])


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Where the results are not what was expected, or not what the file says."""
    wrong = [
        f"{what}: {want} expected, {found[what]} found"
        for what, want in expected.items()
        if not same(want, found[what], PRINTED)
    ]
    return wrong + [
        f"{what}: {found[f'own {what}']} by the file, {found[what]} found"
        for what in ("people", "r", "multiple_r")
        if not same(found[f"own {what}"], found[what], EXACT)
    ]


def same(want: Any, found: Any, tolerance: float) -> bool:
    """Whether two facts are the same; numbers within the tolerance."""
    if isinstance(want, dict):
        return set(want) == set(found) and all(same(want[k], found[k], tolerance) for k in want)
    if isinstance(want, float):
        return abs(want - found) <= tolerance
    return want == found


def badly_said(results: Path) -> list[str]:
    """Cells and sentences of the reports that say nothing."""
    wrong = []
    for language in ("zh", "en"):
        page = (results / "report" / f"{language}.html").read_text(encoding="utf-8")
        for table in OWN_WORDS.values():
            page = re.sub(rf'<div class="table" id="{table}">.*?</table>', "", page, flags=re.S)
        page = re.sub(r"<(style|svg)\b.*?</\1>", "", page, flags=re.S)
        said = html.unescape(re.sub(r"<[^>]+>", " ", page))
        wrong += [f"report ({language}): {w}" for w in sorted(set(UNSAID.findall(said)))]
    return wrong
