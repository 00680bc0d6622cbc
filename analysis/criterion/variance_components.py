"""Where the differences between periods of people lie, and what their means are worth."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.criterion.nesting import PERSON
from analysis.criterion.period_fit import PeriodFit
from analysis.notes import remark
from analysis.stats.generalisability import generalisability, lag_one, variance_interval

RESIDUAL = "residual"
BASIS = {"estimator": "reml", "missing": "listwise"}


@dataclass(frozen=True, slots=True)
class Occasions:
    """One criterion measured period by period.

    Attributes
    ----------
    criterion
        An indicator, or the composite.
    frame
        person, period, season, weight of every period of every person.
    values
        Transformed and oriented, shape (n,).
    fit
        Their mixed model.
    """

    criterion: str
    frame: pd.DataFrame
    values: np.ndarray
    fit: PeriodFit


def component_rows(found: Occasions, *, confidence: float) -> Iterator[dict[str, Any]]:
    """One row for people, each cluster and the residual."""
    model, reml = found.fit.fitted, found.fit.reml
    errors = np.sqrt(np.diag(reml.variance_covariance))
    low, high = variance_interval(reml.variances, errors, confidence=confidence)
    levels = [PERSON, *model.clusters, RESIDUAL]
    for i, level in enumerate(levels):
        variance = float(reml.variances[i])
        yield {
            "criterion": found.criterion,
            "level": level,
            "counted": bool(model.counted[i]) if level != RESIDUAL else False,
            "estimate": variance,
            "std_error": float(errors[i]),
            "ci_low": float(low[i]),
            "ci_high": float(high[i]),
            "sd_estimate": float(np.sqrt(variance)),
            "sd_ci_low": float(np.sqrt(low[i])),
            "sd_ci_high": float(np.sqrt(high[i])),
            "share": variance / float(reml.variances.sum()),
            "n_groups": model.n_groups[i] if level != RESIDUAL else model.n_rows,
            "n": model.n_groups[0],
            **BASIS,
            "note": "" if variance > 0 else remark("variance_at_zero"),
        }


def reliability_row(found: Occasions, *, confidence: float) -> dict[str, Any]:
    """The coefficient of generalisability of means over periods."""
    model, reml = found.fit.fitted, found.fit.reml
    order = np.lexsort([found.frame["period"].to_numpy(dtype=str), found.frame["person"]])
    known = order[~np.isnan(found.values[order])]
    _, codes = np.unique(found.frame["person"].to_numpy()[known], return_inverse=True)
    covered = np.bincount(codes, weights=found.frame["weight"].to_numpy(dtype=float)[known])
    n_periods = float(len(covered) / np.sum(1 / covered))
    coefficient = generalisability(
        reml.variances,
        reml.variance_covariance,
        np.array(model.counted, dtype=float),
        n_periods=n_periods,
        confidence=confidence,
    )
    return {
        "criterion": found.criterion,
        "estimate": coefficient.estimate,
        "std_error": coefficient.std_error,
        "ci_low": coefficient.ci_low,
        "ci_high": coefficient.ci_high,
        "single_period": coefficient.single,
        "n_periods": n_periods,
        "autocorrelation": lag_one(found.values[known], codes),
        "n": model.n_groups[0],
        **BASIS,
    }
