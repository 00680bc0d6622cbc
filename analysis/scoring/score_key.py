"""What turns answers into scores, as values that can be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.blocks import Block
from analysis.stats.percentile import NormDistribution


@dataclass(frozen=True, slots=True)
class Scale:
    """How one dimension is scored for one instrument, source and wave.

    Attributes
    ----------
    instrument, source, wave, dimension
        What is scored.
    items
        Items of the score, in the order of the questionnaire.
    min_answered
        Share of the items that has to be answered.
    n, mean, sd
        Number, mean and standard deviation (n - 1) of the scores of the norm group.
    coefficient, reliability
        Name and value of the reliability of the score from all items; "" and None if unknown.
    reliability_reason
        Id of a remark: why the reliability is None, or what was done to it; "" if nothing.
    norm_scores, norm_counts
        The attained scores of the norm group, ascending, and how many people attained each.
    """

    instrument: str
    source: str
    wave: int
    dimension: str
    items: list[str]
    min_answered: float
    n: int
    mean: float
    sd: float
    coefficient: str
    reliability: float | None
    reliability_reason: str
    norm_scores: list[float]
    norm_counts: list[int]

    @property
    def block(self) -> Block:
        """Whose answers are scored."""
        return Block(self.instrument, self.source, self.wave)


@dataclass(frozen=True, slots=True)
class ScoreKey:
    """How every dimension is scored; `dataclasses.asdict` makes plain dicts of it.

    Attributes
    ----------
    confidence
        Level of the intervals.
    scales
        One scale per instrument, source, wave and dimension.
    """

    confidence: float
    scales: list[Scale]


def read_score_key(plain: Mapping[str, Any]) -> ScoreKey:
    """The key that `dataclasses.asdict` and JSON made `plain` of."""
    return ScoreKey(plain["confidence"], [Scale(**scale) for scale in plain["scales"]])


def norms_of(scale: Scale) -> NormDistribution:
    """The norm group's scores of a `scale` as arrays."""
    return NormDistribution(np.array(scale.norm_scores), np.array(scale.norm_counts))
