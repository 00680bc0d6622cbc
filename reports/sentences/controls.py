"""A sentence on controls that the criterion was freed from before they explain anything."""

from typing import Any

from analysis.columns import COMPOSITE
from reports.reading import Reading

NOTHING = 0.01
"""Share of variance below which controls explain next to nothing."""


def taken_out_text(reading: Reading) -> str:
    """Why controls explain nothing where performance was adjusted for them; else nothing."""
    frame = reading.table("weighting/validity", "incremental")
    frame = frame[frame["r_squared_controls"] < NOTHING]
    found = [name for row in frame.to_dict("records") for name in taken_out(reading, row)]
    if not found:
        return ""
    names = [reading.words.term("term", name) for name in dict.fromkeys(found)]
    return reading.words.text(
        "findings.weighting.controls_taken_out", controls=reading.words.listing(names)
    )


def taken_out(reading: Reading, row: Any) -> list[str]:
    """The controls of a row that its criterion, or a part of the composite, is adjusted for."""
    adjusted = reading.table("criterion/performance", "adjustment")
    if row["criterion"] != COMPOSITE:
        adjusted = adjusted[adjusted["kpi"] == row["criterion"]]
    terms = set(adjusted["term"])
    return [name for name in str(row["controls"]).split("+") if name in terms]
