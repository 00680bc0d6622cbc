"""What every step of the analysis does with an empty value, and whom it leaves out."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from reports import style
from reports.reading import Reading
from reports.tables.cells import titled

STEPS = {
    "item_correlations": ("measurement/correlations", "correlations"),
    "reliability": ("measurement/reliability", "dimensions"),
    "factor_model": ("measurement/cfa", "fit"),
    "graded_response": ("measurement/irt", "dimensions"),
    "scores": ("scoring/scores", "scores"),
    "criterion": ("criterion/performance", "composition"),
    "adjustment": ("criterion/performance", "adjustment"),
    "validity": ("weighting/validity", "regression"),
    "controls": ("weighting/validity", "incremental"),
    "importance": ("weighting/importance", "importance"),
    "tournament": ("weighting/tournament", "schemes"),
    "weights": ("weighting/recommendation", "alternatives"),
    "places": ("weighting/recommendation", "rank_changes"),
    "latent": ("weighting/latent_validity", "relations"),
    "fairness": ("weighting/fairness", "differences"),
}
"""Each step with the table that says what it did, in the order of the analysis."""

REGRESSIONS = ("validity", "importance", "tournament", "weights", "places")
"""Steps of everybody who has a criterion and scores."""

PEOPLE = ("complete_people", "imputed_people")


def table_policy(reading: Reading) -> pd.DataFrame:
    """One row for every step that was done."""
    words = reading.words
    rows = []
    for step, (rule, name) in STEPS.items():
        frame = reading.table(rule, name)
        if not len(frame):
            continue
        ways = dict.fromkeys(frame["missing"].dropna()) if "missing" in frame else ["own"]
        rows.append(
            (
                words.text(f"missing_steps.{step}"),
                words.text("signs.list").join(way_of(reading, step, w) for w in ways if w),
                left_out(reading, step),
            )
        )
    names = ("analysis_step", "empty_value", "left_out_people")
    columns = zip(*rows, strict=True) if rows else ([], [], [])
    return titled(reading, dict(zip(names, columns, strict=True)))


def way_of(reading: Reading, step: str, way: str) -> str:
    """What a step does by a missing-data rule: in its own words, or the name of the rule."""
    words, own = reading.words, f"missing_ways.{step}.{way}"
    return words.text(own) if own in words.entries else words.term("missing", way)


def policy_of(reading: Reading) -> str:
    """The study's policy for empty values: available or imputed."""
    return (reading.given.run.settings.get("missing") or {"policy": "available"})["policy"]


def left_out(reading: Reading, step: str) -> str:
    """How many are left out of a step, of how many; a dash where nothing counts them."""
    if step == "scores":
        scores = reading.table("scoring/scores", "scores")["score"]
        return of_all(reading, int(scores.isna().sum()), len(scores), "scores")
    if step == "controls":
        rows = composite_rows(reading.table("weighting/validity", "incremental"))
        all_rows = composite_rows(reading.table("weighting/validity", "regression"))
        if not len(rows):
            return style.MISSING
        known, everybody = int(rows["n"].iloc[0]), int(all_rows["n"].iloc[0])
        return of_all(reading, everybody - known, everybody, "people")
    if step in REGRESSIONS:
        return regression_losses(reading, step)
    return style.MISSING


def regression_losses(reading: Reading, step: str) -> str:
    """Those with a criterion whom a step leaves out, of each source in turn."""
    found = counts(reading)
    texts = []
    for said in found.values():
        everybody = int(said["n_with_criterion"])
        complete = said["note"] == PEOPLE[1] and step == "places"
        kept = int(said["n_complete"] if complete else said["n"])
        texts.append(of_all(reading, everybody - kept, everybody, "people"))
    return "; ".join(dict.fromkeys(texts)) or style.MISSING


def counts(reading: Reading) -> dict[str, Mapping[str, Any]]:
    """By source: the note on who is analysed for the composite criterion."""
    notes = reading.given.summary("weighting/validity").get("notes") or []
    return {
        str(said["source"]): said
        for said in notes
        if said["note"] in PEOPLE and said["criterion"] == COMPOSITE
    }


def composite_rows(frame: Any) -> Any:
    """The rows on the composite criterion."""
    return frame.take(np.flatnonzero(frame["criterion"] == COMPOSITE))


def of_all(reading: Reading, lost: int, everybody: int, what: str) -> str:
    """A number left out, of how many."""
    counted = {"n": style.count(lost), "all": style.count(everybody)}
    return reading.words.text(f"missing_left_out.{what}", **counted)
