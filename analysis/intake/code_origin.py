"""Whether the numbers of a response format are its codes, counted otherwise, or of another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.instrument import Instrument
from analysis.intake.code_readings import Reading, lacking_codes, readings
from analysis.intake.code_sense import coherence, lies_outside
from analysis.intake.code_sets import HABITS, CodeSet

TELLING_SHARE = 0.01
"""Numbers that are no codes are no slips from this share on, where an end is never chosen."""

NEIGHBOUR_SHARE = 0.05
"""Nor where the last option chosen is so frequent that somebody must have chosen the next."""

FEWEST_TELLING = 5
"""… if this often somebody has what would be the option at the other end."""

MOST_OF_STRANGE = 0.8
"""Slips are of all kinds; numbers of another origin are most of those that are no codes."""

LENGTH_SHARE = 0.02
"""The share of numbers beyond the codes that speaks for more options than there are."""

ITEM_SHARE = 0.01
"""The share from which on an item has them; half of the items must."""

SLIDER = 10
"""More different numbers than this beyond the codes are points of a slider."""

Written = Callable[[], np.ndarray]
"""The numbers in the cells of the items, (n, p), NaN for other cells; made when asked for."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Numbers that are codes of another origin, or of another number of options.

    Attributes
    ----------
    codes
        What stands in the file.
    outside
        The numbers that are no codes.
    readings
        How they may be read, the likeliest first; none where there are more of them than
        options.
    """

    codes: CodeSet
    outside: list[int]
    readings: list[Reading]


def origin_of(codes: CodeSet, written: Written, instrument: Instrument) -> Origin | None:
    """The other origin of `codes`, or None where they are codes, with slips at most."""
    outside = [x for x in codes.frequent if x not in codes.options.codes]
    strange = [x for x in outside if x not in HABITS]
    if not outside:
        return another_length(codes, written, instrument)
    found: list[Reading] = []
    for numbers in (outside, strange):
        if numbers and weighty(codes, numbers):
            found += [r for r in readings(codes, numbers) if r not in found]
    if found and (strange or speaks(outside, written(), codes.items, instrument)):
        cells = written()
        found.sort(key=lambda r: -coherence(cells, r, codes.items, instrument))
        return Origin(codes, sorted(set(outside) & set(found[0])), found)
    return another_length(codes, written, instrument)


def weighty(codes: CodeSet, outside: list[int]) -> bool:
    """Whether the numbers `outside` are too many for slips, or an end lacks too suddenly."""
    n, n_strange = codes.n_of(outside), codes.n_of([*{*codes.strange, *outside}])
    if n < MOST_OF_STRANGE * n_strange:
        return False
    if n >= TELLING_SHARE * codes.n:
        return True
    return n >= FEWEST_TELLING and any(
        share >= NEIGHBOUR_SHARE for _, share in ends_cut(codes, outside)
    )


def ends_cut(codes: CodeSet, outside: list[int]) -> list[tuple[int, float]]:
    """The ends that nobody chose, each with the share of the last option that somebody did."""
    lacking = lacking_codes(codes, outside)
    used = [c for c in codes.codes if c not in lacking]
    pairs = [(codes.codes[0], used[:1]), (codes.codes[-1], used[-1:])]
    return [(end, codes.n_of(last) / codes.n) for end, last in pairs if end in lacking]


def speaks(
    outside: Sequence[int], written: np.ndarray, items: Sequence[str], instrument: Instrument
) -> bool:
    """Whether one of the numbers `outside` is an answer by what its givers answered else."""
    return any(lies_outside(written, x, items, instrument) for x in outside)


def another_length(codes: CodeSet, written: Written, instrument: Instrument) -> Origin | None:
    """The numbers of more options than the format has, if they are such."""
    strange = codes.strange
    often = [x for x in strange if x in codes.frequent]
    many = (codes.share_of(strange) >= ITEM_SHARE).mean() >= 0.5 if strange else False
    if not many or codes.n_of(strange) < LENGTH_SHARE * codes.n:
        return None
    if len(often) > 1 or len(strange) > SLIDER:
        return Origin(codes, strange, [])
    if often and lies_outside(written(), often[0], codes.items, instrument):
        return Origin(codes, often, [])
    return None
