"""Intervals of correlations by every usual method, and of R²."""

from typing import Any

import numpy as np
from scipy.special import ndtri

from analysis.stats.bca import bca_interval
from analysis.stats.bootstrap import percentile_interval
from analysis.stats.dominance import full_r_squared
from analysis.stats.fisher_interval import fisher_interval
from analysis.stats.r_squared_interval import r_squared_interval
from analysis.weighting.one_design import Design
from analysis.weighting.pooled_rows import pooled_limits, pooled_r
from analysis.weighting.resampled_design import deleted_design, resampled_design

MULTIPLE = "multiple_r"


def interval_rows(
    design: Design, draws: int, confidence: float, rng: np.random.Generator
) -> list[dict[str, Any]]:
    """One row per dimension, and for R, by every method."""
    copies = with_multiple(np.concatenate([c.correlations for c in design.filled]))
    estimate = copies[0] if len(copies) == 1 else pooled_r(copies)
    n = len(design.values)
    found = {"fisher": independent_limits(design, copies, confidence)}
    for name, by_person in (("bootstrap", True), ("cluster_bootstrap", False)):
        drawn = resampled_design(design, draws=draws, rng=rng, by_person=by_person).correlations
        values = with_multiple(drawn)
        low, high = percentile_interval(values, confidence=confidence)
        deleted = deleted_design(design, by_person=by_person).correlations
        low[-1:], high[-1:] = bca_interval(
            estimate[-1:],
            values[:, -1:],
            with_multiple(deleted)[:, -1:],
            confidence=confidence,
        )
        found[name] = low, high
        if design.n_clusters == n:
            break
    return [
        {
            **{"criterion": design.criterion, "source": design.source, "term": term},
            **{"method": method, "estimate": estimate[j]},
            **{"ci_low": limits[0][j], "ci_high": limits[1][j]},
            **{"n": n, "n_clusters": design.n_clusters},
            **{"draws": 0 if method == "fisher" else draws, "missing": design.missing},
        }
        for method, limits in found.items()
        for j, term in enumerate([*design.dimensions, MULTIPLE])
    ]


def with_multiple(correlations: np.ndarray) -> np.ndarray:
    """Zero-order correlations and, last, the multiple one; shape (b, p + 1)."""
    multiple = np.sqrt(np.clip(full_r_squared(correlations), 0.0, 1.0))
    return np.column_stack([correlations[:, :-1, -1], multiple])


def independent_limits(
    design: Design, copies: np.ndarray, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Fisher's limits, and Olkin and Finn's of R², for people who are independent.

    Several `copies` (m, p + 1) are pooled as Fisher's z, R too.
    """
    n, p = len(design.values), len(design.dimensions)
    if n <= 3:
        nothing = np.full(p + 1, np.nan)
        return nothing, nothing
    if len(copies) > 1:
        return pooled_limits(copies, n=n, confidence=confidence)
    estimate = copies[0]
    margin = ndtri((1 + confidence) / 2) / np.sqrt(n - 3)
    low, high = fisher_interval(estimate, margin)
    _, r2_low, r2_high = r_squared_interval(
        float(estimate[-1] ** 2), n=n, p=p, confidence=confidence
    )
    low[-1], high[-1] = np.sqrt(max(r2_low, 0.0)), np.sqrt(min(max(r2_high, 0.0), 1.0))
    return low, high
