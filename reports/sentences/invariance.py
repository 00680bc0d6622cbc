"""Sentences on measurement invariance: which groups may be compared, what stands in the way."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from reports import style
from reports.reading import Reading
from reports.tables.dif import differing
from reports.tables.invariance import LADDER, RULE, absent_options, ladder_of, reached

YEARS = "wave"
"""The grouping by years of different people."""

CLEAR = 0.05
"""Level of an adjusted p value below which an item is named."""


def invariance_findings(reading: Reading) -> list[str]:
    """One sentence for each set of answers and grouping: what may be compared."""
    groups = reading.table(RULE, "groups")
    ladders = groups[LADDER].drop_duplicates().itertuples(index=False, name=None)
    return [ladder_text(reading, key) for key in ladders]


def ladder_text(reading: Reading, key: tuple) -> str:
    """The sentence of one ladder."""
    steps, tests = (own_rows(reading, name, key) for name in ("steps", "item_tests"))
    words = reading.words
    named = {
        "answers": reading.block(*key[:3]),
        "grouping": reading.words.term("group", key[3]),
    }
    if steps.empty:
        return words.text("findings.measurement.invariance_not_tested", **named)
    if absent := [said for said in absent_options(reading) if ladder_of(said) == key]:
        told = [absent_option(reading, said) for said in absent]
        return words.in_a_row(
            words.text("findings.measurement.invariance_joined", **one) for one in told
        )
    found = reached(steps)
    stopped = list(steps.loc[steps["decision"] == "not_fitted", "step"])
    if found == "unknown":
        return words.text("findings.measurement.invariance_not_fitted", **named)
    if found != "scores" and stopped:
        step = words.term("ladder_step", stopped[0])
        return words.text("findings.measurement.invariance_stopped", **named, step=step)
    items = list(dict.fromkeys(to_look_at(tests)["item"]))
    if found != "scores":
        shown = words.listing(items) if items else without_items(reading, key)
        return words.text(f"findings.measurement.invariance_{found}", **named, items=shown)
    if not items:
        return words.text("findings.measurement.invariance_safe", **named) + left_out(
            reading, key
        )
    impact = own_rows(reading, "impact", key)
    return words.text(
        "findings.measurement.invariance_partial",
        **named,
        items=words.listing(items),
        **largest(impact),
    )


def absent_option(reading: Reading, said: Mapping[str, Any]) -> dict[str, str]:
    """What a sentence on such a group names."""
    words = reading.words
    return {
        "answers": reading.block(*ladder_of(said)[:3]),
        "grouping": words.term("group", said["grouping"]),
        "group": words.term("level", said["group"]),
        "codes": words.listing([str(code) for code in said["codes"]]),
        "items": words.listing(said["items"]),
    }


def left_out(reading: Reading, key: tuple) -> str:
    """That some dimensions took no part in a ladder, if so."""
    notes = reading.given.summary(RULE).get("notes") or []
    names = [
        reading.dimension(said["dimension"])
        for said in notes
        if said["note"] == "dimension_not_compared" and ladder_of(said) == key
    ]
    if not names:
        return ""
    listed = reading.words.listing(names)
    return reading.words.text("findings.measurement.invariance_left_out", dimensions=listed)


def without_items(reading: Reading, key: tuple) -> str:
    """What to look at where no item stands out in a step: items that single tests find."""
    single = list(differing(reading, key)["item"])
    if not single:
        return reading.words.text("findings.measurement.invariance_no_item")
    items = reading.words.listing(single)
    return reading.words.text("findings.measurement.invariance_single_items", items=items)


def largest(impact: Any) -> dict[str, str]:
    """The largest change of a gap, in standard deviations, and of a share, in points."""
    return {
        "gap": style.number(impact["gap_change"].abs().max()),
        "points": style.number(100 * impact["share_change"].abs().max(), 1),
    }


def own_rows(reading: Reading, name: str, key: tuple) -> Any:
    """The rows of a table that are about one set of answers and grouping."""
    frame = reading.table(RULE, name)
    same = [row == key for row in frame[LADDER].itertuples(index=False, name=None)]
    return frame.loc[np.array(same, dtype=bool)]


def to_look_at(tests: Any) -> Any:
    """Items that were released up to the intercepts, or that stand out where a step failed."""
    counted = tests["step"] != "residuals"
    return tests[counted & (tests["released"].astype(bool) | (tests["p_adjusted"] < CLEAR))]


def limits_overcome(reading: Reading) -> set[str]:
    """The limits of the report that fall away where groups, or years, could be compared."""
    steps = reading.table(RULE, "steps")
    tested = steps.loc[steps["p_change"].notna(), "grouping"]
    met = {"invariance": not tested.empty, "years": bool((tested == YEARS).any())}
    return {name for name, holds in met.items() if holds}
