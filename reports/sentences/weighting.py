"""Sentences on weights: numbers are picked from the results, never made."""

from analysis.columns import COMPOSITE
from reports import style
from reports.notes import note_text
from reports.reading import Reading
from reports.sentences.value import value_of
from reports.tables.cells import common_criteria

COMMON_SOURCE = ("common_source_split", "common_source_only")
"""Notes on judges of both competency and performance."""


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


def common_source_findings(reading: Reading) -> list[str]:
    """That the same people judged competency and performance, where they did."""
    notes = reading.given.summary("weighting/validity").get("notes") or []
    return [
        note_text(reading, said)
        for said in notes
        if said["note"] in COMMON_SOURCE and said["criterion"] == COMPOSITE
    ]
