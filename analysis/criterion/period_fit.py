"""Learning and applying a mixed model of one indicator, period by period."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.criterion.nesting import Nesting, nesting, separable_clusters
from analysis.criterion.period_design import Term, independent, regressors, terms_of
from analysis.criterion.period_plan import PeriodPlan
from analysis.errors import DataError
from analysis.messages import message
from analysis.stats.nested_prediction import NestedPrediction, nested_prediction
from analysis.stats.nested_reml import NestedFit, nested_reml
from analysis.stats.satterthwaite import nested_df

CONSTANT = 1e-12
"""A regressor whose spread is this small beside its size is a constant."""


@dataclass(frozen=True, slots=True)
class FittedPeriods:
    """A mixed model of an indicator's periods; plain values, to be kept.

    Attributes
    ----------
    terms
        The regressors, each with name, transform and level.
    means
        What each is centred at.
    coefficients, df, covariance
        Of the constant (expected value at the means) and the terms.
    clusters
        The clusters that were used, inner to outer.
    counted
        Whether people's differences on each level (people first) count as performance.
    variances
        Of people, of each cluster and of the residual of a period of mean weight.
    converged
        Whether the optimum of the restricted likelihood was found.
    n_rows, n_groups
        Periods of people, and people and clusters.
    reliability
        Mean over people of the reliability of the predicted performance.
    explained
        Share of the differences between people in what is expected of them and their own that
        is expected of them.
    """

    terms: list[dict[str, str]]
    means: list[float]
    coefficients: list[float]
    df: list[float]
    covariance: list[list[float]]
    clusters: list[str]
    counted: list[bool]
    variances: list[float]
    converged: bool
    n_rows: int
    n_groups: list[int]
    reliability: float
    explained: float


class NoDifferencesError(DataError):
    """People do not differ beyond what their periods and their circumstances explain."""


class NoChangeError(DataError):
    """People's periods do not differ."""


@dataclass(frozen=True, slots=True)
class PeriodFit:
    """What is kept of a model, and the estimates with all their precision."""

    fitted: FittedPeriods
    reml: NestedFit


def fit_periods(
    name: str,
    frame: pd.DataFrame,
    values: np.ndarray,
    people: pd.DataFrame,
    adjust_for: Mapping[str, str],
    plan: PeriodPlan,
) -> PeriodFit:
    """The model of `values`, the transformed and oriented `raw` of `period_values`.

    Raises
    ------
    DataError
        If too little repeats itself, or nothing differs between people or periods, or controls
        follow from one another.
    """
    terms = terms_of(frame, adjust_for, plan)
    columns = regressors(frame, people, terms, adjust_for)
    complete = np.flatnonzero(~np.isnan(values) & ~np.isnan(columns).any(axis=1))
    frame, y, columns = frame.take(complete), values[complete], columns[complete]
    require_repeats(name, frame, len(adjust_for))
    require_change(name, frame["person"].to_numpy(), y)
    means = columns.mean(axis=0)
    centred = columns - means
    spread = np.abs(centred).max(axis=0, initial=0.0)
    centred[:, spread <= CONSTANT * np.abs(means)] = 0.0
    kept = independent(centred)
    require_independent(name, terms, kept)
    clusters = separable_clusters(people, np.unique(frame["person"]), plan.clusters)
    nested = nesting(frame["person"].to_numpy(), people, clusters)
    design = np.column_stack([np.ones(len(y)), centred[:, kept]])
    data = (nested.codes, nested.parents)
    weights = frame["weight"].to_numpy(dtype=float)
    fit = nested_reml(design, y, *data, weights=weights)
    counted = np.array([level not in plan.taken_out for level in nested.levels])
    if not fit.variances[:-1] @ counted > 0:
        raise NoDifferencesError(message("criterion.nothing_left", kpi=name))
    predicted = nested_prediction(
        design,
        y,
        *data,
        weights=weights,
        coefficients=fit.coefficients,
        covariance=fit.covariance,
        variances=fit.variances,
        kept=counted,
    )
    used = [t for t, k in zip(terms, kept, strict=True) if k]
    fitted = FittedPeriods(
        terms=[{"name": t.name, "transform": t.transform, "level": t.level} for t in used],
        means=means[kept].tolist(),
        coefficients=fit.coefficients.tolist(),
        df=nested_df(design, *data, fit, weights=weights).tolist(),
        covariance=fit.covariance.tolist(),
        clusters=clusters,
        counted=counted.tolist(),
        variances=fit.variances.tolist(),
        converged=fit.converged,
        n_rows=fit.n,
        n_groups=list(fit.n_groups),
        reliability=float(predicted.reliability.mean()),
        explained=explained(design, fit.coefficients, nested, fit.variances),
    )
    return PeriodFit(fitted, fit)


def require_independent(name: str, terms: list[Term], kept: np.ndarray) -> None:
    """Refuse controls without differences of their own; a level of a factor may go."""
    lost = [t.name for t, k in zip(terms, kept, strict=True) if not (k or t.level)]
    if lost:
        shown = {"kpi": name, "controls": ", ".join(lost)}
        raise DataError(message("criterion.controls_dependent", **shown))


def require_repeats(name: str, frame: pd.DataFrame, n_controls: int) -> None:
    """Refuse records in which too few people have more than one period."""
    counts = np.unique(frame["person"], return_counts=True)[1]
    if len(counts) < n_controls + 3 or (counts > 1).sum() < 2:
        size = {"n": len(counts), "n_repeated": int((counts > 1).sum())}
        needed = n_controls + 3
        raise DataError(message("criterion.too_few_periods", kpi=name, needed=needed, **size))


def require_change(name: str, person: np.ndarray, y: np.ndarray) -> None:
    """Refuse values that are the same in all periods of every person."""
    _, codes = np.unique(person, return_inverse=True)
    own = np.bincount(codes, weights=y) / np.bincount(codes)
    if np.abs(y - own[codes]).max() <= CONSTANT * np.abs(y).max():
        raise NoChangeError(message("criterion.periods_alike", kpi=name))


def explained(
    design: np.ndarray, coefficients: np.ndarray, nested: Nesting, variances: np.ndarray
) -> float:
    """Share of people's expected and own differences together that is expected."""
    expected = design[:, 1:] @ coefficients[1:]
    counts = np.bincount(nested.codes)
    by_person = np.bincount(nested.codes, weights=expected) / counts
    between = float(by_person.var(ddof=1)) if len(counts) > 1 else 0.0
    whole = between + float(np.sum(variances[:-1]))
    return between / whole if whole > 0 else 0.0


def apply_periods(
    fitted: FittedPeriods,
    frame: pd.DataFrame,
    values: np.ndarray,
    people: pd.DataFrame,
    adjust_for: Mapping[str, str],
) -> tuple[np.ndarray, NestedPrediction]:
    """Person codes, and the predicted performance of each, around zero.

    Coefficients and variances are those of `fitted`; clusters are known by the people in
    `frame` only.
    """
    terms = [Term(**term) for term in fitted.terms]
    columns = regressors(frame, people, terms, adjust_for)
    complete = np.flatnonzero(~np.isnan(values) & ~np.isnan(columns).any(axis=1))
    if not len(complete):
        nothing = np.empty(0)
        return nothing, NestedPrediction(nothing, nothing, 0.0, nothing)
    person = frame["person"].to_numpy()[complete]
    nested = nesting(person, people, fitted.clusters)
    predicted = nested_prediction(
        np.column_stack([np.ones(len(complete)), columns[complete] - fitted.means]),
        values[complete],
        nested.codes,
        nested.parents,
        weights=frame["weight"].to_numpy(dtype=float)[complete],
        coefficients=np.array(fitted.coefficients),
        covariance=np.array(fitted.covariance),
        variances=np.array(fitted.variances),
        kept=np.array(fitted.counted),
    )
    return nested.persons, predicted


def read_fitted_periods(plain: Mapping[str, Any] | None) -> FittedPeriods | None:
    """The model that `dataclasses.asdict` and JSON made `plain` of."""
    return None if plain is None else FittedPeriods(**plain)
