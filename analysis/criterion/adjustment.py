"""What the adjustment takes out of each indicator, with standard errors."""

import numpy as np
import pandas as pd

from analysis.columns import BASIS, ESTIMATE, TEST
from analysis.criterion.controls import control_matrix
from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.period_fit import FittedPeriods
from analysis.notes import remark
from analysis.stats.cluster_robust import TInference, t_inference
from analysis.stats.ols_hc3 import ols_hc3

ADJUSTMENT = ["kpi", "term", "level", "transform", *ESTIMATE, *TEST, *BASIS, "note"]
INTERCEPT = "intercept"


def adjustment_table(
    key: CriterionKey, kpis: pd.DataFrame, people: pd.DataFrame, *, confidence: float
) -> pd.DataFrame:
    """One row per indicator and term: kpi, term, level, transform, ESTIMATE, TEST, BASIS, note.

    Parameters
    ----------
    kpis
        Table of `apply_criterion` for the people that `key` was fitted to.
    """
    tables = []
    for fitted in key.kpis:
        if fitted.periods is not None:
            table = period_terms(fitted.periods, confidence)
        elif key.adjust_for:
            table = aggregate_terms(key, kpis, people, fitted.kpi.id, confidence)
        else:
            continue
        tables.append(table.assign(kpi=fitted.kpi.id))
    if not tables:
        kinds = dict.fromkeys(ADJUSTMENT, "str") | dict.fromkeys([*ESTIMATE, *TEST], float)
        return pd.DataFrame(columns=ADJUSTMENT).astype({**kinds, "n": int})
    return pd.DataFrame(pd.concat(tables, ignore_index=True), columns=ADJUSTMENT)


def aggregate_terms(
    key: CriterionKey, kpis: pd.DataFrame, people: pd.DataFrame, name: str, confidence: float
) -> pd.DataFrame:
    """The terms of one indicator whose aggregates are adjusted by least squares."""
    rows = kpis.take(np.flatnonzero(kpis["kpi"] == name))
    values = rows["transformed"].to_numpy(dtype=float)
    controls = control_matrix(people, rows["person"].to_numpy(), key.adjust_for)
    complete = ~np.isnan(values) & ~np.isnan(controls).any(axis=1)
    table = hc3_table(controls[complete], values[complete], confidence)
    terms = {INTERCEPT: "none", **key.adjust_for}
    return table.assign(term=list(terms), level="", transform=list(terms.values()))


def period_terms(model: FittedPeriods, confidence: float) -> pd.DataFrame:
    """The terms of a mixed model of one indicator; the constant holds at their means."""
    errors = np.sqrt(np.diag(np.array(model.covariance)))
    estimate = np.array(model.coefficients)
    inference = t_inference(estimate, errors, np.array(model.df), confidence=confidence)
    constant = {"name": INTERCEPT, "level": "", "transform": "none"}
    terms = pd.DataFrame([constant, *model.terms]).rename(columns={"name": "term"})
    basis = {"n": model.n_groups[0], "estimator": "reml_satterthwaite", "missing": "listwise"}
    return terms.assign(estimate=estimate, **tested(inference), **basis, note="")


def tested(inference: TInference) -> dict[str, np.ndarray]:
    """Error, interval and test of each estimate."""
    names = ("std_error", "ci_low", "ci_high", *TEST)
    return {name: getattr(inference, name) for name in names}


def hc3_table(controls: np.ndarray, values: np.ndarray, confidence: float) -> pd.DataFrame:
    """Least squares with HC3 standard errors and t on n - q - 1 degrees of freedom."""
    fit = ols_hc3(np.column_stack([np.ones(len(values)), controls]), values)
    columns = {"n": len(values), "estimator": "ols_hc3", "missing": "listwise"}
    if np.isnan(fit.covariance).any():
        said = remark("no_errors_full_leverage")
        return pd.DataFrame({"estimate": fit.coefficients, **columns, "note": said})
    errors = np.sqrt(np.diag(fit.covariance))
    df = np.full(len(errors), float(fit.df))
    inference = t_inference(fit.coefficients, errors, df, confidence=confidence)
    return pd.DataFrame(
        {"estimate": fit.coefficients, **tested(inference), **columns, "note": ""}
    )
