"""Answers to a questionnaire, and their codes as files spoil them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import ndtri

from analysis.instrument import Instrument

BETWEEN = 0.5
"""Correlation of the dimensions."""

LOADINGS = (0.45, 0.85)
WEAK_LOADING = 0.2
CENTRES = (-0.6, -0.1)
"""Where the middle of an item's cut points lies: people agree more often than not."""

SPREAD = 0.9
UNDECLARED = 9
"""A number that means no answer and that nobody declared."""

Skew = Literal["usual", "no_top", "no_bottom", "high"]


@dataclass(frozen=True, slots=True)
class CodingDesign:
    """What a file of answers is drawn from.

    Attributes
    ----------
    people
        How many there are.
    skew
        Whether nobody chooses the highest or the lowest code, or answers are very high.
    weak
        Share of items that load .2.
    straight
        Share of people who give the same answer throughout.
    acquiescence
        Standard deviation by which people agree to all items alike.
    slips
        Share of cells with a random digit.
    undeclared
        Share of cells with a 9 that means no answer.
    """

    people: int
    skew: Skew = "usual"
    weak: float = 0.0
    straight: float = 0.0
    acquiescence: float = 0.0
    slips: float = 0.0
    undeclared: float = 0.0


def draw_codes(
    instrument: Instrument, design: CodingDesign, rng: np.random.Generator, *, more: int = 0
) -> pd.DataFrame:
    """Codes as answered, one column per scored item, with `more` options than there are."""
    items, n = list(instrument.dimension_of), design.people
    dimensions = list(instrument.scored)
    own = rng.standard_normal((n, len(dimensions)))
    common = rng.standard_normal((n, 1))
    true = np.sqrt(BETWEEN) * common + np.sqrt(1 - BETWEEN) * own
    yes = design.acquiescence * rng.standard_normal(n)
    style = rng.random(n) < design.straight
    line = rng.random(n)
    found: dict[str, np.ndarray] = {}
    for item in items:
        options, asked = instrument.options_of(item), instrument.all_items[item]
        loading = WEAK_LOADING if rng.random() < design.weak else rng.uniform(*LOADINGS)
        noise = np.sqrt(1 - loading**2) * rng.standard_normal(n)
        wish = loading * true[:, dimensions.index(instrument.dimension_of[item])] + noise
        wish = (-wish if asked.reversed else wish) + yes
        size = len(options.codes) + more
        step = np.searchsorted(cut_points(size, design.skew, asked.reversed, rng), wish)
        step = np.where(style, (line * size).astype(int), step)
        limits = {"no_top": (0, size - 2), "no_bottom": (1, size - 1)}
        found[item] = options.low + np.clip(step, *limits.get(design.skew, (0, size - 1)))
    return with_slips(pd.DataFrame(found).astype(int), design, rng)


def cut_points(
    size: int, skew: Skew, is_reversed: bool, rng: np.random.Generator
) -> np.ndarray:
    """The cut points of an item with `size` options, shape (size - 1,)."""
    even = ndtri(np.arange(1, size) / size)
    centre = rng.uniform(*CENTRES) - (0.8 if skew == "high" else 0.0)
    centre += {"no_top": 0.9, "no_bottom": -0.4}.get(skew, 0.0)
    flip = is_reversed and skew in ("usual", "high")
    return SPREAD * even + (-centre if flip else centre)


def with_slips(
    codes: pd.DataFrame, design: CodingDesign, rng: np.random.Generator
) -> pd.DataFrame:
    """`codes` with wrong digits, and with nines where nothing was answered."""
    cells = codes.to_numpy(copy=True)
    wrong, none = (rng.random(cells.shape) < s for s in (design.slips, design.undeclared))
    cells[wrong] = rng.integers(0, 10, int(wrong.sum()))
    cells[none] = UNDECLARED
    return pd.DataFrame(cells, columns=codes.columns)


def from_zero(codes: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Every code counted from 0."""
    return codes - lowest(codes, instrument)


def from_two(codes: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Every code counted from 2."""
    return codes - lowest(codes, instrument) + 2


def lowest_last(codes: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """The lowest option with the code after the highest."""
    low = lowest(codes, instrument)
    return codes.where(codes > low, [instrument.options_of(i).high + 1 for i in codes])


def in_tens(codes: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Every code times ten."""
    return codes * 10


def all_recoded(codes: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """All reversed items already reversed."""
    return recoded(codes, instrument, [i for i in codes if instrument.all_items[i].reversed])


def half_recoded(codes: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Every other reversed item already reversed."""
    items = [i for i in codes if instrument.all_items[i].reversed]
    return recoded(codes, instrument, items[::2])


def recoded(codes: pd.DataFrame, instrument: Instrument, items: list[str]) -> pd.DataFrame:
    """`codes` with these `items` counted from the other end."""
    ends = {i: instrument.options_of(i) for i in items}
    return codes.assign(**{i: int(o.low + o.high) - codes[i] for i, o in ends.items()})


def lowest(codes: pd.DataFrame, instrument: Instrument) -> list[int]:
    """The lowest code of every column."""
    return [int(instrument.options_of(str(item)).low) for item in codes]


SPOILT: dict[str, Callable[[pd.DataFrame, Instrument], pd.DataFrame]] = {
    "from_zero": from_zero,
    "from_two": from_two,
    "in_tens": in_tens,
    "lowest_last": lowest_last,
    "all_recoded": all_recoded,
    "half_recoded": half_recoded,
}
"""Ways in which the codes of a file differ from what people answered."""
