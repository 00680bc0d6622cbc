"""Everything between answers and weights, learned from some people and applied to all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.criterion.apply_criterion import apply_criterion
from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.fit_criterion import fit_criterion
from analysis.criterion.period_plan import PeriodPlan
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.scoring.apply_scores import apply_scores
from analysis.scoring.fit_scores import fit_scores
from analysis.scoring.person_scores import person_scores
from analysis.screening.flags import apply_screening, fit_screening

NO_RELIABILITY = pd.DataFrame(
    {
        **{name: pd.Series(dtype=str) for name in ("instrument", "source", "dimension")},
        "wave": pd.Series(dtype="int16"),
        "coefficient": pd.Series(dtype=str),
        **{name: pd.Series(dtype=float) for name in ("estimate", "n_items")},
    }
)
"""Scores are scale means: reliabilities only enter their standard errors, not needed here."""


@dataclass(frozen=True, slots=True)
class StudyData:
    """What was collected: every table of intake, before anything is learned from it.

    Attributes
    ----------
    answers, keyed, missing
        Answers as given and after reversal, and why cells are empty.
    records, people
        Sales records, and one row per person.
    instruments, kpis
        What was asked, and what counts as performance.
    """

    answers: pd.DataFrame
    keyed: pd.DataFrame
    missing: pd.DataFrame
    records: pd.DataFrame
    people: pd.DataFrame
    instruments: Mapping[str, Instrument]
    kpis: list[Kpi]


@dataclass(frozen=True, slots=True)
class Choices:
    """The stated choices of screening and criterion; see their functions.

    Attributes
    ----------
    exclude
        Whose answers stay out: those "flagged", or "nobody"'s.
    families_needed, expected_false_positive, seconds_per_item, max_missing_share
        Of `analysis.screening.flags.flags`.
    synonym_correlation, simulations
        Of `analysis.screening.flags.flags`.
    adjust_for, shares, exposure, plan
        Of `analysis.criterion.fit_criterion.fit_criterion`.
    """

    exclude: str
    families_needed: int
    expected_false_positive: float
    seconds_per_item: float
    max_missing_share: float
    synonym_correlation: float
    simulations: int
    adjust_for: Mapping[str, str]
    shares: Mapping[str, float]
    exposure: str | None
    plan: PeriodPlan | None = None


def of_people(table: pd.DataFrame, persons: np.ndarray) -> pd.DataFrame:
    """The rows of `table` about these `persons`."""
    return table.take(np.flatnonzero(np.isin(table["person"].to_numpy(), persons)))


def refit(
    data: StudyData, choices: Choices, train: np.ndarray, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Person scores and performance of everyone, all of it learned from the persons `train`.

    Parameters
    ----------
    train
        Person codes.
    rng
        Draws the simulated attentive answers of the screening cutoffs.

    Returns
    -------
    tuple
        Tables `person_scores` (of responses that the cutoffs of `train` do not flag) and
        `performance`.
    """
    unflagged = data.keyed.take(np.flatnonzero(~flagged(data, choices, train, rng)))
    score_key = fit_scores(
        of_people(unflagged, train), data.instruments, NO_RELIABILITY, confidence=0.95
    )
    scores = person_scores(apply_scores(score_key, unflagged))
    key = criterion_of(data, choices, train)
    return scores, apply_criterion(key, data.records, data.people).performance


def criterion_of(data: StudyData, choices: Choices, train: np.ndarray) -> CriterionKey:
    """The criterion learned from the persons `train`."""
    return fit_criterion(
        of_people(data.records, train),
        of_people(data.people, train),
        data.kpis,
        adjust_for=choices.adjust_for,
        shares=choices.shares,
        exposure=choices.exposure,
        plan=choices.plan,
    )


def flagged(
    data: StudyData, choices: Choices, train: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Which rows of `data.keyed` stay out by the cutoffs learned from `train`."""
    if choices.exclude == "nobody":
        return np.zeros(len(data.keyed), dtype=bool)
    responses = data.answers["response"].to_numpy()[
        np.isin(data.answers["person"].to_numpy(), train)
    ]
    screening = fit_screening(
        of_people(data.answers, train),
        of_people(data.keyed, train),
        data.instruments,
        data.missing.take(np.flatnonzero(np.isin(data.missing["response"], responses))),
        families_needed=choices.families_needed,
        expected_false_positive=choices.expected_false_positive,
        seconds_per_item=choices.seconds_per_item,
        max_missing_share=choices.max_missing_share,
        synonym_correlation=choices.synonym_correlation,
        simulations=choices.simulations,
        rng=rng,
    )
    _, flags = apply_screening(screening, data.answers, data.keyed, data.missing)
    return flags.set_index("response")["flagged"].reindex(data.keyed["response"]).to_numpy(bool)
