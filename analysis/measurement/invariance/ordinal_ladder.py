"""The ladder for ordinal answers: what each step holds equal, in lavaan's language."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

STEPS = ("configural", "thresholds", "loadings", "intercepts", "residuals")
"""In the order in which constraints are added."""

BINARY = 2
TERNARY = 3
FREE = "NA"


@dataclass(frozen=True, slots=True)
class Step:
    """A rung that can be tested.

    Attributes
    ----------
    name
        The last kind of parameter that becomes equal.
    adds
        All kinds that become equal here: more than one where they cannot be told apart.
    """

    name: str
    adds: tuple[str, ...]


def steps_of(n_categories: Mapping[str, int]) -> list[Step]:
    """The rungs that these items allow.

    Parameters
    ----------
    n_categories
        Categories of each item.

    Notes
    -----
    Two equal thresholds only fix intercept and residual of the latent response, so with three
    categories the thresholds alone say nothing; with two, thresholds, loadings and intercepts
    are equal together or not at all. Binary items among others join at the intercepts.
    semTools holds their loadings equal one step earlier, under residual variances that it fixes
    there and frees later; its steps are then not nested.

    References
    ----------
    Wu, H., & Estabrook, R. (2016). Psychometrika, 81(4), 1014-1045, propositions 4, 8 and 11.
    https://doi.org/10.1007/s11336-016-9506-0
    """
    most = max(n_categories.values())
    if most <= BINARY:
        together = [STEPS[1:4], STEPS[4:]]
    elif most <= TERNARY:
        together = [STEPS[1:3], STEPS[3:4], STEPS[4:]]
    else:
        together = [(name,) for name in STEPS[1:]]
    return [Step("configural", ()), *(Step(names[-1], tuple(names)) for names in together)]


def ladder_syntax(
    factors: Mapping[str, Sequence[str]],
    n_categories: Mapping[str, int],
    *,
    groups: int,
    step: str,
    released: AbstractSet[tuple[str, str]],
) -> str:
    """The model of correlated factors at one step, identified as theta parameterisation asks.

    The first group has factor means 0 and variances 1, intercepts 0 and residual variances 1.
    What the other groups need no longer share with it to be identified is freed as soon as
    other constraints identify it.

    Parameters
    ----------
    factors
        Items of each factor.
    groups
        At least 2.
    step
        One of `STEPS`.
    released
        Kind of parameter and item that stay different: ("loadings", "a1"). An item whose
        thresholds are released shares nothing.

    References
    ----------
    Wu & Estabrook (2016), as in `steps_of`; the conventions are those of semTools'
    measEq.syntax with ID.cat = "Wu.Estabrook.2016" and ID.fac = "std.lv".
    """
    held = {item: equal_kinds(item, n, step, released) for item, n in n_categories.items()}
    lines = [
        line
        for factor, items in factors.items()
        for item in items
        for line in item_lines(factor, item, n_categories[item], held[item], groups)
    ]
    for factor, items in factors.items():
        scaled = any("loadings" in held[item] for item in items)
        located = any({"loadings", "intercepts"} <= held[item] for item in items)
        lines.append(f"{factor} ~~ {modifier('1', FREE if scaled else '1', groups)}*{factor}")
        lines.append(f"{factor} ~ {modifier('0', FREE if located else '0', groups)}*1")
    return "\n".join(lines)


def equal_kinds(
    item: str, n_categories: int, step: str, released: AbstractSet[tuple[str, str]]
) -> frozenset[str]:
    """The kinds of parameters of an item that groups share at a step."""
    reached = STEPS.index(step)
    if n_categories == BINARY and reached < STEPS.index("intercepts"):
        reached = 0
    if ("thresholds", item) in released:
        reached = 0
    return frozenset(k for k in STEPS[1 : reached + 1] if (k, item) not in released)


def item_lines(
    factor: str, item: str, n_categories: int, equal: frozenset[str], groups: int
) -> list[str]:
    """Loading, thresholds, intercept and residual variance of one item."""
    freed = FREE if "thresholds" in equal else None
    intercept = freed if "intercepts" not in equal else None
    residual = freed if "residuals" not in equal else None
    return [
        f"{factor} =~ {modifier(FREE, FREE, groups)}*{item}"
        + shared(f"l_{factor}_{item}", item, groups, "loadings" in equal),
        *(
            f"{item} | {modifier(FREE, FREE, groups)}*t{k}"
            + shared(f"t{k}_{item}", f"t{k}", groups, "thresholds" in equal)
            for k in range(1, n_categories)
        ),
        f"{item} ~ {modifier('0', intercept or '0', groups)}*1",
        f"{item} ~~ {modifier('1', residual or '1', groups)}*{item}",
    ]


def modifier(first: str, others: str, groups: int) -> str:
    """Fixed values of the first and of the other groups."""
    return f"c({', '.join([first, *[others] * (groups - 1)])})"


def shared(label: str, term: str, groups: int, equal: bool) -> str:
    """The modifier that makes a parameter equal in all groups, or nothing."""
    return f" + c({', '.join([label] * groups)})*{term}" if equal else ""
