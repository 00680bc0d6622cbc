"""Every step from a raw indicator to a fairly compared one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.criterion.aggregation import aggregated
from analysis.criterion.controls import control_matrix
from analysis.criterion.criterion_key import FittedKpi
from analysis.criterion.period_fit import FittedPeriods, apply_periods
from analysis.criterion.period_plan import PeriodPlan
from analysis.criterion.period_values import period_values
from analysis.kpi import Kpi
from analysis.stats.ols import OlsFit, adjusted
from analysis.stats.transforms import NormalScores, natural_log, normal_score


def oriented(kpi: Kpi, values: np.ndarray) -> np.ndarray:
    """`values` with the sign that makes more the better."""
    return values if kpi.better == "higher" else -values


def transformed(kpi: Kpi, ranks: NormalScores, raw: np.ndarray) -> np.ndarray:
    """`raw` on the scale on which people are compared, not yet oriented."""
    if kpi.transform == "log":
        return natural_log(raw)
    return normal_score(ranks, raw) if kpi.transform == "rank_normal" else raw


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator of everyone in the records.

    Attributes
    ----------
    people
        One row per person, as `aggregated`.
    periods
        One row per person and period, as `period_values`; None where nothing asks for it.
    """

    people: pd.DataFrame
    periods: pd.DataFrame | None


def measured(
    records: pd.DataFrame, kpi: Kpi, exposure: str | None, plan: PeriodPlan | None
) -> Measured:
    """What the records say of one indicator."""
    periods = None
    if plan is not None:
        periods = period_values(records, kpi, exposure, list(plan.by_period))
    return Measured(aggregated(records, kpi, exposure), periods)


def kpi_values(
    fitted: FittedKpi, found: Measured, people: pd.DataFrame, adjust_for: Mapping[str, str]
) -> pd.DataFrame:
    """Every step from raw to adjusted value, one row per person."""
    kpi, frame = fitted.kpi, found.people
    raw = frame["raw"].to_numpy(dtype=float)
    ranks = fitted.ranks
    values = oriented(kpi, transformed(kpi, ranks, raw))
    if fitted.periods is not None and found.periods is not None:
        left = predicted(fitted, fitted.periods, ranks, found.periods, people, adjust_for)
        rows = left.reindex(frame["person"])
        adjusted_values = rows["adjusted"].to_numpy()
        reliability = rows["reliability"].to_numpy()
    else:
        adjusted_values = aggregates_adjusted(fitted, frame, values, people, adjust_for)
        reliability = np.full(len(frame), np.nan)
    return frame.assign(
        kpi=kpi.id,
        oriented=oriented(kpi, raw),
        transformed=values,
        adjusted=adjusted_values,
        reliability=reliability,
    )


def predicted(
    fitted: FittedKpi,
    model: FittedPeriods,
    ranks: NormalScores,
    periods: pd.DataFrame,
    people: pd.DataFrame,
    adjust_for: Mapping[str, str],
) -> pd.DataFrame:
    """Adjusted (predicted) value and reliability, by person."""
    raw = periods["raw"].to_numpy(dtype=float)
    values = oriented(fitted.kpi, transformed(fitted.kpi, ranks, raw))
    persons, found = apply_periods(model, periods, values, people, adjust_for)
    return pd.DataFrame(
        {
            "adjusted": fitted.intercept_at_means + found.effect,
            "reliability": found.reliability,
        },
        index=pd.Index(persons, name="person"),
    )


def aggregates_adjusted(
    fitted: FittedKpi,
    frame: pd.DataFrame,
    values: np.ndarray,
    people: pd.DataFrame,
    adjust_for: Mapping[str, str],
) -> np.ndarray:
    """Transformed values with what least squares expects of the controls taken out."""
    controls = control_matrix(people, frame["person"].to_numpy(), adjust_for)
    fit = OlsFit(
        coefficients=np.array([fitted.coefficients[name] for name in adjust_for]),
        means=np.array([fitted.control_means[name] for name in adjust_for]),
        mean=fitted.intercept_at_means,
        r_squared=fitted.r_squared,
        rank=len(adjust_for),
    )
    return adjusted(fit, controls, values)


def standardised(fitted: FittedKpi, values: pd.DataFrame) -> np.ndarray:
    """Adjusted values in standard deviations from the mean of those it was fitted to."""
    return (values["adjusted"].to_numpy() - fitted.mean) / fitted.sd


def weighted_sum(fitted: list[FittedKpi], frames: list[pd.DataFrame]) -> np.ndarray:
    """Sum of share times standardised indicator, NaN unless all with a share are known."""
    parts = [
        f.share * standardised(f, frame)
        for f, frame in zip(fitted, frames, strict=True)
        if f.share > 0
    ]
    return np.sum(parts, axis=0)
