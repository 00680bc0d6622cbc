"""Sentences on fairness."""

from reports import style
from reports.reading import Reading
from reports.tables.fairness import compared


def fairness_findings(reading: Reading) -> list[str]:
    """What selection by the recommended weights, and prediction, would mean for each group."""
    words = reading.words
    scheme = reading.given.summary("weighting/recommendation")["scheme"]
    impact = reading.table("weighting/fairness", "impact")
    impact = impact[(impact["scheme"] == scheme) & impact["ratio"].notna()]
    if impact.empty:
        return [words.text("findings.fairness.none")]
    prediction = reading.table("weighting/fairness", "prediction")
    prediction = prediction[prediction["scheme"] == scheme]
    sentences = []
    for (group, focal, reference), rows in impact.groupby(
        ["group", "focal", "reference"], sort=False
    ):
        below = rows[rows["below_four_fifths"].astype(bool)]
        lowest = rows.sort_values("ratio", kind="stable").iloc[0]
        values = {
            "who": compared(reading, group, focal, reference),
            "below": style.count(len(below)),
            "cuts": style.count(len(rows)),
            "ratio": style.number(lowest["ratio"]),
            "cut": style.percent(lowest["cut"], 0),
        }
        sentences.append(words.text("findings.fairness.impact", **values))
        lines = prediction[(prediction["group"] == group) & (prediction["focal"] == focal)]
        lines = lines[lines["slope"].notna()]
        if not lines.empty:
            row = lines.iloc[0]
            sentences.append(
                words.text(
                    "findings.fairness.prediction",
                    who=values["who"],
                    slope=style.number(row["slope"]),
                    p=style.p_value(row["slope_p"]),
                    detectable=style.number(row["detectable"]),
                    mod=style.number(row["signed"]),
                )
            )
    return sentences
