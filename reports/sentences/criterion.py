"""Sentences on performance: numbers are picked from the results, never made."""

from reports import style
from reports.reading import Reading


def criterion_findings(reading: Reading) -> list[str]:
    """What the composite consists of, and what adjustment takes away, if anything."""
    words = reading.words
    frame = reading.table("criterion/performance", "composition")
    parts = [
        words.text("signs.with_remark", name=reading.criterion(k), remark=style.percent(s, 0))
        for k, s in frame[["kpi", "share"]].values
    ]
    sentences = [words.text("findings.criterion.composition", parts=words.listing(parts))]
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
