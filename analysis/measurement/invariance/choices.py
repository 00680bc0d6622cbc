"""What every ladder shares: its settings, and how answers are taken."""

from dataclasses import dataclass

from analysis.measurement.answer_blocks import AnswerBlock

ROBUST, FULL = "mlr", {"pairwise": "fiml"}
"""Estimator of continuous answers, and what all answers that can be used mean to it."""

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Choices:
    """The parameters of `invariance` that every ladder shares."""

    estimator: str
    missing: str
    continuous_from: int
    min_group: int
    min_category: int
    fewest_shared: int
    holdout_group: int
    alpha: float
    correction: str
    share: float
    confidence: float
    cutoff_draws: int


def is_continuous(block: AnswerBlock, continuous_from: int) -> bool:
    """Whether every item offers so many options that its answers count as continuous."""
    instrument = block.instrument
    return all(len(instrument.options_of(i).codes) >= continuous_from for i in block.items)


def basis(choices: Choices, linear: bool) -> Row:
    """Estimator and rule for missing answers of a ladder."""
    if not linear:
        return {"estimator": choices.estimator, "missing": choices.missing}
    return {"estimator": ROBUST, "missing": FULL.get(choices.missing, choices.missing)}
