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
        important = rows[rows["important"] == 1]
        values = {"source": reading.source(source)}
        if important.empty:
            sentences.append(words.text("findings.weighting.none_above_noise", **values))
            continue
        row = rows.iloc[-1]
        sentences.append(
            words.text(
                "findings.weighting.importance",
                **values,
                dimension=reading.dimension(row["dimension"]),
                share=style.percent(row["share"], 0),
                low=style.percent(row["share_ci_low"], 0),
                high=style.percent(row["share_ci_high"], 0),
                held=style.percent(row["rank_held"], 0),
            )
        )
        named = [
            reading.dimension(d) for d in frame["dimension"] if d in set(important["dimension"])
        ]
        values |= {"dimensions": words.listing(list(dict.fromkeys(named)))}
        sentences.append(words.text("findings.weighting.above_noise", **values))
    return sentences
