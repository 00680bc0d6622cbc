"""A truth for any questionnaire: the structure that it states, with numbers drawn for it."""

from pathlib import Path
from typing import Any, Literal

import numpy as np
from pydantic import Field
from scipy.stats import norm

from analysis.errors import InstrumentError
from analysis.instrument import Closed, Instrument, load_closed
from analysis.seeds import stream
from analysis.simulation.truth import Truth

DATA_FILES = ["config/simulation.yaml"]
USUAL = Path(__file__).parents[2] / "config" / "simulation.yaml"
DRAWABLE = ("correlated", "second_order", "bifactor")


class Ranges(Closed):
    """Where the drawn numbers lie."""

    loading: tuple[float, float]
    general_loading: tuple[float, float]
    general_correlation: float = Field(ge=0, lt=1)
    own_way: float = Field(ge=0, lt=0.5)
    threshold_spread: float = Field(gt=0)
    threshold_shift: tuple[float, float]
    explained: float = Field(gt=0, lt=0.9)
    weakest_effect: float = Field(ge=0, le=1)


class UsualStudy(Closed):
    """What config/simulation.yaml holds."""

    schema_version: Literal[1]
    ranges: Ranges
    study: dict[str, Any] = Field(description="The truth but for what the questionnaire gives.")


def truth_of(instrument: Instrument, *, people: int, seed: int) -> Truth:
    """A truth in which the hypothesised structure of `instrument` holds exactly.

    "correlated" has dimensions that no general factor explains, "second_order" the general
    factors of `structure.higher_order`, or one; "bifactor" is drawn as one general factor above
    the dimensions, which is a bifactor model with proportional loadings.

    Raises
    ------
    InstrumentError
        If the structure is one that cannot be drawn, or an item is the score of a test.

    References
    ----------
    Schmid, J., & Leiman, J. M. (1957). The development of hierarchical factor solutions.
    Psychometrika, 22, 53-61. doi:10.1007/BF02289209
    """
    tests = [i for i in instrument.dimension_of if instrument.options_of(i).scores is not None]
    if tests:
        names = ", ".join(tests)
        raise InstrumentError(f"{instrument.id}: scores of tests cannot be drawn: {names}")
    usual = load_closed(USUAL, UsualStudy)
    ranges, rest = usual.ranges, dict(usual.study)
    rng = stream(seed, "simulation", "truth", instrument.id)
    dimensions = list(instrument.scored)
    correlations = implied_correlations(instrument, dimensions, ranges, rng)
    effects = drawn_effects(correlations, ranges, rng)
    managers = max(1, people // int(rest.pop("people_per_manager")))
    performance = {
        "effects": dict(zip(dimensions, effects.tolist(), strict=True)),
        "manager_sd": rest.pop("manager_sd"),
    }
    sources = {
        name: source | drawn_items(instrument, ranges, rng)
        for name, source in rest.pop("sources").items()
    }
    return Truth.model_validate(
        rest
        | {"schema_version": 1, "instrument": instrument.id, "seed": seed}
        | {"people": people, "managers": managers, "dimensions": dimensions}
        | {"correlations": correlations.tolist(), "sources": sources}
        | {"performance": performance}
    )


def implied_correlations(
    instrument: Instrument, dimensions: list[str], ranges: Ranges, rng: np.random.Generator
) -> np.ndarray:
    """Correlations of the dimensions, m x m, under the hypothesised structure."""
    structure = instrument.structure
    if structure.hypothesised not in DRAWABLE and len(dimensions) > 1:
        raise InstrumentError(
            f"{instrument.id}: structure.hypothesised: only {', '.join(DRAWABLE)} can be drawn"
        )
    size = len(dimensions)
    loading = rng.uniform(*ranges.general_loading, size)
    if structure.hypothesised == "correlated":
        other = ranges.own_way * rng.uniform(-1, 1, size)
        shared = np.outer(loading, loading) + np.outer(other, other)
    else:
        above = structure.higher_order if structure.hypothesised == "second_order" else {}
        shared = np.outer(loading, loading) * general_correlations(
            dimensions, above, ranges.general_correlation
        )
    np.fill_diagonal(shared, 1.0)
    return shared


def general_correlations(
    dimensions: list[str], above: dict[str, list[str]], correlation: float
) -> np.ndarray:
    """How the general factors of each two dimensions correlate, m x m; 1 where they share it.

    A dimension that none of them explains stands for itself.
    """
    general = {d: name for name, parts in above.items() for d in parts}
    own = [general.get(d, d if above else "general") for d in dimensions]
    same = np.array(own)[:, None] == np.array(own)
    return np.where(same, 1.0, correlation)


def drawn_effects(
    correlations: np.ndarray, ranges: Ranges, rng: np.random.Generator
) -> np.ndarray:
    """Standardised effects on performance, evenly spaced and in random order, length m."""
    raw = rng.permutation(np.linspace(1.0, ranges.weakest_effect, len(correlations)))
    return raw * np.sqrt(ranges.explained / (raw @ correlations @ raw))


def drawn_items(
    instrument: Instrument, ranges: Ranges, rng: np.random.Generator
) -> dict[str, dict[str, Any]]:
    """Loading and cut points of every scored item, in keyed direction."""
    loadings, thresholds = {}, {}
    for item in instrument.dimension_of:
        options = instrument.options_of(item)
        even = norm.ppf(np.arange(1, options.high - options.low + 1) / len(options.codes))
        cuts = ranges.threshold_spread * even + rng.uniform(*ranges.threshold_shift)
        loadings[item] = float(rng.uniform(*ranges.loading))
        thresholds[item] = cuts.tolist()
    return {"loadings": loadings, "thresholds": thresholds}
