"""Whether items run the way the questionnaire says, or stand in a file already reversed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.blocks import Block, answer_matrix, by_block
from analysis.instrument import Instrument
from analysis.intake.coding import CodedExport
from analysis.intake.layout import shown_items
from analysis.stats.item_directions import item_directions
from analysis.stats.rest_scores import column_correlations, standardised

CONFIDENCE = 0.99
"""Level of the intervals; with the bound below it keeps weak items from being called turned."""

AGAINST = -0.1
"""An item runs against the others if its whole interval lies below: method effects of reversed
wording and careless people make good items correlate weakly, seldom so."""

Z_OF_CONFIDENCE = 2.5758
"""The normal quantile of `CONFIDENCE`, two-sided."""

MOST = 0.8
"""So large a share of the reversed items must run against the others for all to be meant."""

FEWEST_PEOPLE = 30
"""With fewer people items are only named."""

MOST_PEOPLE = 20_000
"""Of more people every second, third … is looked at: they are enough to see a direction."""


@dataclass(frozen=True, slots=True)
class Direction:
    """How one item runs in one block of one file.

    Attributes
    ----------
    item, is_reversed
        The item, and whether the questionnaire says that it is reversed.
    r, low, high
        Its correlation, keyed, with the others of its dimension, and the interval.
    """

    item: str
    is_reversed: bool
    r: float
    low: float
    high: float

    @property
    def is_contrary(self) -> bool:
        """Whether it clearly runs against the others."""
        return self.high < AGAINST

    @property
    def is_negative(self) -> bool:
        """Whether it runs against the others, if only weakly."""
        return self.high < 0

    @property
    def fits(self) -> bool:
        """Whether it clearly runs with them."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class PartDirections:
    """How the items of one block of one file run.

    Attributes
    ----------
    coded, block
        The file and the block.
    n
        Responses that are not the same answer throughout.
    items
        The items that can be judged.
    all_turned
        Whether the reversed items of all dimensions together run against the others.
    """

    coded: CodedExport
    block: Block
    n: int
    items: list[Direction]
    all_turned: bool

    @property
    def reversed_contrary(self) -> list[str]:
        """The reversed items that run against the others."""
        return [d.item for d in self.items if d.is_reversed and d.is_contrary]

    @property
    def others_contrary(self) -> list[str]:
        """The items that are not reversed and run against the others."""
        return [d.item for d in self.items if not d.is_reversed and d.is_contrary]

    @property
    def seems_all_turned(self) -> bool:
        """Whether reversed items run against the others, and none as it should.

        Of many weak items a few may seem to run as they should by chance.
        """
        reversed_items = [d for d in self.items if d.is_reversed]
        against = sum(d.r < 0 for d in reversed_items)
        if any(d.fits for d in reversed_items) or against < MOST * len(reversed_items):
            return False
        return self.all_turned or bool(self.reversed_contrary)

    @property
    def contrary(self) -> list[str]:
        """The items that run against the others, and all reversed ones if they seem to."""
        turned = self.seems_all_turned
        return [d.item for d in self.items if d.is_contrary or (turned and d.is_reversed)]

    @property
    def negative(self) -> list[str]:
        """The items that run against the others, if only weakly."""
        weak = {d.item for d in self.items if d.is_negative}
        return [d.item for d in self.items if d.item in {*weak, *self.contrary}]


def directions(
    answers: pd.DataFrame,
    parts: np.ndarray,
    coded: Sequence[CodedExport],
    instruments: Mapping[str, Instrument],
) -> Iterator[PartDirections]:
    """How the items run in every block of every file; parameters as in `content_problems`."""
    for block, rows in by_block(answers):
        here = parts[rows.index]
        for part in np.unique(here):
            export, instrument = coded[int(part)], instruments[block.instrument]
            shown = set(shown_items(export.export, instrument)) - export.refused
            items = [i for group in instrument.rated.values() for i in group if i in shown]
            own = rows.loc[here == part]
            codes = answer_matrix(own.iloc[:: 1 + len(own) // MOST_PEOPLE], items)
            varied = codes[~is_straight(codes)]
            found, turned = directions_of(varied, items, instrument)
            yield PartDirections(export, block, len(varied), found, turned)


def is_straight(codes: np.ndarray) -> np.ndarray:
    """The rows of `codes` (n, p) that hold the same answer throughout, or none, shape (n,)."""
    if codes.shape[1] == 0:
        return np.ones(len(codes), dtype=bool)
    answered = ~np.isnan(codes)
    low = np.where(answered, codes, np.inf).min(axis=1)
    return low >= np.where(answered, codes, -np.inf).max(axis=1)


def directions_of(
    codes: np.ndarray, items: Sequence[str], instrument: Instrument
) -> tuple[list[Direction], bool]:
    """How `items` run, answered as in `codes` (n, p), and whether all reversed are turned."""
    turned = np.array([instrument.all_items[item].reversed for item in items], dtype=bool)
    keyed = standardised(codes) * np.where(turned, -1.0, 1.0)
    dimension = np.array([instrument.dimension_of[item] for item in items])
    found: list[Direction] = []
    pairs: list[np.ndarray] = []
    for name in dict.fromkeys(dimension.tolist()):
        own = np.flatnonzero(dimension == name)
        if len(own) < 2 or len(codes) == 0:
            continue
        found += judged(keyed[:, own], [items[i] for i in own.tolist()], turned[own])
        if turned[own].any() and not turned[own].all():
            sides = (keyed[:, own[turned[own]]], keyed[:, own[~turned[own]]])
            pairs.append(np.column_stack([mean_of(side) for side in sides]))
    return found, against_as_one(pairs)


def judged(keyed: np.ndarray, items: list[str], turned: np.ndarray) -> Iterator[Direction]:
    """How the items of one dimension run, `keyed` (n, p)."""
    found = item_directions(keyed, ~turned, confidence=CONFIDENCE)
    both = len(items) == 2 and turned[0] == turned[1]
    for j, item in enumerate(items):
        k = int(np.argmin(found.r)) if both else j
        if not np.isnan(found.r[k]):
            numbers = (float(values[k]) for values in (found.r, found.low, found.high))
            yield Direction(item, bool(turned[j]), *numbers)


def mean_of(keyed: np.ndarray) -> np.ndarray:
    """The mean of each row of `keyed` (n, p), NaN where it is empty, shape (n,)."""
    known = ~np.isnan(keyed)
    n = known.sum(axis=1)
    total = np.where(known, keyed, 0.0).sum(axis=1)
    return np.divide(total, n, out=np.full(len(keyed), np.nan), where=n > 0)


def against_as_one(pairs: list[np.ndarray]) -> bool:
    """Whether reversed items and others run against each other in all dimensions together.

    The mean of Fisher's z over dimensions has at most the error of a single one, which is
    taken, as the same people answered all of them.
    """
    if not pairs:
        return False
    left, right = (np.column_stack([pair[:, side] for pair in pairs]) for side in (0, 1))
    r, n = column_correlations(left, right)
    known = ~np.isnan(r) & (n > 3)
    if not known.any():
        return False
    z = np.arctanh(np.clip(r[known], -0.999, 0.999)).mean()
    return bool(np.tanh(z + Z_OF_CONFIDENCE / np.sqrt(n[known].min() - 3)) < AGAINST)
