"""How reliable are the criteria, and how much do they owe to choices?"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.columns import BASIS, ESTIMATE
from analysis.criterion.apply_criterion import apply_criterion
from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.distributions import quantile_rows, shape_rows
from analysis.criterion.fit_criterion import fit_criterion
from analysis.criterion.occasions import occasions
from analysis.criterion.period_fit import NoChangeError, NoDifferencesError
from analysis.criterion.period_plan import PeriodPlan
from analysis.criterion.share_effects import method_rows, share_effects
from analysis.criterion.variance_components import component_rows, reliability_row
from analysis.errors import DataError
from analysis.kpi import Kpi
from analysis.notes import Note, note

COMPONENTS = [
    *("criterion", "level", "counted", *ESTIMATE, "sd_estimate", "sd_ci_low", "sd_ci_high"),
    *("share", "n_groups", *BASIS, "note"),
]
RELIABILITY = [
    *("criterion", *ESTIMATE, "single_period", "n_periods", "autocorrelation"),
    *BASIS,
]
AGREEMENT = ["estimate", "rank_estimate", "top_kept", "n"]
SHARES = ["composition", "kpi", *AGREEMENT]
METHODS = ["criterion", "adjustment", *AGREEMENT]
SHAPES = ["kpi", "scale", "skewness", "kurtosis", "zero_share", "n"]
QUANTILES = ["kpi", "scale", "probability", "normal", "value"]
WORDS = {"criterion", "level", "composition", "kpi", "adjustment", "scale", "note"} | {
    "estimator",
    "missing",
}
COUNTS = {"n", "n_groups"}

AUTOCORRELATED = 0.2
"""From here on neighbouring months are so alike that the coefficient is clearly too high."""


@dataclass(frozen=True, slots=True)
class CriterionReliability:
    """Reliability of the criteria over periods, and what choices do to them.

    Attributes
    ----------
    components
        criterion, level (person, each cluster, residual), counted (whether it is performance),
        estimate (variance), std_error, ci_low, ci_high, sd_estimate, sd_ci_low, sd_ci_high
        (their roots), share (of all variance), n_groups (periods on the level of the
        residual), n (people), estimator, missing, note.
    reliability
        criterion, estimate (of means over a person's periods), std_error, ci_low, ci_high,
        single_period, n_periods (harmonic mean, weighted), autocorrelation (of neighbouring
        periods within people), n, estimator, missing.
    shares
        composition ("equal_shares", "without"), kpi (left out), estimate (correlation with the
        declared composite), rank_estimate (Spearman), top_kept (of its best fifth), n.
    methods
        criterion, adjustment ("none", "ols", "mixed": not the one in force), and the same.
    shapes
        kpi, scale, skewness, kurtosis (excess), zero_share, n.
    quantiles
        kpi, scale, probability, normal, value (standardised).
    adjustment
        The one in force: "none", "ols" or "mixed".
    confidence
        Level of the intervals.
    notes
        What the reader has to know.
    """

    components: pd.DataFrame
    reliability: pd.DataFrame
    shares: pd.DataFrame
    methods: pd.DataFrame
    shapes: pd.DataFrame
    quantiles: pd.DataFrame
    adjustment: str
    confidence: float
    notes: list[Note]


def generalisability(
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    *,
    adjust_for: Mapping[str, str],
    shares: Mapping[str, float],
    exposure: str | None,
    plan: PeriodPlan | None,
    periods: PeriodPlan,
    confidence: float,
) -> CriterionReliability:
    """Reliability over periods, and agreement with other shares and adjustments.

    Parameters
    ----------
    records, people, kpis, adjust_for, shares, exposure, plan
        See `analysis.criterion.fit_criterion.fit_criterion`.
    periods
        How periods are modelled here, whether or not `plan` is.
    confidence
        Level of the intervals.

    Raises
    ------
    DataError
        With one line for everything that cannot be made a criterion.
    """

    def fitted(controls: Mapping[str, str], model: PeriodPlan | None) -> CriterionKey:
        chosen = {"adjust_for": controls, "shares": shares, "exposure": exposure}
        return fit_criterion(records, people, kpis, **chosen, plan=model)

    key = fitted(adjust_for, plan)
    adopted = apply_criterion(key, records, people)
    found, reasons = occasions(key, records, people, periods)
    others = {}
    if adjust_for or plan is not None:
        others["none"] = fitted({}, None)
    if adjust_for and plan is not None:
        others["ols"] = fitted(adjust_for, None)
    if plan is None and not reasons:
        others["mixed"] = fitted(adjust_for, periods)
    values = {
        k: apply_criterion(other, records, people).performance for k, other in others.items()
    }
    reliability = [reliability_row(o, confidence=confidence) for o in found]
    components = [row for o in found for row in component_rows(o, confidence=confidence)]
    return CriterionReliability(
        components=typed(components, COMPONENTS),
        reliability=typed(reliability, RELIABILITY),
        shares=typed(list(share_effects(key, adopted.kpis)), SHARES),
        methods=typed(list(method_rows(adopted.performance, values)), METHODS),
        shapes=typed(list(shape_rows(adopted.kpis)), SHAPES),
        quantiles=typed(list(quantile_rows(adopted.kpis)), QUANTILES),
        adjustment="mixed" if plan is not None else "ols" if adjust_for else "none",
        confidence=confidence,
        notes=[
            *(unknown_because(name, why) for name, why in reasons.items()),
            *(
                note("periods_alike", kpi=row["criterion"], r=row["autocorrelation"])
                for row in reliability
                if row["autocorrelation"] > AUTOCORRELATED
            ),
        ],
    )


def unknown_because(kpi: str, error: DataError) -> Note:
    """Why periods tell nothing of the reliability of `kpi`."""
    if isinstance(error, NoDifferencesError):
        return note("no_stable_differences", kpi=kpi)
    if isinstance(error, NoChangeError):
        return note("periods_all_alike", kpi=kpi)
    return note("no_repeated_periods", kpi=kpi)


def typed(rows: list[dict[str, object]], columns: list[str]) -> pd.DataFrame:
    """`rows` as a table whose column types do not depend on how many there are."""
    frame = pd.DataFrame(rows, columns=columns)
    kinds = {
        c: "str" if c in WORDS else int if c in COUNTS else bool if c == "counted" else float
        for c in columns
    }
    return frame.astype(kinds)
