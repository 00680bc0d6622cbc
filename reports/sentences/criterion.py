"""Sentences on performance: numbers are picked from the results, never made."""

from analysis.columns import COMPOSITE
from reports import style
from reports.reading import Reading

ALMOST_THE_SAME = 0.95
"""Composites that correlate so highly rank people almost alike."""


def criterion_findings(reading: Reading) -> list[str]:
    """What the composite consists of, and what adjustment takes away, if anything."""
    words = reading.words
    frame = reading.table("criterion/performance", "composition")
    parts = [
        words.text("signs.with_remark", name=reading.criterion(k), remark=style.percent(s, 0))
        for k, s in frame[["kpi", "share"]].values
    ]
    name = reading.criterion(frame["kpi"].iloc[0])
    sentences = [
        words.text("findings.criterion.composition", parts=words.listing(parts))
        if len(parts) > 1
        else words.text("findings.criterion.one_indicator", kpi=name)
    ]
    sentences += assumption_findings(reading)
    if reading.table("criterion/performance", "adjustment").empty:
        return [*sentences, words.text("findings.criterion.unadjusted")]
    adjusted = frame[frame["r2_adjustment"].notna() & (frame["r2_adjustment"] > 0)]
    if len(adjusted):
        order = adjusted.sort_values("r2_adjustment", kind="stable")
        sentences.append(
            words.text(
                "findings.criterion.adjustment",
                kpi=reading.criterion(order["kpi"].iloc[-1]),
                share=style.percent(order["r2_adjustment"].iloc[-1], 0),
            )
        )
    return sentences


def assumption_findings(reading: Reading) -> list[str]:
    """What the study left open of indicators of its own, and how it was taken."""
    words = reading.words
    return [
        words.text(
            "findings.criterion.kpi_assumed",
            kpi=reading.criterion(name),
            assumed=words.listing([words.term("kpi_assumed", slot) for slot in slots]),
        )
        for name, slots in reading.given.study.kpis_assumed.items()
    ]


def reliability_findings(reading: Reading) -> list[str]:
    """How reliable the composite and the indicators are over periods."""
    words = reading.words
    frame = reading.table("criterion/generalisability", "reliability")
    if frame.empty:
        return [words.text("findings.criterion.no_periods")]
    whole = frame[frame["criterion"] == COMPOSITE]
    parts = frame[frame["criterion"] != COMPOSITE].sort_values("estimate", kind="stable")
    shown = whole if len(whole) else parts
    said = {
        "value": style.bounded(shown["estimate"].iloc[-1]),
        "single": style.bounded(shown["single_period"].iloc[-1]),
        "periods": style.number(shown["n_periods"].iloc[-1], 0),
    }
    name = reading.criterion(parts["criterion"].iloc[0]) if len(parts) else ""
    if not len(whole) or not len(parts):
        return [words.text("findings.criterion.reliable_single", kpi=name, **said)]
    lowest = style.bounded(parts["estimate"].iloc[0])
    return [words.text("findings.criterion.reliable", kpi=name, lowest=lowest, **said)]


def share_findings(reading: Reading) -> list[str]:
    """Whether the order of people depends on the stated shares."""
    frame = reading.table("criterion/generalisability", "shares").dropna(subset="estimate")
    if frame.empty:
        return []
    row = frame.sort_values("estimate", kind="stable").iloc[0]
    named = {"kpi": reading.criterion(row["kpi"])} if row["kpi"] else {}
    choice = reading.words.text(f"terms.composition.{row['composition']}", **named)
    kind = "robust_shares" if row["estimate"] >= ALMOST_THE_SAME else "sensitive_shares"
    value = style.bounded(row["estimate"])
    return [reading.words.text(f"findings.criterion.{kind}", value=value, choice=choice)]
