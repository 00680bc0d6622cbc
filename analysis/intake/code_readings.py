"""Ways to read numbers that are no codes of a response format as its codes."""

from collections.abc import Iterator
from itertools import pairwise
from math import gcd

from analysis.intake.code_sets import CodeSet

Reading = dict[int, int]
"""The code that each number of a file stands for."""

RARE = 0.05
"""A code is as good as never there if it is so much rarer than the numbers beyond."""

FEWEST_STEPS = 3
"""Two numbers make no step."""


def readings(codes: CodeSet, outside: list[int]) -> Iterator[Reading]:
    """Every way in which all frequent numbers are codes, the likeliest kinds first.

    Parameters
    ----------
    codes
        What is there.
    outside
        The frequent numbers that are no codes.
    """
    lacking = lacking_codes(codes, outside)
    used = sorted({*outside, *(c for c in codes.codes if c in codes.total)} - {*lacking})
    found = [
        *shifted(codes.codes, used),
        *stepped(codes.codes, used),
        *moved(codes.codes, outside, lacking),
    ]
    seen: list[Reading] = []
    for reading in found:
        if reading not in seen:
            seen.append(reading)
            yield reading


def lacking_codes(codes: CodeSet, outside: list[int]) -> list[int]:
    """The codes that are there by slips only, or never."""
    most = RARE * codes.n_of(outside)
    rare = [c for c in codes.codes if codes.total.get(c, 0) <= most]
    return [c for c in rare if c not in codes.frequent]


def shifted(codes: list[int], used: list[int]) -> Iterator[Reading]:
    """All codes counted from another number, as little away as fits."""
    first, last = max(used) - codes[-1], min(used) - codes[0]
    fitting = sorted((d for d in range(first, last + 1) if d), key=abs)
    for d in fitting[:1]:
        yield {c + d: c for c in codes}


def stepped(codes: list[int], used: list[int]) -> Iterator[Reading]:
    """Codes in larger steps, such as 0, 25, 50, 75, 100."""
    step = gcd(*(b - a for a, b in pairwise(used)))
    if step < 2 or len(used) < FEWEST_STEPS:
        return
    for start in (0, step, used[0]):
        numbers = [start + step * i for i in range(len(codes))]
        if set(used) <= set(numbers):
            yield dict(zip(numbers, codes, strict=True))
            return


def moved(codes: list[int], outside: list[int], lacking: list[int]) -> Iterator[Reading]:
    """One option with a code behind all others, as tools number what was added last."""
    if len(outside) != 1 or len(lacking) != 1 or not 1 <= outside[0] - codes[-1] <= 2:
        return
    gone = lacking[0]
    yield {x: x for x in codes if x != gone} | {outside[0]: gone}
    if codes[0] < gone < codes[-1]:
        rest = [x for x in codes if x != gone]
        yield dict(zip([*rest, outside[0]], codes, strict=True))
