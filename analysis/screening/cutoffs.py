"""From which value on an index speaks for carelessness, block by block."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from analysis.notes import remark
from analysis.screening.attentive import attentive_answers
from analysis.screening.even_odd import FEWEST_DIMENSIONS
from analysis.screening.psychometric_synonyms import FEWEST_PAIRS, synonym_pairs
from analysis.screening.screened_blocks import ScreenedBlock
from analysis.stats.pairwise_moments import pairwise_covariance

FEWEST_RESPONSES = 30
"""Fewer people have no distribution of answers that could be simulated."""
RESPONSES_PER_ITEM = 2
"""Fewer people an item leave no covariance matrix that one person does not bend."""
SMALLEST_EIGENVALUE = 1e-8
"""Relative to the largest: below it, a covariance matrix is singular."""
SIMULATED, OUTLIER = "simulated_attentive", "outlier"


@dataclass(frozen=True, slots=True)
class Rules:
    """The stated choices of screening, from config.

    Attributes
    ----------
    families_needed
        A response is flagged if indices of this many families are beyond their cutoff.
    expected_false_positive
        The share of attentive people beyond a simulated cutoff, per index.
    seconds_per_item
        Faster than this is too fast.
    max_missing_share
        A larger share of items left out is too much.
    synonym_correlation
        Item pairs that correlate more than this are synonyms.
    simulations
        Number of attentive people simulated per block.
    any_failed
        One failed attention item is enough.
    """

    families_needed: int
    expected_false_positive: float
    seconds_per_item: float
    max_missing_share: float
    synonym_correlation: float
    simulations: int
    any_failed: float = 0.0


@dataclass(frozen=True, slots=True)
class Learned:
    """What the indices need to know about the other people of a block.

    Attributes
    ----------
    pairs
        Psychometric synonyms.
    centre, covariance
        Means and covariances of the items that vary; empty if there is no usable matrix.
    """

    pairs: list[tuple[str, str]]
    centre: pd.Series
    covariance: pd.DataFrame


NOTHING_LEARNED = Learned([], pd.Series(dtype=float), pd.DataFrame())

LACKS: dict[str, Callable[[ScreenedBlock, Learned], bool]] = {
    remark("no_scored_items"): lambda block, _: block.answers.shape[1] == 0,
    remark("no_seconds"): lambda block, _: not (block.seconds > 0).any(),
    remark("no_attention_items"): lambda block, _: not block.expected,
    remark("no_dimension_of_two_items"): lambda block, _: all(
        len(items) < 2 for items in block.dimensions.values()
    ),
    remark("fewer_than_three_dimensions"): lambda block, _: (
        sum(len(items) > 1 for items in block.dimensions.values()) < FEWEST_DIMENSIONS
    ),
    remark("fewer_than_three_synonym_pairs"): lambda _, learned: (
        len(learned.pairs) < FEWEST_PAIRS
    ),
    remark("no_usable_covariance"): lambda _, learned: learned.centre.empty,
}
"""What can keep an index from being computed, by the id under which it is reported."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index of careless responding.

    Attributes
    ----------
    id, family
        Its name, and the kind of evidence it belongs to.
    direction
        On which side of the cutoff carelessness lies.
    unless
        The key of `LACKS` that says what it cannot do without.
    basis
        Where its cutoff comes from: the name of a stated rule, or `SIMULATED`.
    value
        Its value for every response of a block.
    limit
        The most careless value it can have, where there is one.
    """

    id: str
    family: str
    direction: Literal["above", "below"]
    unless: str
    basis: str
    value: Callable[[ScreenedBlock, Learned], np.ndarray]
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A cutoff, or NaN and the reason why there is none."""

    value: float
    reason: str


@dataclass(frozen=True, slots=True)
class BlockScreening:
    """What was learned from one block: a cutoff for every index, by id."""

    cutoffs: dict[str, Cutoff]
    learned: Learned


def fit_block(
    block: ScreenedBlock, indices: Sequence[Index], rules: Rules, rng: np.random.Generator
) -> BlockScreening:
    """Cutoffs of a block, in the order that METHODS gives: obvious cases first, outliers last.

    People beyond a stated cutoff are left out when attentive answers are simulated; then once
    more without those beyond a simulated one. The outlier family never decides who is left out.
    """
    normals = rng.standard_normal((rules.simulations, block.answers.shape[1]))
    stated = [index for index in indices if index.basis != SIMULATED]
    early = [index for index in indices if index.family != OUTLIER]
    cutoffs = {i.id: stated_cutoff(i, block, rules) for i in stated}
    learned = NOTHING_LEARNED
    for screened_by in (stated, early):
        clear = ~beyond_any(block, screened_by, cutoffs, learned)
        learned = learn(block, clear, rules)
        cutoffs |= simulated_cutoffs(block, clear, indices, learned, normals, rules)
    return BlockScreening({i.id: cutoffs[i.id] for i in indices}, learned)


def stated_cutoff(index: Index, block: ScreenedBlock, rules: Rules) -> Cutoff:
    """The cutoff that config states, unless the block lacks what the index needs."""
    if LACKS[index.unless](block, NOTHING_LEARNED):
        return Cutoff(np.nan, index.unless)
    return Cutoff(float(getattr(rules, index.basis)), "")


def learn(block: ScreenedBlock, clear: np.ndarray, rules: Rules) -> Learned:
    """Synonyms, means and covariances of the `clear` people."""
    keyed = block.keyed.loc[clear]
    if len(keyed) < FEWEST_RESPONSES:
        return NOTHING_LEARNED
    pairs = synonym_pairs(keyed, correlation=rules.synonym_correlation)
    varying = keyed.loc[:, keyed.var() > 0]
    items = varying.columns
    matrix = pairwise_covariance(varying.to_numpy(float))
    covariance = pd.DataFrame(matrix, index=items, columns=items)
    learned = Learned(pairs, varying.mean(), covariance)
    if len(keyed) < RESPONSES_PER_ITEM * varying.shape[1] or singular(learned.covariance):
        return replace(learned, centre=NOTHING_LEARNED.centre, covariance=pd.DataFrame())
    return learned


def singular(covariance: pd.DataFrame) -> bool:
    """Whether a matrix has no usable inverse; NaN and an empty matrix count as such."""
    matrix = covariance.to_numpy()
    if matrix.size == 0 or np.isnan(matrix).any():
        return True
    values = np.linalg.eigvalsh(matrix)
    return bool(values[0] <= SMALLEST_EIGENVALUE * values[-1])


def simulated_cutoffs(
    block: ScreenedBlock,
    clear: np.ndarray,
    indices: Sequence[Index],
    learned: Learned,
    normals: np.ndarray,
    rules: Rules,
) -> dict[str, Cutoff]:
    """The cutoff of every simulated index, from answers like those of the `clear` people."""
    wanted = [index for index in indices if index.basis == SIMULATED]
    if clear.sum() < FEWEST_RESPONSES:
        too_few = Cutoff(np.nan, remark("fewer_than_thirty_clear_responses"))
        return {index.id: too_few for index in wanted}
    people = simulated_block(block, clear, normals) if block.answers.shape[1] else block
    found = {}
    for index in wanted:
        if LACKS[index.unless](block, learned):
            found[index.id] = Cutoff(np.nan, index.unless)
            continue
        values = index.value(people, learned)
        cutoff = quantile_cutoff(values, index.direction, rules.expected_false_positive)
        at_limit = cutoff.value == index.limit
        found[index.id] = (
            Cutoff(np.nan, remark("attentive_people_reach_its_limit")) if at_limit else cutoff
        )
    return found


def simulated_block(
    block: ScreenedBlock, clear: np.ndarray, normals: np.ndarray
) -> ScreenedBlock:
    """A block of attentive people like the `clear` ones."""
    answers = attentive_answers(block.answers.loc[clear], normals)
    turned = {item: total - answers[item] for item, total in block.turned.items()}
    nowhere = pd.DataFrame(False, index=answers.index, columns=answers.columns)
    return replace(
        block, answers=answers, keyed=answers.assign(**turned), every=answers, excused=nowhere
    )


def quantile_cutoff(values: np.ndarray, direction: str, share: float) -> Cutoff:
    """The cutoff with at most `share` of `values` beyond it, as near to `share` as can be."""
    sign = 1.0 if direction == "above" else -1.0
    present = sign * values[~np.isnan(values)]
    if present.size == 0:
        return Cutoff(np.nan, remark("no_value_in_simulated_answers"))
    return Cutoff(sign * float(np.quantile(present, 1 - share, method="inverted_cdf")), "")


def beyond(values: np.ndarray, cutoff: float, direction: str) -> np.ndarray:
    """Whether `values` lie strictly on the careless side; a missing value does not."""
    return values > cutoff if direction == "above" else values < cutoff


def beyond_any(
    block: ScreenedBlock,
    indices: Sequence[Index],
    cutoffs: Mapping[str, Cutoff],
    learned: Learned,
) -> np.ndarray:
    """Whether each response is beyond the cutoff of any of `indices`."""
    found = np.zeros(len(block.responses), dtype=bool)
    for index in indices:
        if not cutoffs[index.id].reason:
            found |= beyond(
                index.value(block, learned), cutoffs[index.id].value, index.direction
            )
    return found
