"""The whole numbers in the cells of a response format: how often each, in how many items."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.instrument import Instrument
from analysis.intake.labels import NO_CODE, CodedColumn
from analysis.response_options import Options

HABITS = frozenset({8, 9, 77, 88, 97, 98, 99, 888, 997, 998, 999, *range(-9, 0), -77, -88, -99})
"""What people write where there is no answer; by itself it speaks for no other coding."""

FEWEST = 3
"""A number that is there less often is a slip."""

SLIP = 0.001
"""So is one that is a smaller share of the numbers: typing goes wrong about as often."""


@dataclass(frozen=True)
class CodeSet:
    """The numbers in the cells of the items that share a response format in one file.

    Attributes
    ----------
    name, options
        The response format.
    items
        The items.
    numbers
        The distinct numbers, ascending, shape (m,); without those that mean no answer, that
        the study states, or that the file's labels turn into others.
    counts
        How often each stands in each item, shape (items, m).
    """

    name: str
    options: Options
    items: list[str]
    numbers: np.ndarray
    counts: np.ndarray

    @cached_property
    def total(self) -> dict[int, int]:
        """How often each number is there."""
        sums = self.counts.sum(axis=0).tolist()
        return dict(zip(self.numbers.tolist(), sums, strict=True))

    @property
    def n(self) -> int:
        """How many cells hold a number."""
        return sum(self.total.values())

    @property
    def codes(self) -> list[int]:
        """The codes of the format, ascending."""
        return sorted(self.options.codes)

    @cached_property
    def frequent(self) -> list[int]:
        """The numbers that are no slips: often enough, and in two items or more."""
        fewest, n_items = max(FEWEST, SLIP * self.n), (self.counts > 0).sum(axis=0)
        needed = min(2, len(self.items))
        return [
            int(x)
            for x, k in zip(self.numbers, n_items, strict=True)
            if self.total[int(x)] >= fewest and k >= needed
        ]

    @cached_property
    def strange(self) -> list[int]:
        """The numbers that are neither codes nor habits of no answer."""
        return [x for x in self.total if x not in self.options.codes and x not in HABITS]

    def n_of(self, numbers: list[int]) -> int:
        """How many cells hold one of `numbers`."""
        return sum(self.total.get(x, 0) for x in numbers)

    def share_of(self, numbers: list[int]) -> np.ndarray:
        """The share of each item's numbers that are one of `numbers`, shape (items,)."""
        chosen = self.counts[:, np.isin(self.numbers, numbers)].sum(axis=1)
        return chosen / np.maximum(self.counts.sum(axis=1), 1)


def code_sets(items: Mapping[str, CodedColumn], instrument: Instrument) -> Iterator[CodeSet]:
    """The numbers of every response format with codes among the `items` of one file."""
    for name, options in instrument.options.items():
        own = [i for i in items if instrument.all_items[i].options == name]
        if own and options.scores is None:
            yield code_set(name, options, {item: items[item] for item in own})


def code_set(name: str, options: Options, items: Mapping[str, CodedColumn]) -> CodeSet:
    """The numbers in `items`, which share the response format `name`."""
    plain = {item: plain_numbers(column) for item, column in items.items()}
    numbers = sorted({x for found in plain.values() for x in found})
    counts = [[found.get(x, 0) for x in numbers] for found in plain.values()]
    shape = (len(items), len(numbers))
    table = np.array(counts, dtype=np.int64).reshape(shape)
    return CodeSet(name, options, list(items), np.array(numbers, dtype=np.int64), table)


def plain_numbers(column: CodedColumn) -> dict[int, int]:
    """How often each number is there that stands for itself or for nothing."""
    return {x: n for (x, code), n in column.numbers.items() if code in (x, NO_CODE)}
