"""Sentences on the tournament: numbers are picked from the results, never made."""

from reports import style
from reports.reading import Reading
from reports.sentences.value import value_of
from reports.tables.cells import common_criteria
from reports.tables.tournament import leading_rivals


def tournament_findings(reading: Reading) -> list[str]:
    """How equal weights and the best differential scheme predict people they have not seen."""
    words = reading.words
    frame = common_criteria(reading.table("weighting/tournament", "schemes"), composite=True)
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[(frame["source"] == source) & frame["estimate"].notna()]
        unit = rows[rows["scheme"] == "unit"]
        rivals = rows[rows["scheme"] != "unit"].sort_values("gain", kind="stable")
        if unit.empty or rivals.empty:
            continue
        best = rivals.iloc[-1]
        clear = "clear" if best["gain_ci_low"] > 0 else "unclear"
        sentences.append(
            words.text(
                f"findings.weighting.tournament_{clear}",
                unit=value_of(unit.iloc[0]),
                best=words.term("scheme", best["scheme"]),
                value=value_of(best),
                gain=style.estimate(
                    best["gain"], best["gain_ci_low"], best["gain_ci_high"], decimals=3
                ),
            )
        )
    return sentences + left_out_findings(reading)


def left_out_findings(reading: Reading) -> list[str]:
    """How equal weights and their best rival did in groups they were not learned from."""
    words = reading.words
    frame = reading.table("weighting/tournament", "left_out_means")
    frame = common_criteria(frame, composite=True)
    sentences = []
    for (source, column), scheme in leading_rivals(reading).items():
        rows = frame[(frame["source"] == source) & (frame["column"] == column)]
        unit, best = (rows[rows["scheme"] == name].iloc[0] for name in ("unit", scheme))
        sentences.append(
            words.text(
                "findings.weighting.left_out",
                source=reading.source(source),
                column=words.term("group", column),
                unit=style.bounded(unit["estimate"]),
                best=words.term("scheme", scheme),
                gain=style.bounded(best["gain"], decimals=3),
                better=style.count(best["n_better"]),
                total=style.count(best["n_groups"]),
            )
        )
    return sentences
