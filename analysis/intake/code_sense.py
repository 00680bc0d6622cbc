"""Whether numbers make sense as codes: how the people who gave them answered otherwise."""

from collections.abc import Sequence

import numpy as np

from analysis.instrument import Instrument
from analysis.intake.code_readings import Reading
from analysis.stats.rest_scores import column_correlations, rest_scores, standardised

CLEAR = 2.0
"""Standard errors by which the people beyond an end must lie beyond those at it."""


def read_as(written: np.ndarray, reading: Reading) -> np.ndarray:
    """The numbers `written` (n, p) as codes; NaN where `reading` does not have them."""
    found = np.full(written.shape, np.nan)
    for number, code in reading.items():
        found[written == number] = code
    return found


def grouped(items: Sequence[str], instrument: Instrument) -> list[np.ndarray]:
    """The positions of the items of each dimension; all together where each has but one."""
    dimension = np.array([instrument.dimension_of.get(item, "") for item in items])
    groups = [np.flatnonzero(dimension == d) for d in dict.fromkeys(dimension.tolist()) if d]
    large = [group for group in groups if len(group) > 1]
    return large or [np.arange(len(items))]


def keyed_rests(
    codes: np.ndarray, items: Sequence[str], instrument: Instrument
) -> tuple[np.ndarray, np.ndarray]:
    """Standardised `codes` (n, p), reversed items turned, and the rest of each dimension."""
    turned = np.array([-1.0 if instrument.all_items[i].reversed else 1.0 for i in items])
    keyed = standardised(codes) * turned
    rests = np.full(codes.shape, np.nan)
    for group in grouped(items, instrument):
        rests[:, group] = rest_scores(keyed[:, group])
    return keyed, rests


def coherence(
    written: np.ndarray, reading: Reading, items: Sequence[str], instrument: Instrument
) -> float:
    """The mean correlation of items with the rest of their dimension under `reading`."""
    keyed, rests = keyed_rests(read_as(written, reading), items, instrument)
    r, _ = column_correlations(keyed, rests)
    return float(np.nanmean(r)) if not np.isnan(r).all() else 0.0


def lies_outside(
    written: np.ndarray, number: int, items: Sequence[str], instrument: Instrument
) -> bool:
    """Whether those who gave `number` answered the rest higher, or lower, than all others.

    Where a number means no answer, they answered the rest as people in the middle do.
    """
    legal = instrument.options_of(items[0]).codes
    codes = read_as(written, {code: code for code in legal})
    rests = keyed_rests(codes, items, instrument)[1]
    toward = np.array([-1.0 if instrument.all_items[i].reversed else 1.0 for i in items])
    rests *= toward
    here = (written == number) & ~np.isnan(rests)
    used = [code for code in sorted(legal) if (codes == code).any()]
    if not here.any() or not used:
        return False
    place, margin = rests[here].mean(), CLEAR / np.sqrt(here.sum())
    low, high = (np.nanmean(rests[codes == end]) for end in (used[0], used[-1]))
    return bool(place + margin < low or place - margin > high)
