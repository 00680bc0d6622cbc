"""The ladder for occasions of the same people: one wide model, in lavaan's language."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import combinations

from analysis.measurement.invariance.continuous_ladder import held_kinds
from analysis.measurement.invariance.ordinal_ladder import FREE, equal_kinds
from analysis.measurement.invariance.places import at_occasion

Factors = Mapping[str, Sequence[str]]


def occasion_syntax(
    factors: Factors,
    n_categories: Mapping[str, int] | None,
    *,
    occasions: int,
    step: str,
    released: AbstractSet[tuple[str, str]],
) -> str:
    """The model of all occasions at one step: every factor and item once for each of them.

    All factors covary, and so do the residuals of the same item at different occasions. What
    is fixed at the first occasion and freed at the others is what the ladders of groups fix in
    the first group and free in the others.

    Parameters
    ----------
    factors
        Items of each factor, without occasions.
    n_categories
        Categories of each item; None for continuous answers.
    occasions
        At least 2.
    step
        One of `ordinal_ladder.STEPS`, or of `continuous_ladder.CONTINUOUS_STEPS`.
    released
        Kind of parameter and item that stay different.

    References
    ----------
    Liu, Y., Millsap, R. E., West, S. G., Tein, J.-Y., Tanaka, R., & Grimm, K. J. (2017).
    Psychological Methods, 22(3), 486-506. https://doi.org/10.1037/met0000075

    Wu & Estabrook (2016), as in `ordinal_ladder.steps_of`; the conventions are those of
    semTools' measEq.syntax with longFacNames, longIndNames and auto = "all".
    """
    lines = []
    for factor, items in factors.items():
        held = {item: held_at(item, n_categories, step, released) for item in items}
        for item, equal in held.items():
            for occasion in range(occasions):
                categories = None if n_categories is None else n_categories[item]
                lines += item_lines(factor, item, categories, equal, occasion)
        lines += [line for item in items for line in residual_covariances(item, occasions)]
        lines += factor_lines(factor, list(held.values()), occasions)
    return "\n".join(lines)


def held_at(
    item: str,
    n_categories: Mapping[str, int] | None,
    step: str,
    released: AbstractSet[tuple[str, str]],
) -> frozenset[str]:
    """The kinds of parameters of an item that occasions share at a step."""
    if n_categories is None:
        return held_kinds(item, step, released)
    return equal_kinds(item, n_categories[item], step, released)


def item_lines(
    factor: str, item: str, n_categories: int | None, equal: frozenset[str], occasion: int
) -> list[str]:
    """Loading, thresholds, intercept and residual variance of one item at one occasion."""
    name, own = at_occasion(item, occasion), at_occasion(factor, occasion)
    loading = labelled(f"l_{factor}_{item}", name, held="loadings" in equal)
    if n_categories is None:
        return [
            f"{own} =~ {loading}",
            f"{name} ~ {labelled(f'i_{item}', '1', held='intercepts' in equal)}",
            f"{name} ~~ {labelled(f'e_{item}', name, held='residuals' in equal)}",
        ]
    later = occasion > 0 and "thresholds" in equal
    intercept = FREE if later and "intercepts" not in equal else "0"
    residual = FREE if later and "residuals" not in equal else "1"
    return [
        f"{own} =~ {loading}",
        *(
            f"{name} | {labelled(f't{k}_{item}', f't{k}', held='thresholds' in equal)}"
            for k in range(1, n_categories)
        ),
        f"{name} ~ {intercept}*1",
        f"{name} ~~ {residual}*{name}",
    ]


def labelled(label: str, term: str, *, held: bool) -> str:
    """A free parameter, with the label that makes it equal where it is held."""
    return f"{FREE}*{term}" + (f" + {label}*{term}" if held else "")


def residual_covariances(item: str, occasions: int) -> Iterator[str]:
    """What an item's answers at two occasions share beside the factors."""
    for one, other in combinations(range(occasions), 2):
        yield f"{at_occasion(item, one)} ~~ {at_occasion(item, other)}"


def factor_lines(factor: str, held: Sequence[frozenset[str]], occasions: int) -> list[str]:
    """Variance and mean of a factor at every occasion: 1 and 0 until items identify them."""
    scaled = any("loadings" in equal for equal in held)
    located = any({"loadings", "intercepts"} <= equal for equal in held)
    lines = []
    for occasion in range(occasions):
        own = at_occasion(factor, occasion)
        lines.append(f"{own} ~~ {FREE if occasion and scaled else '1'}*{own}")
        lines.append(f"{own} ~ {FREE if occasion and located else '0'}*1")
    return lines
