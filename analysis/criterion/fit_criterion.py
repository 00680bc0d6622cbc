"""Learning from records how indicators become performance."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.criterion.checks import criterion_problems
from analysis.criterion.controls import control_matrix
from analysis.criterion.criterion_key import CriterionKey, FittedKpi
from analysis.criterion.kpi_values import (
    Measured,
    kpi_values,
    measured,
    oriented,
    transformed,
    weighted_sum,
)
from analysis.criterion.period_fit import fit_periods
from analysis.criterion.period_plan import PeriodPlan
from analysis.errors import DataError, raise_all
from analysis.kpi import Kpi
from analysis.messages import message
from analysis.stats.ols import OlsFit, adjusted, ols
from analysis.stats.transforms import NormalScores, blom_scores

NEGLIGIBLE = 1e-10
"""A standard deviation below this share of the values' size is rounding, not variance."""


def fit_criterion(
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    *,
    adjust_for: Mapping[str, str],
    shares: Mapping[str, float],
    exposure: str | None,
    plan: PeriodPlan | None,
) -> CriterionKey:
    """The key from the records of people who stand for all.

    Parameters
    ----------
    adjust_for
        Controls (columns of `people`) and their transforms; empty for no adjustment.
    shares
        Share of every indicator in the composite, on any scale; empty for equal shares.
    exposure
        Column of `records` with the exposure of a row; needed for `per_exposure`.
    plan
        A mixed model of periods; None adjusts aggregates by least squares.

    Raises
    ------
    DataError
        With one line for everything that cannot be made a criterion.
    """
    raise_all(criterion_problems(records, people, kpis, adjust_for, shares, exposure, plan))
    portions = {kpi.id: float(shares.get(kpi.id, 1.0 if not shares else 0.0)) for kpi in kpis}
    whole = sum(portions.values())
    totals = [measured(records, kpi, exposure, plan) for kpi in kpis]
    fitted, problems = [], []
    for kpi, frame in zip(kpis, totals, strict=True):
        try:
            share = portions[kpi.id] / whole
            fitted.append(fit_kpi(frame, people, kpi, share, dict(adjust_for), plan))
        except DataError as error:
            problems.append(str(error))
    raise_all(problems)
    frames = [kpi_values(f, t, people, adjust_for) for f, t in zip(fitted, totals, strict=True)]
    sums = weighted_sum(fitted, frames)
    sums = sums[~np.isnan(sums)]
    if len(sums) < 2 or sums.std(ddof=1) <= NEGLIGIBLE:
        size = {"n": len(sums), "n_people": len(frames[0])}
        raise DataError(message("criterion.composite_alike", **size))
    return CriterionKey(
        adjust_for=dict(adjust_for),
        exposure=exposure,
        plan=plan,
        kpis=fitted,
        composite_mean=float(sums.mean()),
        composite_sd=float(sums.std(ddof=1)),
        composite_n=len(sums),
    )


def fit_kpi(
    found: Measured,
    people: pd.DataFrame,
    kpi: Kpi,
    share: float,
    adjust_for: dict[str, str],
    plan: PeriodPlan | None,
) -> FittedKpi:
    """Transform, adjustment and standardisation of one indicator."""
    raw = found.people["raw"].to_numpy(dtype=float)
    require_people(kpi.id, raw, len(adjust_for) + 3)
    require_variance(kpi.id, raw, message("criterion.all_the_same", kpi=kpi.id))
    if plan is not None and found.periods is not None:
        return fit_predicted(found, found.periods, people, kpi, share, adjust_for, plan)
    return fit_aggregates(found.people, raw, people, kpi, share, adjust_for)


def fit_predicted(
    found: Measured,
    periods: pd.DataFrame,
    people: pd.DataFrame,
    kpi: Kpi,
    share: float,
    adjust_for: dict[str, str],
    plan: PeriodPlan,
) -> FittedKpi:
    """One indicator as predicted by a mixed model of its periods."""
    raw = periods["raw"].to_numpy(dtype=float)
    ranks = ranks_of(kpi, raw)
    values = oriented(kpi, transformed(kpi, ranks, raw))
    model = fit_periods(kpi.id, periods, values, people, adjust_for, plan).fitted
    slopes = dict(zip([t["name"] for t in model.terms], model.coefficients[1:], strict=True))
    means = dict(zip([t["name"] for t in model.terms], model.means, strict=True))
    fitted = FittedKpi(
        definition=kpi.model_dump(mode="json"),
        share=share,
        rank_values=ranks.values.tolist(),
        rank_scores=ranks.scores.tolist(),
        rank_counts=ranks.counts.tolist(),
        coefficients={name: slopes[name] for name in adjust_for},
        control_means={name: means[name] for name in adjust_for},
        intercept_at_means=model.coefficients[0],
        r_squared=model.explained,
        n=0,
        mean=0.0,
        sd=1.0,
        periods=model,
    )
    left = kpi_values(fitted, found, people, adjust_for)["adjusted"].to_numpy(dtype=float)
    left = left[~np.isnan(left)]
    return replace(fitted, n=len(left), mean=float(left.mean()), sd=float(left.std(ddof=1)))


def ranks_of(kpi: Kpi, raw: np.ndarray) -> NormalScores:
    """The normal scores of an indicator that is ranked; empty for others."""
    if kpi.transform == "rank_normal":
        return blom_scores(raw)
    return NormalScores(raw[:0], raw[:0], np.zeros(0, dtype=np.int64))


def fit_aggregates(
    frame: pd.DataFrame,
    raw: np.ndarray,
    people: pd.DataFrame,
    kpi: Kpi,
    share: float,
    adjust_for: dict[str, str],
) -> FittedKpi:
    """One indicator, its aggregates adjusted by least squares."""
    ranks = ranks_of(kpi, raw)
    values = oriented(kpi, transformed(kpi, ranks, raw))
    controls = control_matrix(people, frame["person"].to_numpy(), adjust_for)
    complete = ~np.isnan(values) & ~np.isnan(controls).any(axis=1)
    values, controls = values[complete], controls[complete]
    fit = adjustment(kpi.id, controls, values, list(adjust_for))
    left = adjusted(fit, controls, values)
    if left.std(ddof=1) <= NEGLIGIBLE * values.std(ddof=1):
        raise DataError(message("criterion.nothing_left", kpi=kpi.id))
    return FittedKpi(
        definition=kpi.model_dump(mode="json"),
        share=share,
        rank_values=ranks.values.tolist(),
        rank_scores=ranks.scores.tolist(),
        rank_counts=ranks.counts.tolist(),
        coefficients=dict(zip(adjust_for, fit.coefficients.tolist(), strict=True)),
        control_means=dict(zip(adjust_for, fit.means.tolist(), strict=True)),
        intercept_at_means=fit.mean,
        r_squared=fit.r_squared,
        n=len(left),
        mean=float(left.mean()),
        sd=float(left.std(ddof=1)),
        periods=None,
    )


def adjustment(name: str, controls: np.ndarray, values: np.ndarray, names: list[str]) -> OlsFit:
    """Least squares of the transformed indicator on the controls, if it can be fitted."""
    require_people(name, values, len(names) + 3)
    require_variance(name, values, message("criterion.usable_the_same", kpi=name))
    fit = ols(controls, values)
    if fit.rank < len(names):
        shown = {"kpi": name, "controls": ", ".join(names)}
        raise DataError(message("criterion.controls_dependent", **shown))
    return fit


def require_people(name: str, values: np.ndarray, needed: int) -> None:
    """Refuse an indicator that too few people have, with all controls."""
    if (n := int((~np.isnan(values)).sum())) < needed:
        raise DataError(message("criterion.too_few_people", kpi=name, needed=needed, n=n))


def require_variance(name: str, values: np.ndarray, same: str) -> None:
    """Refuse an indicator whose values do not differ, with the message `same`."""
    present = values[~np.isnan(values)]
    if len(present) < 2:
        raise DataError(message("criterion.too_few_values", kpi=name, n=len(present)))
    if np.ptp(present) <= NEGLIGIBLE * np.abs(present).max():
        raise DataError(same)
