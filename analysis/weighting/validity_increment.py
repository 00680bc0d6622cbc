"""What the dimensions add to the controls."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.bca import bca_interval
from analysis.stats.bootstrap import (
    deleted_correlations,
    percentile_interval,
    resampled_correlations,
)
from analysis.stats.dominance import full_r_squared
from analysis.weighting.least_squares import is_full_rank, regression
from analysis.weighting.one_design import Design
from analysis.weighting.pooled_rows import pooled_f
from analysis.weighting.resampled_design import deleted_design, resampled_design
from analysis.weighting.validity_levels import basis, where


def incremental_rows(
    design: Design,
    controls: pd.DataFrame,
    draws: int,
    confidence: float,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """What the dimensions add to R² beyond the controls, among people with all of these.

    Where controls or scores are imputed, R² is the mean over the copies, and Wald's tests of
    the copies are pooled.
    """
    known = design.copies[0].controls if design.copies else controls
    sides = [sides_of(c, c.controls if design.copies else controls) for c in design.filled]
    if known is None or not all(map(estimable, sides)):
        return []
    q = known.shape[1]
    fits = [
        (
            regression(np.column_stack(pair), copy, copy.values),
            regression(pair[0], copy, copy.values),
        )
        for pair, copy in zip(sides, design.filled, strict=True)
    ]
    full, base = (np.array([pair[k].r_squared for pair in fits]) for k in (0, 1))
    estimate = np.array([(full - base).mean()])
    drawn, deleted = moments_of(design, sides[0], draws, rng)
    gains = gain(drawn, q)
    low, high = percentile_interval(gains, confidence=confidence)
    bca_low, bca_high = bca_interval(estimate, gains, gain(deleted, q), confidence=confidence)
    terms = list(range(q + 1, q + 1 + len(design.dimensions)))
    tests = [fit.joint_test(terms) for fit, _ in fits]
    statistics, freedom = (np.array([test[k] for test in tests]) for k in (0, 1))
    statistic, df, p_value = pooled_f(statistics, freedom, len(terms))
    return [
        {
            **where(design),
            **{"controls": "+".join(known), "r_squared_controls": base.mean()},
            **{"r_squared": full.mean(), "estimate": estimate[0]},
            **{"std_error": gains.std(ddof=1), "ci_low": low[0], "ci_high": high[0]},
            **{"bca_low": bca_low[0], "bca_high": bca_high[0]},
            **{"statistic": statistic, "df": df, "p_value": p_value, "draws": len(gains)},
            **basis(design, "ols_cr2"),
        }
    ]


Sides = tuple[np.ndarray, np.ndarray]
"""Controls (n, q) and scores (n, p) of the same people."""


def sides_of(design: Design, controls: pd.DataFrame | None) -> Sides:
    """What goes into the regression; no controls where there are none."""
    x = design.scores.to_numpy()
    empty = np.empty((len(x), 0))
    return (empty if controls is None else controls.to_numpy(dtype=float)), x


def estimable(sides: Sides) -> bool:
    """Whether there are controls, all known, and people enough for both."""
    columns = np.column_stack(sides)
    if not sides[0].shape[1] or not np.isfinite(sides[0]).all():
        return False
    return is_full_rank(columns) and len(columns) >= columns.shape[1] + 2


def moments_of(
    design: Design, sides: Sides, draws: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Correlations of controls, scores and criterion in resamples and without each cluster."""
    if design.gaps is not None:
        drawn = resampled_design(design, draws=draws, rng=rng, with_controls=True)
        return drawn.correlations, deleted_design(design, with_controls=True).correlations
    data = np.column_stack([*sides, design.values])
    weights = design.case_weights
    drawn = resampled_correlations(
        data, design.clusters, draws=draws, rng=rng, case_weights=weights
    )
    deleted = deleted_correlations(data, design.clusters, case_weights=weights)
    return drawn.correlations, deleted.correlations


def gain(correlations: np.ndarray, q: int) -> np.ndarray:
    """R² of all predictors less that of the first `q`, shape (b, 1)."""
    first = [*range(q), correlations.shape[1] - 1]
    base = full_r_squared(correlations[:, first][:, :, first])
    return (full_r_squared(correlations) - base)[:, None]
