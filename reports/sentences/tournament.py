"""Sentences on the tournament: numbers are picked from the results, never made."""

from typing import Any

from reports import style
from reports.reading import Reading
from reports.sentences.value import value_of
from reports.tables.cells import common_criteria
from reports.tables.tournament import leading_rivals


def tournament_findings(reading: Reading) -> list[str]:
    """How equal weights and the leading other scheme predict people they have not seen."""
    words = reading.words
    frame = common_criteria(reading.table("weighting/tournament", "schemes"), composite=True)
    frame = frame[frame["estimate"].notna()].set_index("scheme", drop=False)
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[frame["source"] == source]
        leading = reading.leading_scheme()
        if not {"unit", leading} <= set(rows.index):
            continue
        shown = rows.loc[leading]
        clear = "clear" if shown["gain_ci_low"] > 0 else "unclear"
        sentences.append(
            words.text(
                f"findings.weighting.tournament_{clear}",
                source=reading.source(source),
                unit=value_of(rows.loc["unit"]),
                best=words.term("scheme", leading),
                value=value_of(shown),
                gain=style.estimate(
                    shown["gain"], shown["gain_ci_low"], shown["gain_ci_high"], decimals=3
                ),
            )
        )
        sentences += simpler_findings(reading, rows)
    return sentences + left_out_findings(reading)


def simpler_findings(reading: Reading, rows: Any) -> list[str]:
    """That a scheme predicts better than the recommended one, but not by enough."""
    words, leading, best = reading.words, reading.leading_scheme(), reading.best_scheme()
    row = rows.loc[leading]
    if best == leading or best not in rows.index or not row["lag"] <= row["lag_std_error"]:
        return []
    named = {"best": words.term("scheme", best), "scheme": words.term("scheme", leading)}
    value = style.bounded(rows.loc[best, "estimate"])
    return [words.text("findings.weighting.tournament_simpler", value=value, **named)]


def left_out_findings(reading: Reading) -> list[str]:
    """How equal weights and their rival did in groups they were not learned from."""
    words = reading.words
    frame = reading.table("weighting/tournament", "left_out_means")
    frame = common_criteria(frame, composite=True)
    sentences = []
    for (source, column), scheme in leading_rivals(reading).items():
        rows = frame[(frame["source"] == source) & (frame["column"] == column)]
        unit, rival = (rows[rows["scheme"] == name].iloc[0] for name in ("unit", scheme))
        sentences.append(
            words.text(
                "findings.weighting.left_out",
                source=reading.source(source),
                column=words.term("group", column),
                unit=style.bounded(unit["estimate"]),
                best=words.term("scheme", scheme),
                value=style.bounded(rival["estimate"]),
                gain=style.bounded(rival["gain"], decimals=3),
                better=style.count(rival["n_better"]),
                total=style.count(rival["n_groups"]),
            )
        )
    return sentences
