"""Sentences on weights: numbers are picked from the results, never made."""

from reports import style
from reports.reading import Reading
from reports.sentences.value import value_of
from reports.tables.cells import common_criteria

DIFFERENTIAL = ("regression", "general_dominance", "relative_weight")


def validity_findings(reading: Reading) -> list[str]:
    """Which dimension goes with performance most closely, and how much all explain."""
    words = reading.words
    frame = common_criteria(reading.table("weighting/validity", "correlations"), composite=True)
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[(frame["source"] == source) & frame["estimate"].notna()]
        clear = rows[(rows["ci_low"] > 0) | (rows["ci_high"] < 0)]
        row = rows.sort_values("estimate", kind="stable").iloc[-1]
        sentences.append(
            words.text(
                "findings.weighting.validity",
                source=reading.source(source),
                dimension=reading.dimension(row["dimension"]),
                value=value_of(row),
                clear=style.count(len(clear)),
                total=style.count(len(rows)),
                n=style.count(row["n"]),
            )
        )
    models = common_criteria(reading.table("weighting/validity", "models"), composite=True)
    for row in models.to_dict("records"):
        sentences.append(
            words.text(
                "findings.weighting.explained",
                source=reading.source(row["source"]),
                r_squared=style.bounded(row["r_squared"]),
                adjusted=style.bounded(row["r_squared_ezekiel"]),
                cross=style.bounded(row["cross_validity_browne"]),
            )
        )
    return sentences


def tournament_findings(reading: Reading) -> list[str]:
    """How equal weights and the best differential scheme predict people they have not seen."""
    words = reading.words
    frame = common_criteria(reading.table("weighting/schemes", "schemes"), composite=True)
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
    return sentences


def recommendation(reading: Reading) -> list[str]:
    """Which scheme is recommended, and the points it gives."""
    words = reading.words
    frame = reading.table("weighting/weights", "weights")
    scheme = str(frame["scheme"].iloc[0])
    kind = "differential" if scheme in DIFFERENTIAL else "equal"
    several = len(set(frame["source"])) > 1
    parts = []
    for row in frame.to_dict("records"):
        name = reading.dimension(row["dimension"])
        if several:
            name = f"{reading.source(row['source'])} · {name}"
        points = style.number(row["points"], 0)
        parts.append(words.text("signs.with_points", name=name, points=points))
    return [
        words.text(
            f"findings.weighting.recommended_{kind}", scheme=words.term("scheme", scheme)
        ),
        words.text("findings.weighting.points", parts=words.listing(parts)),
    ]
