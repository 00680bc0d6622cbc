"""Sentences on importance: numbers are picked from the results, never made."""

from reports import style
from reports.reading import Reading
from reports.tables.importance import MAIN, observed


def importance_findings(reading: Reading) -> list[str]:
    """Which dimension has most, how sure its place is, and which contribute more than noise."""
    words = reading.words
    frame = observed(reading, MAIN)
    frame = frame[frame["share"].notna()]
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[frame["source"] == source].sort_values("share", kind="stable")
        row = rows.iloc[-1]
        sentences.append(
            words.text(
                "findings.weighting.importance",
                source=reading.source(source),
                dimension=reading.dimension(row["dimension"]),
                share=style.percent(row["share"], 0),
                low=style.percent(row["share_ci_low"], 0),
                high=style.percent(row["share_ci_high"], 0),
                held=style.percent(row["rank_held"], 0),
            )
        )
        important = frame[(frame["source"] == source) & (frame["important"] == 1)]
        kind = "above_noise" if len(important) else "none_above_noise"
        values = {"source": reading.source(source)}
        if len(important):
            names = [reading.dimension(name) for name in important["dimension"]]
            values |= {"dimensions": words.listing(names)}
        sentences.append(words.text(f"findings.weighting.{kind}", **values))
    return sentences
