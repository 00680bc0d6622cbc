"""What an index of careless answering is, and what screening states and learns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.notes import remark
from analysis.screening.even_odd import FEWEST_DIMENSIONS
from analysis.screening.person_fit import FitKey
from analysis.screening.psychometric_synonyms import FEWEST_PAIRS
from analysis.screening.screened_blocks import ScreenedBlock

SIMULATED, FIT = "simulated_attentive", "fit"


@dataclass(frozen=True, slots=True)
class Rules:
    """The stated choices of screening, from config.

    Attributes
    ----------
    families_needed
        A response is flagged if indices of this many families are beyond their cutoff.
    expected_false_positive
        The share of attentive people that the simulated cutoffs flag together.
    seconds_per_item
        Faster than this is too fast.
    max_missing_share
        A larger share of items left out is too much.
    synonym_correlation
        Item pairs that correlate more than this are synonyms, less than minus this antonyms.
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
    synonyms, antonyms
        Pairs of items.
    fit
        The graded response model; None where there is none.
    centre, covariance
        Means and covariances of the items that vary; empty if there is no usable matrix.
    """

    synonyms: list[tuple[str, str]]
    antonyms: list[tuple[str, str]]
    fit: FitKey | None
    centre: pd.Series
    covariance: pd.DataFrame


NOTHING_LEARNED = Learned([], [], None, pd.Series(dtype=float), pd.DataFrame())

NO_ANSWERS = remark("no_scored_items")
"""Why no index of answers can be computed where there are ready scores of tests only."""

LACKS: dict[str, Callable[[ScreenedBlock, Learned], bool]] = {
    NO_ANSWERS: lambda block, _: block.answers.shape[1] == 0,
    remark("no_seconds"): lambda block, _: not (block.seconds > 0).any(),
    remark("no_attention_items"): lambda block, _: not block.expected,
    remark("not_keyed_both_ways"): lambda block, _: not block.keyed_both_ways,
    remark("no_dimension_of_two_items"): lambda block, _: all(
        len(items) < 2 for items in block.dimensions.values()
    ),
    remark("fewer_than_three_dimensions"): lambda block, _: (
        sum(len(items) > 1 for items in block.dimensions.values()) < FEWEST_DIMENSIONS
    ),
    remark("fewer_than_three_synonym_pairs"): lambda _, learned: (
        len(learned.synonyms) < FEWEST_PAIRS
    ),
    remark("fewer_than_three_antonym_pairs"): lambda _, learned: (
        len(learned.antonyms) < FEWEST_PAIRS
    ),
    remark("no_response_model"): lambda _, learned: learned.fit is None,
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
    undefined
        Why it has no value for a single person, where it has none.
    limit
        The most careless value it can have, where there is one.
    suffices
        Whether it flags by itself.
    honest_too
        Whether somebody who chooses one end of every scale honestly is beyond it too, so that
        only items keyed both ways, times or attention items can tell.
    """

    id: str
    family: str
    direction: Literal["above", "below"]
    unless: str
    basis: str
    value: Callable[[ScreenedBlock, Learned], np.ndarray]
    undefined: str = remark("nothing_answered")
    limit: float | None = None
    suffices: bool = False
    honest_too: bool = False
