"""A number inside a sentence."""

from typing import Any

from reports import style
from reports.reading import Reading


def value_of(row: Any, name: str = "estimate") -> str:
    """`estimate [low, high]` of a row of results."""
    prefix = "" if name == "estimate" else f"{name}_"
    return style.estimate(row[name], row[f"{prefix}ci_low"], row[f"{prefix}ci_high"])


def p_of(reading: Reading, value: float) -> str:
    """`p = .034` or `p < .001`."""
    text = style.p_value(value)
    below = text.startswith("< ")
    key = "signs.p_below" if below else "signs.p_is"
    return reading.words.text(key, p=text.removeprefix("< "))
