"""Draws a questionnaire's answers of which it is known who answered without reading."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.instrument import Instrument

Pattern = Literal["straight_line", "random", "alternating", "partial"]

CAREFUL, EXTREME = "attentive", "extreme"
LABEL = {"zh": "题", "en": "item"}
FIRST_CUT = 1.6
"""The outermost thresholds stand this far from the middle, in standard deviations."""
SHIFT = 0.3
"""Most that the thresholds of an item are moved: some are easier to agree with."""


@dataclass(frozen=True, slots=True)
class CarelessDesign:
    """A questionnaire, and how people answer it.

    Attributes
    ----------
    people
        How many answer.
    dimensions, items
        How many dimensions, and items in each.
    n_reversed
        How many items are reversed; which ones is drawn.
    categories
        Options of every item.
    loading
        Of every item on its dimension.
    between
        Correlation of the dimensions.
    pattern, careless
        What careless people do, and their share. Partial is random from the middle on.
    extreme
        Share of honest people at the top of every scale, reversed items included.
    style
        Standard deviation of the logarithm of the factor by which readers stretch scales.
    """

    people: int
    dimensions: int
    items: int
    n_reversed: int
    categories: int
    loading: float
    between: float
    pattern: Pattern
    careless: float
    extreme: float
    style: float = 0.0


@dataclass(frozen=True, slots=True)
class CarelessStudy:
    """What was drawn.

    Attributes
    ----------
    instrument
        The questionnaire.
    answers, keyed
        Answers as given and after reversal, as intake writes them.
    behaviour
        "attentive", "extreme" or the pattern of each person.
    """

    instrument: Instrument
    answers: pd.DataFrame
    keyed: pd.DataFrame
    behaviour: np.ndarray


def draw_careless_study(design: CarelessDesign, rng: np.random.Generator) -> CarelessStudy:
    """One study of `design`, without times or attention items."""
    p = design.dimensions * design.items
    turned = np.zeros(p, dtype=bool)
    turned[rng.choice(p, design.n_reversed, replace=False)] = True
    keyed = attentive_codes(design, rng)
    order = rng.permutation(design.people)
    n_careless = round(design.careless * design.people)
    n_extreme = round(design.extreme * design.people)
    careless, extreme = np.split(order, [n_careless, n_careless + n_extreme])[:2]
    keyed[extreme] = design.categories
    raw = np.where(turned, design.categories + 1 - keyed, keyed)
    for person in careless:
        raw[person] = careless_answers(raw[person], design, rng)
    behaviour = np.full(design.people, CAREFUL, dtype=object)
    behaviour[careless], behaviour[extreme] = design.pattern, EXTREME
    instrument = questionnaire(design, turned)
    meant = np.where(turned, design.categories + 1 - raw, raw)
    given, keyed_table = (answer_table(codes, instrument) for codes in (raw, meant))
    return CarelessStudy(instrument, given, keyed_table, behaviour)


def attentive_codes(design: CarelessDesign, rng: np.random.Generator) -> np.ndarray:
    """Keyed codes from 1 of people who read: one factor a dimension, shape (n, p)."""
    n, p = design.people, design.dimensions * design.items
    common = np.sqrt(design.between) * rng.standard_normal((n, 1))
    own = np.sqrt(1 - design.between) * rng.standard_normal((n, design.dimensions))
    factors = np.repeat(common + own, design.items, axis=1)
    noise = np.sqrt(1 - design.loading**2) * rng.standard_normal((n, p))
    cuts = np.linspace(-FIRST_CUT, FIRST_CUT, design.categories - 1)
    position = design.loading * factors + noise + rng.uniform(-SHIFT, SHIFT, p)
    if design.style:
        position *= np.exp(design.style * rng.standard_normal((n, 1)))
    return np.digitize(position, cuts) + 1


def careless_answers(
    attentive: np.ndarray, design: CarelessDesign, rng: np.random.Generator
) -> np.ndarray:
    """What somebody answers instead of the `attentive` answers, shape (p,)."""
    p, top = len(attentive), design.categories
    if design.pattern == "straight_line":
        return np.full(p, rng.integers(1, top + 1))
    if design.pattern == "alternating":
        return np.resize(rng.permutation(top)[:2] + 1, p)
    anything = rng.integers(1, top + 1, p)
    return (
        anything
        if design.pattern == "random"
        else np.r_[attentive[: p // 2], anything[p // 2 :]]
    )


def questionnaire(design: CarelessDesign, turned: np.ndarray) -> Instrument:
    """The questionnaire of `design`; `turned` says which items are reversed, shape (p,)."""
    places = turned.reshape(design.dimensions, design.items)
    dimensions = [
        {
            "id": f"d{d}",
            "title": LABEL,
            "definition": LABEL,
            "items": [
                {"id": f"d{d}_{i}", "self": LABEL, "options": "scale", "reversed": bool(one)}
                for i, one in enumerate(row, start=1)
            ],
        }
        for d, row in enumerate(places, start=1)
    ]
    return Instrument.model_validate(
        {
            "schema_version": 1,
            "id": "simulated",
            "version": "1.0.0",
            "title": LABEL,
            "source": "simulation",
            "options": {
                "scale": {"codes": dict.fromkeys(range(1, design.categories + 1), LABEL)}
            },
            "dimensions": dimensions,
        }
    )


def answer_table(codes: np.ndarray, instrument: Instrument) -> pd.DataFrame:
    """`codes` as a table of answers about oneself."""
    response = np.arange(len(codes), dtype=np.int32)
    about = {
        "response": response,
        "person": response,
        "rater": response,
        "source": "self",
        "wave": np.int16(1),
        "instrument": instrument.id,
        "seconds": np.nan,
    }
    items = dict(zip(instrument.dimension_of, codes.T.astype(np.int8), strict=True))
    return pd.DataFrame({**about, **items}).astype(dict.fromkeys(items, "Int8"))
