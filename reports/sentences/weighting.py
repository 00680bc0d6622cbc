"""Sentences on weights: numbers are picked from the results, never made."""

from typing import Any

from reports import style
from reports.reading import Reading
from reports.sentences.value import p_of, value_of
from reports.tables.cells import common_criteria

IMPLAUSIBLE = 0.5
"""Share of variance explained that asks where it comes from: the best single selection methods
reach r = .42 (Sackett et al., 2022, https://doi.org/10.1037/apl0000994), r² = .18."""

LARGE_VIF = 10.0
"""Marquardt (1970), https://doi.org/10.1080/00401706.1970.10488699."""

SMALL_P = 0.01
"""Of a check of the regression, which has many."""

LARGE_COOK = 1.0
"""Cook & Weisberg (1982), Residuals and influence in regression, p. 118."""


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
        if row["r_squared"] > IMPLAUSIBLE:
            source = reading.source(row["source"])
            sentences.append(words.text("findings.weighting.implausible", source=source))
    return sentences


def diagnostic_findings(reading: Reading) -> list[str]:
    """Whether the checks of the regression of the composite find fault with it."""
    words = reading.words
    frame = common_criteria(reading.table("weighting/validity", "diagnostics"), composite=True)
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[(frame["source"] == source) & frame["estimate"].notna()]
        rows = rows[(rows["check"] != "reset") | rows["p_value"].notna()]
        vif, cook, reset = (rows[rows["check"] == x] for x in ("vif", "cook_max", "reset"))
        if vif.empty or cook.empty or reset.empty:
            continue
        largest = vif.sort_values("estimate", kind="stable").iloc[-1]
        doubts = doubts_of(reading, largest, cook.iloc[0], reset.iloc[0])
        shown = {
            "vif": style.number(largest["estimate"]),
            "cook": style.number(cook["estimate"].iloc[0]),
            "p": style.p_value(reset["p_value"].iloc[0]),
        }
        shown = {"doubts": words.text("signs.clauses").join(doubts)} if doubts else shown
        kind = "regression_doubts" if doubts else "regression_sound"
        name = reading.source(source)
        sentences.append(words.text(f"findings.weighting.{kind}", source=name, **shown))
    return sentences


def doubts_of(reading: Reading, vif: Any, cook: Any, reset: Any) -> list[str]:
    """The checks that stand out, each in words."""
    words = reading.words
    doubts = []
    if reset["p_value"] < SMALL_P:
        value, p = style.number(reset["estimate"]), p_of(reading, reset["p_value"])
        doubts.append(words.text("doubts.reset", value=value, p=p))
    if vif["estimate"] >= LARGE_VIF:
        name, value = reading.dimension(vif["term"]), style.number(vif["estimate"])
        doubts.append(words.text("doubts.vif", dimension=name, value=value))
    if cook["estimate"] >= LARGE_COOK:
        doubts.append(words.text("doubts.cook", value=style.number(cook["estimate"])))
    return doubts


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
