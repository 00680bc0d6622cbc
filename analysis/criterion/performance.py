"""How well does each person sell, fairly compared?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.criterion.adjustment import adjustment_table
from analysis.criterion.apply_criterion import apply_criterion
from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.fit_criterion import fit_criterion
from analysis.criterion.intercorrelations import intercorrelations
from analysis.criterion.period_notes import mediator_notes, period_notes
from analysis.criterion.period_plan import PeriodPlan
from analysis.criterion.unlikely_values import unlikely_notes
from analysis.kpi import Kpi
from analysis.notes import Note, note

LARGE_R_SQUARED = 0.5
"""Above this, more of an indicator is circumstance than is left to compare."""


@dataclass(frozen=True, slots=True)
class Performance:
    """Adjusted, standardised performance of everyone with records.

    Attributes
    ----------
    kpis
        person, kpi, raw, oriented, transformed, adjusted, reliability, exposure, n_periods.
    performance
        person, criterion (an indicator, or "composite"), value (mean 0, SD 1).
    adjustment
        kpi, term, level (of a factor), transform, estimate, std_error, ci_low, ci_high,
        statistic, df, p_value, n, estimator, missing, note; empty where nothing is adjusted.
    composition
        kpi, share, better, transform, aggregate, n, mean, sd (of the adjusted values),
        r2_adjustment (0 without controls), reliability (mean over people, of values predicted
        by a mixed model, else NaN), estimator, missing.
    intercorrelations
        kpi_a, kpi_b, estimate, std_error, ci_low, ci_high, n, estimator, missing, note.
    confidence
        Level of the intervals.
    missing
        Rule for the composite: "listwise", all indicators with a share are needed.
    n_people, n_with_records, n_composite
        People; those with at least one record; those with a composite.
    notes
        What the reader has to know.
    """

    kpis: pd.DataFrame
    performance: pd.DataFrame
    adjustment: pd.DataFrame
    composition: pd.DataFrame
    intercorrelations: pd.DataFrame
    confidence: float
    missing: str
    n_people: int
    n_with_records: int
    n_composite: int
    notes: list[Note]


def performance(
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    *,
    adjust_for: Mapping[str, str],
    shares: Mapping[str, float],
    exposure: str | None,
    plan: PeriodPlan | None,
    consequences: Sequence[str],
    confidence: float,
) -> Performance:
    """Indicators and their composite, adjusted for what people did not choose.

    Parameters
    ----------
    records, people, kpis, adjust_for, shares, exposure, plan
        See `analysis.criterion.fit_criterion.fit_criterion`.
    consequences
        Parts of column names that speak of what people do: adjusting for it takes competency
        out of performance.
    confidence
        Level of the intervals.

    Raises
    ------
    DataError
        With one line for everything that cannot be made a criterion.
    """
    chosen = {"adjust_for": adjust_for, "shares": shares, "exposure": exposure, "plan": plan}
    key = fit_criterion(records, people, kpis, **chosen)
    applied = apply_criterion(key, records, people)
    return Performance(
        kpis=applied.kpis,
        performance=applied.performance,
        adjustment=adjustment_table(key, applied.kpis, people, confidence=confidence),
        composition=composition_table(key),
        intercorrelations=intercorrelations(applied.kpis, confidence=confidence),
        confidence=confidence,
        missing="listwise",
        n_people=len(people),
        n_with_records=len(np.unique(records["person"])),
        n_composite=key.composite_n,
        notes=[
            *people_notes(records, people),
            *lost_notes(key, applied.kpis),
            *record_notes(records, key, applied.kpis),
            *unlikely_notes(records, key, applied.kpis),
            *composite_notes(key, applied.performance),
            *adjustment_notes(key),
            *mediator_notes(key, consequences),
            *period_notes(key),
        ],
    )


def composition_table(key: CriterionKey) -> pd.DataFrame:
    """What the composite is made of."""
    rows = []
    for fitted in key.kpis:
        kpi, model = fitted.kpi, fitted.periods
        rows.append(
            {
                "kpi": kpi.id,
                "share": fitted.share,
                "better": kpi.better,
                "transform": kpi.transform,
                "aggregate": kpi.aggregate,
                "n": fitted.n,
                "mean": fitted.mean,
                "sd": fitted.sd,
                "r2_adjustment": fitted.r_squared,
                "reliability": np.nan if model is None else model.reliability,
                "estimator": "reml" if model else "ols" if key.adjust_for else "none",
                "missing": "listwise",
            }
        )
    return pd.DataFrame(rows)


def people_notes(records: pd.DataFrame, people: pd.DataFrame) -> list[Note]:
    """People without records, and what is known of people but not used."""
    notes = []
    if n := int((~people["person"].isin(records["person"])).to_numpy().sum()):
        notes.append(note("people_without_records", n=n, n_people=len(people)))
    if "case_weight" in people and bool(people["case_weight"].notna().to_numpy().any()):
        notes.append(note("criterion_without_case_weights"))
    return notes


def lost_notes(key: CriterionKey, kpis: pd.DataFrame) -> list[Note]:
    """At which step, and why, how many people lost each indicator."""
    notes = []
    for fitted in key.kpis:
        rows = kpis.take(np.flatnonzero(kpis["kpi"] == fitted.kpi.id))
        known = rows[["raw", "transformed", "adjusted"]].notna().to_numpy()
        unlogged, uncontrolled = (known[:, :-1] & ~known[:, 1:]).T
        who = {"kpi": fitted.kpi.id, "n_people": len(rows)}
        found = [
            note("kpi_without_record", **who, n=int((~known[:, 0]).sum())),
            note("kpi_without_logarithm", **who, n=int(unlogged.sum())),
            note("kpi_without_control", **who, n=int(uncontrolled.sum())),
        ]
        notes += [said for said in found if said["n"]]
    return notes


def record_notes(records: pd.DataFrame, key: CriterionKey, kpis: pd.DataFrame) -> list[Note]:
    """Sums over unlike spans of time, and periods that stand in several rows."""
    notes = []
    for fitted in key.kpis:
        counts = kpis["n_periods"].to_numpy()[(kpis["kpi"] == fitted.kpi.id).to_numpy()]
        fewer = int(((counts > 0) & (counts < counts.max())).sum())
        if fitted.kpi.aggregate == "sum" and fewer:
            size = {"n": fewer, "n_periods": int(counts.max())}
            notes.append(note("kpi_sum_of_fewer_periods", kpi=fitted.kpi.id, **size))
    dated = records.take(np.flatnonzero(records["period"].notna()))
    if n := int(dated.duplicated(["person", "file", "period"]).to_numpy().sum()):
        notes.append(note("repeated_periods", n=n))
    return notes


def composite_notes(key: CriterionKey, values: pd.DataFrame) -> list[Note]:
    """How the composite came about, and who has none."""
    notes = []
    if len(key.kpis) == 1:
        notes.append(note("single_indicator", kpi=key.kpis[0].kpi.id))
    composite = values["value"].to_numpy()[(values["criterion"] == COMPOSITE).to_numpy()]
    if n := int(np.isnan(composite).sum()):
        notes.append(note("people_without_composite", n=n, n_people=len(composite)))
    return notes


def adjustment_notes(key: CriterionKey) -> list[Note]:
    """Indicators that are mostly circumstance."""
    return [
        note("large_adjustment", kpi=fitted.kpi.id, r_squared=fitted.r_squared)
        for fitted in key.kpis
        if fitted.r_squared > LARGE_R_SQUARED
    ]
