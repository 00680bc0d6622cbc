"""Sentences on whether items that differ were found in one half and confirmed in the other."""

from typing import Any

from reports.reading import Reading
from reports.tables.invariance import LADDER, released
from reports.tables.occasions import DIMENSION, occasions

CONFIRMED, TOO_FEW = "confirmed", "too_few"


def holdout_findings(reading: Reading) -> list[str]:
    """One sentence for each comparison of groups, sources or years that released items."""
    groups = counted(released(reading, "item_tests", LADDER))
    same = counted(released(reading, "occasion_items", DIMENSION))
    return [
        said(reading, group_name(reading, key), rows)
        for key, rows in groups.groupby(LADDER, sort=False)
    ] + [
        said(reading, occasions(reading, *key), rows)
        for key, rows in same.groupby(
            ["instrument", "source", "grouping", "compared"], sort=False
        )
    ]


def counted(frame: Any) -> Any:
    """Releases that matter for means."""
    return frame[frame["step"] != "residuals"]


def group_name(reading: Reading, key: tuple) -> str:
    """The answers and the grouping that a ladder of groups is about."""
    return reading.words.text(
        "findings.measurement.holdout_groups",
        answers=reading.block(*key[:3]),
        grouping=reading.words.term("group", key[3]),
    )


def said(reading: Reading, compared: str, rows: Any) -> str:
    """The sentence on the releases of one comparison."""
    items = {
        holds: reading.words.listing(list(dict.fromkeys(own["item"])))
        for holds, own in rows.groupby(rows["holdout"] == CONFIRMED)
    }
    named = {"confirmed": items.get(True), "provisional": items.get(False)}
    return reading.words.text(
        f"findings.measurement.holdout_{outcome(rows['holdout'])}",
        compared=compared,
        **{name: text for name, text in named.items() if text},
    )


def outcome(verdicts: Any) -> str:
    """Whether all, some or none were confirmed, or the halves would have been too small."""
    if (verdicts == TOO_FEW).all():
        return TOO_FEW
    confirmed = verdicts == CONFIRMED
    return "all" if confirmed.all() else "some" if confirmed.any() else "none"
