"""Performance of any people, by a key that was fitted before."""

from dataclasses import dataclass

import pandas as pd

from analysis.columns import COMPOSITE
from analysis.criterion.checks import criterion_problems
from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.kpi_values import kpi_values, measured, standardised, weighted_sum
from analysis.errors import raise_all

KPIS = [
    "person",
    "kpi",
    "raw",
    "oriented",
    "transformed",
    "adjusted",
    "reliability",
    "exposure",
    "n_periods",
]
PERFORMANCE = ["person", "criterion", "value"]


@dataclass(frozen=True, slots=True)
class AppliedCriterion:
    """Performance of the people in the records.

    Attributes
    ----------
    kpis
        One row per person and indicator: person, kpi, raw, oriented (more is better),
        transformed (oriented too), adjusted (in units of the transform), reliability (of a
        value predicted by a mixed model, else NaN), exposure, n_periods.
    performance
        One row per person and criterion: person, criterion, value (standardised on the people
        the key was fitted to). The composite is NaN unless all indicators with a share are
        known; a single indicator appears as the composite alone.
    """

    kpis: pd.DataFrame
    performance: pd.DataFrame


def apply_criterion(
    key: CriterionKey, records: pd.DataFrame, people: pd.DataFrame
) -> AppliedCriterion:
    """Transformed, adjusted and standardised performance of everyone in `records`.

    Raises
    ------
    DataError
        If a column that the key needs is missing, one line each.
    """
    kpis = [fitted.kpi for fitted in key.kpis]
    needed = (key.adjust_for, {}, key.exposure, key.plan)
    raise_all(criterion_problems(records, people, kpis, *needed))
    frames = [
        kpi_values(f, measured(records, kpi, key.exposure, key.plan), people, key.adjust_for)
        for f, kpi in zip(key.kpis, kpis, strict=True)
    ]
    composite = (weighted_sum(key.kpis, frames) - key.composite_mean) / key.composite_sd
    values = {}
    if len(kpis) > 1:
        for fitted, frame in zip(key.kpis, frames, strict=True):
            values[fitted.kpi.id] = standardised(fitted, frame)
    values[COMPOSITE] = composite
    person = frames[0]["person"]
    parts = [
        pd.DataFrame({"person": person, "criterion": name, "value": value})
        for name, value in values.items()
    ]
    return AppliedCriterion(
        kpis=interleaved(frames, KPIS), performance=interleaved(parts, None)
    )


def interleaved(frames: list[pd.DataFrame], columns: list[str] | None) -> pd.DataFrame:
    """The rows of `frames` by person, and within a person in the order of the frames."""
    together = pd.concat(frames, ignore_index=True)
    together = together.sort_values("person", kind="stable", ignore_index=True)
    return pd.DataFrame(together, columns=columns)
