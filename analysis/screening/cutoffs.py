"""From which value on an index speaks for carelessness, block by block."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.notes import remark
from analysis.screening.index import (
    FIT,
    LACKS,
    NO_ANSWERS,
    NOTHING_LEARNED,
    SIMULATED,
    Index,
    Learned,
    Rules,
)
from analysis.screening.learning import FEWEST_RESPONSES, learn, simulated_block
from analysis.screening.screened_blocks import ScreenedBlock
from analysis.screening.votes import Cutoff, beyond, consistent, enough, votes

OBVIOUS = 0.01
"""Who is beyond where as few attentive people are is no model of attentive answers."""
ROUGHLY = 4
"""A part of the simulated people this small is enough to see obvious cases."""
WIDEST = 0.05
"""No index counts against more than this share of attentive people, however many must agree."""
ALONE = 0.1
"""What an index that suffices alone may take of the false positives expected of all."""
HALVINGS = 12
"""Of the search for the common level: it ends within 1e-5."""
ROUNDING = 1e-9
"""A hundredth of 300 people are 3, though .01 * 300 is less in floating point."""


@dataclass(frozen=True, slots=True)
class BlockScreening:
    """What was learned from one block.

    Attributes
    ----------
    cutoffs
        The cutoff of every index, by id.
    learned
        What the indices need to know about the other people.
    spread
        Of response styles; see `attentive.AnswerModel`.
    expected
        The share of simulated attentive people beyond each simulated cutoff, by id.
    """

    cutoffs: dict[str, Cutoff]
    learned: Learned
    spread: float
    expected: dict[str, float]


@dataclass(frozen=True, slots=True)
class Draws:
    """Standard normal draws of simulated people.

    Attributes
    ----------
    normals, styles
        Behind their answers (n, p), and how far each goes to the ends of scales (n,).
    """

    normals: np.ndarray
    styles: np.ndarray

    def first(self, n: int) -> "Draws":
        """Those of the first `n` people."""
        return Draws(self.normals[:n], self.styles[:n])


@dataclass(frozen=True, slots=True)
class Attentive:
    """The simulated indices of attentive people like those of a block.

    Attributes
    ----------
    values
        Of every index that could be computed, by id.
    ranked
        The same without missing values, the most careless last.
    reasons
        Why the others could not.
    straight
        Whose straight lines count: nobody's where nothing can tell honest from careless ones.
    learned
        What the indices knew.
    spread
        How much they differ in going to the ends of scales.
    """

    values: dict[str, np.ndarray]
    ranked: dict[str, np.ndarray]
    reasons: dict[str, str]
    straight: np.ndarray
    learned: Learned
    spread: float


def fit_block(
    block: ScreenedBlock, indices: Sequence[Index], rules: Rules, rng: np.random.Generator
) -> BlockScreening:
    """Cutoffs of a block, in the order that METHODS gives: obvious cases first, outliers last.

    Attentive people differ in how far they go to the ends of scales as those of the block do.
    Their answers are simulated three times: from people within the stated cutoffs; without
    the obvious cases of the early indices, which are neither fit nor distance; without those
    whom all indices together flag.
    """
    normals = rng.standard_normal((rules.simulations, block.answers.shape[1]))
    draws = Draws(normals, rng.standard_normal(rules.simulations))
    stated = [index for index in indices if index.basis != SIMULATED]
    simulated = [index for index in indices if index.basis == SIMULATED]
    early = [index for index in simulated if index.family != FIT]
    fixed = {index.id: stated_cutoff(index, block, rules) for index in stated}
    clear = ~beyond_any(block, stated, fixed, NOTHING_LEARNED)
    first = attentive(block, clear, early, draws.first(rules.simulations // ROUGHLY), rules)
    clear &= ~beyond_any(block, early, cutoffs_at(OBVIOUS, first, early), first.learned)
    for last in (False, True):
        people = attentive(block, clear, simulated, draws, rules)
        cutoffs = fixed | calibrated(people, simulated, rules)
        if not last:
            against = votes(block, indices, cutoffs, people.learned)
            counted = {name: one.counts for name, one in against.items()}
            clear = ~enough(counted, indices, rules.families_needed)
    return BlockScreening(
        {i.id: cutoffs[i.id] for i in indices},
        people.learned,
        people.spread,
        shares_beyond(people, simulated, cutoffs),
    )


def shares_beyond(
    people: Attentive, indices: Sequence[Index], cutoffs: Mapping[str, Cutoff]
) -> dict[str, float]:
    """The share of simulated people beyond the cutoff of each of `indices` that has one."""
    return {
        i.id: float(beyond(people.values[i.id], cutoffs[i.id].value, i.direction).mean())
        for i in indices
        if not cutoffs[i.id].reason
    }


def stated_cutoff(index: Index, block: ScreenedBlock, rules: Rules) -> Cutoff:
    """The cutoff that config states, unless the block lacks what the index needs."""
    if LACKS[index.unless](block, NOTHING_LEARNED):
        return Cutoff(np.nan, index.unless)
    return Cutoff(float(getattr(rules, index.basis)), "")


def attentive(
    block: ScreenedBlock,
    clear: np.ndarray,
    indices: Sequence[Index],
    draws: Draws,
    rules: Rules,
) -> Attentive:
    """`indices` of simulated people who answer like the `clear` ones of `block`."""
    decidable = block.keyed_both_ways or not (
        LACKS["no_seconds"](block, NOTHING_LEARNED)
        and LACKS["no_attention_items"](block, NOTHING_LEARNED)
    )
    if why := hindrance(block, clear):
        reasons = {index.id: why for index in indices}
        return Attentive({}, {}, reasons, np.zeros(0, bool), NOTHING_LEARNED, 0.0)
    learned = learn(block, clear, rules)
    people, spread = simulated_block(block, clear, draws.normals, draws.styles)
    reasons = {i.id: i.unless for i in indices if LACKS[i.unless](block, learned)}
    values = {i.id: i.value(people, learned) for i in indices if i.id not in reasons}
    order = {i.id: ranked(values[i.id], i.direction) for i in indices if i.id in values}
    nowhere = [name for name, found in order.items() if not found.size]
    reasons |= dict.fromkeys(nowhere, remark("no_value_in_simulated_answers"))
    return Attentive(values, order, reasons, decidable & ~consistent(people), learned, spread)


def hindrance(block: ScreenedBlock, clear: np.ndarray) -> str:
    """Why nobody can be simulated; empty where nothing is in the way."""
    if not block.answers.shape[1]:
        return NO_ANSWERS
    few = clear.sum() < FEWEST_RESPONSES
    return remark("fewer_than_thirty_clear_responses") if few else ""


def calibrated(people: Attentive, indices: Sequence[Index], rules: Rules) -> dict[str, Cutoff]:
    """Cutoffs by which `indices` together flag the expected share of attentive people.

    Indices that need others to agree share one level, the share of attentive people beyond each
    of them; those that suffice alone have a stricter one of their own.
    """
    alone = [index for index in indices if index.suffices]
    others = [index for index in indices if not index.suffices]
    cutoffs = cutoffs_at(ALONE * rules.expected_false_positive, people, alone)
    low, high = 0.0, 2 * WIDEST
    for _ in range(HALVINGS):
        level = (low + high) / 2
        tried = cutoffs | cutoffs_at(min(level, WIDEST), people, others)
        if flagged_share(people, indices, tried, rules) <= rules.expected_false_positive:
            low = level
        else:
            high = level
        if level >= WIDEST and low == level:
            break
    return cutoffs | cutoffs_at(min(low, WIDEST), people, others)


def flagged_share(
    people: Attentive, indices: Sequence[Index], cutoffs: Mapping[str, Cutoff], rules: Rules
) -> float:
    """The share of simulated people whom `cutoffs` flag."""
    found = {
        index.id: beyond(people.values[index.id], cutoffs[index.id].value, index.direction)
        for index in indices
        if not cutoffs[index.id].reason
    }
    for index in indices:
        if index.honest_too and index.id in found:
            found[index.id] &= people.straight
    return float(enough(found, indices, rules.families_needed).mean()) if found else 0.0


def cutoffs_at(level: float, people: Attentive, indices: Sequence[Index]) -> dict[str, Cutoff]:
    """The cutoff of each of `indices` that a share of `level` of attentive people is beyond."""
    found = {}
    for index in indices:
        if index.id in people.reasons:
            found[index.id] = Cutoff(np.nan, people.reasons[index.id])
            continue
        value = quantile_cutoff(people.ranked[index.id], level)
        at_limit = value == index.limit
        found[index.id] = (
            Cutoff(np.nan, remark("attentive_people_reach_its_limit"))
            if at_limit
            else Cutoff(value, "")
        )
    return found


def ranked(values: np.ndarray, direction: str) -> np.ndarray:
    """The `values` that are there, the most careless last."""
    present = np.sort(values[~np.isnan(values)])
    return present if direction == "above" else present[::-1]


def quantile_cutoff(values: np.ndarray, share: float) -> float:
    """The cutoff with at most `share` of `ranked` values beyond, as near to it as can be."""
    allowed = int(np.floor(share * len(values) + ROUNDING))
    return float(values[max(len(values) - 1 - allowed, 0)])


def beyond_any(
    block: ScreenedBlock,
    indices: Sequence[Index],
    cutoffs: Mapping[str, Cutoff],
    learned: Learned,
) -> np.ndarray:
    """Whether each response is beyond the cutoff of any of `indices`."""
    found = np.zeros(len(block.responses), dtype=bool)
    for one in votes(block, indices, cutoffs, learned).values():
        found |= one.beyond
    return found
