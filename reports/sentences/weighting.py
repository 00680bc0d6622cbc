"""Sentences on weights: numbers are picked from the results, never made."""

from reports import style
from reports.reading import Reading
from reports.sentences.value import value_of
from reports.tables.cells import common_criteria


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
    """That the same people judged scores and composite, with the estimate free of it if any."""
    words = reading.words
    frame = common_criteria(
        reading.table("weighting/validity", "common_source"), composite=True
    )
    sentences = []
    for judge in dict.fromkeys(frame["judged_by"]):
        rows = frame[frame["judged_by"] == judge]
        same = rows[(rows["judges"] == "same") & rows["estimate"].notna()]
        top = same.sort_values("estimate", kind="stable").iloc[-1]
        other = rows[(rows["judges"] == "other") & (rows["dimension"] == top["dimension"])]
        shown = {"source": reading.source(judge)}
        if not other.empty:
            shown |= {
                "dimension": reading.dimension(top["dimension"]),
                "same": value_of(top),
                "elsewhere": reading.source(other["source"].iloc[0]),
                "other": value_of(other.iloc[0]),
            }
        kind = "only" if other.empty else "split"
        sentences.append(words.text(f"findings.weighting.common_source_{kind}", **shown))
    return sentences
