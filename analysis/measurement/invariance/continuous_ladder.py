"""The ladder for continuous answers: what each step holds equal, in lavaan's language."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from analysis.measurement.invariance.ordinal_ladder import FREE, Step, modifier, shared

CONTINUOUS_STEPS = ("configural", "loadings", "intercepts", "residuals")
"""Configural, metric, scalar and strict invariance."""


def continuous_steps() -> list[Step]:
    """Every rung, with what it adds.

    References
    ----------
    Meredith, W. (1993). Measurement invariance, factor analysis and factorial invariance.
    Psychometrika, 58(4), 525-543. https://doi.org/10.1007/BF02294825
    """
    return [Step("configural", ()), *(Step(name, (name,)) for name in CONTINUOUS_STEPS[1:])]


def continuous_syntax(
    factors: Mapping[str, Sequence[str]],
    *,
    groups: int,
    step: str,
    released: AbstractSet[tuple[str, str]],
) -> str:
    """The model of correlated factors at one step.

    The first group has factor means 0 and variances 1; the others as long as no loading
    (variance) or no item with equal loading and intercept (mean) of the factor is shared.

    Parameters
    ----------
    factors
        Items of each factor.
    groups
        At least 2.
    step
        One of `CONTINUOUS_STEPS`.
    released
        Kind of parameter and item that stay different: ("loadings", "a1").
    """
    lines = []
    for factor, items in factors.items():
        held = {item: held_kinds(item, step, released) for item in items}
        for item, equal in held.items():
            lines += item_lines(factor, item, equal, groups)
        scaled = any("loadings" in equal for equal in held.values())
        located = any({"loadings", "intercepts"} <= equal for equal in held.values())
        lines.append(f"{factor} ~~ {modifier('1', FREE if scaled else '1', groups)}*{factor}")
        lines.append(f"{factor} ~ {modifier('0', FREE if located else '0', groups)}*1")
    return "\n".join(lines)


def held_kinds(item: str, step: str, released: AbstractSet[tuple[str, str]]) -> frozenset[str]:
    """The kinds of parameters of an item that groups share at a step."""
    reached = CONTINUOUS_STEPS.index(step)
    return frozenset(
        kind for kind in CONTINUOUS_STEPS[1 : reached + 1] if (kind, item) not in released
    )


def item_lines(factor: str, item: str, equal: frozenset[str], groups: int) -> list[str]:
    """Loading, intercept and residual variance of one item."""
    free = modifier(FREE, FREE, groups)
    return [
        f"{factor} =~ {free}*{item}"
        + shared(f"l_{factor}_{item}", item, groups, "loadings" in equal),
        f"{item} ~ {free}*1" + shared(f"i_{item}", "1", groups, "intercepts" in equal),
        f"{item} ~~ {free}*{item}" + shared(f"e_{item}", item, groups, "residuals" in equal),
    ]
