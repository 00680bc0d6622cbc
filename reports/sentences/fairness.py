"""Sentences on fairness."""

from typing import Any

from reports import style
from reports.reading import Reading
from reports.tables.fairness import compared

SMALL_P = 0.05
"""Of a test of selection rates or slopes."""


def fairness_findings(reading: Reading) -> list[str]:
    """What selection by the recommended weights, and prediction, would mean for each group."""
    scheme = reading.given.summary("weighting/recommendation")["scheme"]
    impact = impact_of(reading)
    if impact.empty:
        return [reading.words.text("findings.fairness.none")]
    prediction = reading.table("weighting/fairness", "prediction")
    prediction = prediction[prediction["scheme"] == scheme].dropna(subset=["slope", "slope_p"])
    sentences = []
    for key, rows in impact.groupby(["group", "focal", "reference"], sort=False):
        group, focal, reference = key
        who = compared(reading, group, focal, reference)
        lines = prediction[(prediction["group"] == group) & (prediction["focal"] == focal)]
        sentences.append(impact_text(reading, who, rows))
        sentences += [
            prediction_text(reading, who, row) for row in lines.to_dict("records")[:1]
        ]
        if not measured_alike(reading, group, focal):
            sentences.append(reading.words.text("findings.fairness.untested", who=who))
    return sentences


def impact_of(reading: Reading) -> Any:
    """Ratios of selection rates by the recommended weights, where there are any."""
    scheme = reading.given.summary("weighting/recommendation")["scheme"]
    impact = reading.table("weighting/fairness", "impact")
    return impact[(impact["scheme"] == scheme) & impact["ratio"].notna()]


def impact_text(reading: Reading, who: str, rows: Any) -> str:
    """At how many cuts the ratio of selection rates is too low, and how low at most."""
    lowest = rows.sort_values("ratio", kind="stable").iloc[0]
    below = rows[rows["below_four_fifths"].astype(bool)]
    shown = {
        "who": who,
        "scheme": reading.words.term("scheme", lowest["scheme"]),
        "cuts": style.count(len(rows)),
        "ratio": style.number(lowest["ratio"]),
        "cut": style.percent(lowest["cut"], 0),
    }
    if below.empty:
        return reading.words.text("findings.fairness.no_impact", **shown)
    significant = style.count((below["mid_p"] < SMALL_P).sum())
    counted = {"below": style.count(len(below)), "significant": significant}
    return reading.words.text("findings.fairness.impact", **shown, **counted)


def prediction_text(reading: Reading, who: str, row: Any) -> str:
    """Whether one line predicts both groups, and how far it misses."""
    shown = {
        "who": who,
        "slope": style.number(row["slope"]),
        "p": style.p_value(row["slope_p"]),
        "mod": style.number(row["signed"]),
    }
    if row["slope_p"] < SMALL_P:
        return reading.words.text("findings.fairness.prediction_differs", **shown)
    shown["detectable"] = style.number(row["detectable"])
    return reading.words.text("findings.fairness.prediction_alike", **shown)


def measured_alike(reading: Reading, group: str, level: str) -> bool:
    """Whether it was tested that items measure alike in this group and the reference."""
    steps = reading.table("measurement/invariance", "steps")
    if not (steps["p_change"].notna() & (steps["grouping"] == group)).any():
        return False
    groups = reading.table("measurement/invariance", "groups")
    here = groups[(groups["grouping"] == group) & (groups["role"] != "not_testable")]
    return level in set(here["group"].astype(str))
