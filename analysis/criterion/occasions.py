"""Every criterion period by period, with the mixed model of its periods."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.fit_criterion import ranks_of
from analysis.criterion.kpi_values import oriented, transformed
from analysis.criterion.period_fit import fit_periods
from analysis.criterion.period_plan import PeriodPlan
from analysis.criterion.period_values import period_values
from analysis.criterion.variance_components import Occasions
from analysis.errors import DataError


def occasions(
    key: CriterionKey, records: pd.DataFrame, people: pd.DataFrame, plan: PeriodPlan
) -> tuple[list[Occasions], dict[str, DataError]]:
    """Indicators and their composite as far as periods repeat, and why others are missing.

    Parameters
    ----------
    key
        Gives shares and the standard deviations in which indicators enter the composite.
    plan
        How periods are modelled, whatever the adjustment of `key`.
    """
    found: list[Occasions] = []
    reasons: dict[str, DataError] = {}
    measured: dict[str, tuple[pd.DataFrame, np.ndarray]] = {}
    for fitted in key.kpis:
        kpi = fitted.kpi
        frame = period_values(records, kpi, key.exposure, list(plan.by_period))
        raw = frame["raw"].to_numpy(dtype=float)
        values = oriented(kpi, transformed(kpi, ranks_of(kpi, raw), raw))
        measured[kpi.id] = (frame, values)
    if len(key.kpis) > 1:
        measured[COMPOSITE] = composite_periods(key, measured, list(plan.by_period))
    for name, (frame, values) in measured.items():
        try:
            fit = fit_periods(name, frame, values, people, key.adjust_for, plan)
        except DataError as error:
            reasons[name] = error
            continue
        found.append(Occasions(name, frame, values, fit))
    return found, reasons


def composite_periods(
    key: CriterionKey,
    measured: Mapping[str, tuple[pd.DataFrame, np.ndarray]],
    carried: list[str],
) -> tuple[pd.DataFrame, np.ndarray]:
    """The composite of every period in which all indicators with a share are known."""
    parts = []
    for fitted in key.kpis:
        if fitted.share > 0:
            frame, values = measured[fitted.kpi.id]
            part = frame.drop(columns=["raw", "weight"]).drop_duplicates(["person", "period"])
            score = pd.Series(fitted.share * values / fitted.sd, index=frame.index)
            parts.append(part.assign(score=score.reindex(part.index)))
    keys = ["person", "period"]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.merge(part[[*keys, "score"]], on=keys, suffixes=("", "_next"))
        whole = whole.assign(score=whole["score"] + whole["score_next"])
        whole = whole.drop(columns="score_next")
    frame = whole[[*keys, "season", *carried]].assign(weight=1.0)
    return frame, whole["score"].to_numpy(dtype=float)
