"""Sentences on scores: may a dimension have its own, may all items be summed, factor scores."""

from typing import Any

from reports import style
from reports.reading import Reading, blocks, rows_of

RULE = "measurement/cfa"
CARRIES = {"omega_hierarchical": 0.70, "ecv": 0.60}
"""From here on a total score may be read as one attribute: Reise et al. (2013)."""

DETERMINATE = 0.90
"""Determinacy that scores of single people ask for: Gorsuch (1983)."""


def own_score_findings(reading: Reading) -> list[str]:
    """Which dimensions may be reported as scores of their own, and which may not."""
    words, frame = reading.words, reading.table(RULE, "reliability")
    sentences = []
    for key in blocks(frame):
        rows = rows_of(frame, key)
        value = {(c, d): v for c, d, v in rows[["coefficient", "dimension", "estimate"]].values}
        names = [d for c, d in value if c == "prmse_subscore"]
        own = [d for d in names if value["prmse_subscore", d] > value["prmse_total", d]]
        for verdict, kept in (("own", own), ("total", [d for d in names if d not in own])):
            if kept:
                sentences.append(
                    words.text(
                        f"findings.measurement.score_{verdict}",
                        answers=reading.block(*key),
                        dimensions=words.listing([reading.dimension(d) for d in kept]),
                    )
                )
    return sentences


def general_findings(reading: Reading) -> list[str]:
    """How far the general factor of the bifactor model carries a total score."""
    frame = reading.table(RULE, "general_factor")
    frame = frame[(frame["model"] == "bifactor") & (frame["dimension"] == "")]
    sentences = []
    for key in blocks(frame):
        rows = {row["coefficient"]: row for row in rows_of(frame, key).to_dict("records")}
        carries = all(rows[name]["estimate"] >= least for name, least in CARRIES.items())
        sentences.append(
            reading.words.text(
                "findings.measurement.general_factor",
                answers=reading.block(*key),
                omega=estimate_of(rows["omega_hierarchical"]),
                ecv=style.bounded(rows["ecv"]["estimate"]),
                puc=style.bounded(rows["puc"]["estimate"]),
            )
            + reading.words.text(
                f"findings.measurement.general_{'carries' if carries else 'falls_short'}"
            )
        )
    return sentences


def estimate_of(row: Any) -> str:
    """An estimate, with its interval if it has one."""
    if row["ci_low"] != row["ci_low"]:
        return style.bounded(row["estimate"])
    return style.estimate(row["estimate"], row["ci_low"], row["ci_high"])


def determinacy_findings(reading: Reading) -> list[str]:
    """What factor scores are worth, and how they go with the means of items."""
    frame = reading.table(RULE, "determinacy")
    sentences = []
    for key in blocks(frame):
        rows = rows_of(frame, key).sort_values("estimate", kind="stable")
        low, high = rows.iloc[0], rows.iloc[-1]
        enough = "enough" if low["estimate"] >= DETERMINATE else "short"
        sentences.append(
            reading.words.text(
                "findings.measurement.determinacy",
                answers=reading.block(*key),
                low=style.bounded(low["estimate"]),
                lowest=reading.dimension(low["dimension"]),
                high=style.bounded(high["estimate"]),
                highest=reading.dimension(high["dimension"]),
                mean_low=style.bounded(rows["with_mean"].min()),
                mean_high=style.bounded(rows["with_mean"].max()),
            )
            + reading.words.text(f"findings.measurement.determinacy_{enough}")
        )
    return sentences
