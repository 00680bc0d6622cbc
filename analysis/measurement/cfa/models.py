"""The factor models of an instrument, in lavaan's syntax: its hypothesis and its rivals."""

from dataclasses import dataclass

from analysis.errors import AnalysisError, raise_all
from analysis.instrument import Instrument
from analysis.measurement.cfa.model_names import names
from analysis.measurement.cfa.syntax import parse

GENERAL = "general"
"""Name of a general factor that the instrument does not name."""

FEWEST_FOR_GENERAL = 3
"""Two dimensions do not identify a general factor above them."""


@dataclass(frozen=True, slots=True)
class FactorModel:
    """A model of all scored items of an instrument.

    Attributes
    ----------
    name
        "one_factor", "correlated", "second_order", "bifactor", or "own", "own_2" ... for what
        the instrument states in lavaan's syntax.
    syntax
        In lavaan's language.
    std_lv
        Whether factors have variance one; else their first loading is one, so that a variance
        may be zero: what makes a second-order model one factor.
    orthogonal
        Whether factors that the syntax does not relate are uncorrelated.
    hypothesised
        Whether it is the model that the instrument intends.
    """

    name: str
    syntax: str
    std_lv: bool
    orthogonal: bool
    hypothesised: bool


def models_of(instrument: Instrument) -> list[FactorModel]:
    """The hypothesised model, its stated rivals, then what else the dimensions allow.

    Raises
    ------
    AnalysisError
        If a stated model cannot be identified, or its syntax is wrong or names an item that is
        not scored.
    """
    structure = instrument.structure
    stated = list(dict.fromkeys([structure.hypothesised, *structure.rivals]))
    standard = [name for name in STANDARD if name not in stated and fits(instrument, name)]
    found, own = [], 0
    for text in [*stated, *standard]:
        is_standard = text in STANDARD
        own += not is_standard
        name = text if is_standard else "own" if own == 1 else f"own_{own}"
        if is_standard and not fits(instrument, text):
            raise AnalysisError(f"{instrument.id}: structure: too few dimensions for {text!r}")
        syntax = STANDARD[text](instrument) if is_standard else text
        found.append(
            FactorModel(
                name=name,
                syntax=syntax,
                std_lv=name != "second_order",
                orthogonal=name == "bifactor",
                hypothesised=text == structure.hypothesised,
            )
        )
    raise_all(
        [problem for m in found for problem in unknown_items(instrument, m)], AnalysisError
    )
    return found


def fits(instrument: Instrument, name: str) -> bool:
    """Whether the instrument has dimensions enough for a standard model."""
    several = len(measured(instrument))
    if name == "second_order" and instrument.structure.higher_order:
        return several > 1
    return several >= {"one_factor": 1, "correlated": 1}.get(name, FEWEST_FOR_GENERAL)


def unknown_items(instrument: Instrument, model: FactorModel) -> list[str]:
    """What a model names that is no scored item, one line each."""
    return [
        f"{instrument.id}: structure: {item!r} is no scored item"
        for item in names(parse(model.syntax))[1]
        if item not in instrument.dimension_of
    ]


def measured(instrument: Instrument) -> dict[str, list[str]]:
    """The dimensions that have scored items, with these."""
    return {d: items for d, items in instrument.scored.items() if items}


def one_factor(instrument: Instrument) -> str:
    """All items measure the same."""
    return factor(general_name(instrument), list(instrument.dimension_of), alone=True)


def correlated(instrument: Instrument) -> str:
    """Every dimension a factor; all of them may correlate. A single item is its factor."""
    parts = measured(instrument)
    return "\n".join(
        factor(d, items, alone=len(parts) == 1) if len(items) > 1 else f"{d} =~ 1*{items[0]}"
        for d, items in parts.items()
    )


def second_order(instrument: Instrument) -> str:
    """General factors explain why dimensions correlate; single items lie on them directly."""
    parts = measured(instrument)
    above = instrument.structure.higher_order or {general_name(instrument): list(parts)}
    lines = [factor(d, items, alone=False) for d, items in parts.items() if len(items) > 1]
    for general, below in above.items():
        kept = [d if len(parts[d]) > 1 else parts[d][0] for d in below if d in parts]
        lines.append(factor(general, kept, alone=False))
        if len(kept) == 2 and len(above) == 1:
            lines[-1] = f"{general} =~ 1*{kept[0]} + 1*{kept[1]}"
    return "\n".join(lines)


def bifactor(instrument: Instrument) -> str:
    """A general factor of all items, and beside it one of every dimension; none correlate."""
    specific = {d: items for d, items in measured(instrument).items() if len(items) > 1}
    lines = [factor(d, items, alone=True) for d, items in specific.items()]
    return "\n".join([one_factor(instrument), *lines])


def factor(name: str, parts: list[str], *, alone: bool) -> str:
    """One line of syntax; two parts of a factor that nothing else identifies load alike."""
    if alone and len(parts) == 2:
        return f"{name} =~ equal_{name}*{parts[0]} + equal_{name}*{parts[1]}"
    return f"{name} =~ " + " + ".join(parts)


def general_name(instrument: Instrument) -> str:
    """A name for a general factor that is no dimension and no item."""
    taken = {*instrument.scored, *instrument.all_items}
    return GENERAL if GENERAL not in taken else f"{GENERAL}_factor"


STANDARD = {
    "correlated": correlated,
    "one_factor": one_factor,
    "second_order": second_order,
    "bifactor": bifactor,
}
"""The models that follow from the dimensions alone."""
