"""A number inside a sentence."""

from typing import Any

from reports import style


def value_of(row: Any, name: str = "estimate") -> str:
    """`estimate [low, high]` of a row of results."""
    prefix = "" if name == "estimate" else f"{name}_"
    return style.estimate(row[name], row[f"{prefix}ci_low"], row[f"{prefix}ci_high"])
