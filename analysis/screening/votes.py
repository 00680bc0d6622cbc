"""What speaks against a response, index by index, and whether that is enough."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.screening.attention import attention
from analysis.screening.contrary_run import contrary_run
from analysis.screening.index import Index, Learned
from analysis.screening.response_time import response_time
from analysis.screening.screened_blocks import ScreenedBlock


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A cutoff, or NaN and the reason why there is none."""

    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One index for every response of a block.

    Attributes
    ----------
    value
        Of the index; NaN where it is not defined.
    beyond
        Whether the value lies on the careless side of the cutoff, and is no straight line that
        `consistent` people draw too.
    undecidable
        Whether somebody honest would be beyond as well and nothing can tell the two apart: such
        a response is beyond, but that does not count.
    """

    value: np.ndarray
    beyond: np.ndarray
    undecidable: np.ndarray

    @property
    def counts(self) -> np.ndarray:
        """Whether the index speaks against the response."""
        return self.beyond & ~self.undecidable


def beyond(values: np.ndarray, cutoff: float, direction: str) -> np.ndarray:
    """Whether `values` lie strictly on the careless side; a missing value does not."""
    return values > cutoff if direction == "above" else values < cutoff


def votes(
    block: ScreenedBlock,
    indices: Sequence[Index],
    cutoffs: Mapping[str, Cutoff],
    learned: Learned,
) -> dict[str, Vote]:
    """The vote of each of `indices` that has a cutoff, by id."""
    used = [index for index in indices if not cutoffs[index.id].reason]
    values = {index.id: index.value(block, learned) for index in used}
    unknown, honest = undecidable(block), consistent(block, values.get("contrary_run"))
    return {
        index.id: vote(index, values[index.id], cutoffs[index.id], unknown, honest)
        for index in used
    }


def vote(
    index: Index, values: np.ndarray, cutoff: Cutoff, unknown: np.ndarray, honest: np.ndarray
) -> Vote:
    """The vote of `index`; `unknown` and `honest` say whose straight line may or must be."""
    found = beyond(values, cutoff.value, index.direction)
    if index.honest_too:
        found = found & ~honest
        return Vote(values, found, found & unknown)
    return Vote(values, found, np.zeros_like(found))


def consistent(block: ScreenedBlock, contrary: np.ndarray | None = None) -> np.ndarray:
    """Who never gave one answer in a row to items keyed both ways, where there are such items.

    At the end of every scale runs are long, and answers far from the average: without this, two
    families would agree on nothing but an honest level.

    Parameters
    ----------
    contrary
        The `contrary_run` of everybody, where it is known.
    """
    if not block.keyed_both_ways:
        return np.zeros(len(block.answers), dtype=bool)
    if contrary is None:
        contrary = contrary_run(block.answers, block.turned)
    return contrary == 0


def undecidable(block: ScreenedBlock) -> np.ndarray:
    """For whom neither items keyed both ways nor a time nor an attention item can tell."""
    if block.keyed_both_ways:
        return np.zeros(len(block.responses), dtype=bool)
    known = ~np.isnan(response_time(block.seconds, block.every))
    if block.expected:
        known |= ~np.isnan(attention(block.every, block.expected))
    return ~known


def enough(
    found: Mapping[str, np.ndarray], indices: Sequence[Index], families_needed: int
) -> np.ndarray:
    """Whether as many families as needed count, or an index that suffices alone.

    Parameters
    ----------
    found
        Whether each index counts against each person, by id.
    """
    families: dict[str, np.ndarray] = {}
    alone = np.zeros(len(next(iter(found.values()))) if found else 0, dtype=bool)
    for index in indices:
        if index.id in found:
            before = families.get(index.family)
            counts = found[index.id]
            families[index.family] = counts if before is None else before | counts
            alone = alone | counts if index.suffices else alone
    return alone | (sum(families.values(), np.zeros(len(alone), int)) >= families_needed)
