"""What a reviewer asks of a regression: overlap, influence, curvature, residuals."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.regression_diagnostics import influence, variance_inflation
from analysis.weighting.imputation import control_values
from analysis.weighting.least_squares import Fit, is_full_rank, regression, standardised
from analysis.weighting.one_design import Design
from analysis.weighting.validity_levels import basis, inference_row, where

RESIDUAL_BINS = 12
"""Residuals are shown as means of so many equal parts of the people, never one by one."""

FEWEST_IN_BIN = 5
"""With fewer people in a part there are fewer parts."""

FAR = 3.0
"""A studentised residual beyond this is rare under the model."""


def diagnostic_rows(
    design: Design, controls: pd.DataFrame, confidence: float
) -> list[dict[str, Any]]:
    """One row per check of the regression on all dimensions; none if they are collinear."""
    x = design.scores.to_numpy()
    if not is_full_rank(x):
        return []
    fit = regression(x, design, design.values)
    among = design.correlations[0, :-1, :-1]
    rows = [
        check_row(design, "vif", dimension, value)
        for dimension, value in zip(design.dimensions, variance_inflation(among), strict=True)
    ]
    rows += influence_rows(design, fit)
    rows += reset_rows(design, fit)
    z = standardised(x, design.weights)
    for j, dimension in enumerate(design.dimensions):
        rows += added_rows(design, z, z[:, j] ** 2, "curvature", dimension, confidence)
    for name in controls:
        control = controls[name].to_numpy()
        known = np.isfinite(control)
        if not known.all() or np.ptp(control) == 0:
            continue
        moderator = standardised(control[:, None], design.weights)
        for j, dimension in enumerate(design.dimensions):
            columns = np.column_stack([z, moderator])
            product = z[:, j] * moderator[:, 0]
            label = f"{dimension}*{name}"
            rows += added_rows(design, columns, product, "interaction", label, confidence)
    return rows


def influence_rows(design: Design, fit: Fit) -> list[dict[str, Any]]:
    """How far single people pull the regression: no person is named."""
    found = influence(fit.X, fit.y)
    n, q = fit.X.shape
    cook, far = found.cook[np.isfinite(found.cook)], np.abs(found.studentised) > FAR
    return [
        check_row(design, "leverage_max", "", float(found.leverage.max())),
        check_row(design, "leverage_high", "", float((found.leverage > 3 * q / n).sum())),
        check_row(design, "cook_max", "", float(cook.max(initial=0.0))),
        check_row(design, "residuals_far", "", float(far.sum())),
    ]


def reset_rows(design: Design, fit: Fit) -> list[dict[str, Any]]:
    """Ramsey's RESET: do powers of the prediction add to it?

    References
    ----------
    Ramsey (1969), J. Royal Statistical Society B 31,
    https://doi.org/10.1111/j.2517-6161.1969.tb00796.x
    """
    root = np.sqrt(design.weights)
    predicted = ((fit.y - fit.residuals) / root)[:, None]
    if np.ptp(predicted) == 0:
        return []
    z = standardised(predicted, design.weights)
    columns = np.column_stack([fit.X[:, 1:] / root[:, None], z**2, z**3])
    if not is_full_rank(columns):
        return []
    tested = regression(columns, design, design.values)
    terms = [tested.X.shape[1] - 2, tested.X.shape[1] - 1]
    statistic, df, p_value = tested.joint_test(terms)
    row = check_row(design, "reset", "", statistic)
    return [row | {"statistic": statistic, "df": df, "p_value": p_value}]


def added_rows(
    design: Design,
    columns: np.ndarray,
    added: np.ndarray,
    check: str,
    term: str,
    confidence: float,
) -> list[dict[str, Any]]:
    """The slope of one more term beside `columns`, if it is not a combination of them."""
    full = np.column_stack([columns, added])
    if not is_full_rank(full):
        return []
    fit = regression(full, design, design.values)
    inference = fit.by_cluster(confidence)
    last = full.shape[1]
    row = check_row(design, check, term, float(fit.coefficients[last]))
    return [row | inference_row(inference, last)]


def check_row(design: Design, check: str, term: str, value: float) -> dict[str, Any]:
    """A row without a test."""
    names = ("std_error", "ci_low", "ci_high", "statistic", "df", "p_value")
    row = {**where(design), "check": check, "term": term, "estimate": value}
    return row | dict.fromkeys(names, np.nan) | basis(design, "ols_cr2")


def residual_rows(design: Design) -> list[dict[str, Any]]:
    """Mean and spread of the residuals in equal parts of the people, by predicted value."""
    x = design.scores.to_numpy()
    bins = min(RESIDUAL_BINS, len(x) // FEWEST_IN_BIN)
    if not is_full_rank(x) or bins < 2:
        return []
    fit = regression(x, design, design.values)
    root = np.sqrt(design.weights)
    predicted, residual = (fit.y - fit.residuals) / root, fit.residuals / root
    order = np.argsort(predicted, kind="stable")
    return [
        {
            **where(design),
            **{"part": number, "predicted": predicted[part].mean()},
            **{"residual": residual[part].mean(), "spread": residual[part].std(ddof=1)},
            "n": len(part),
        }
        for number, part in enumerate(np.array_split(order, bins), start=1)
    ]


def controls_of(
    design: Design, people: pd.DataFrame, controls: Mapping[str, str]
) -> pd.DataFrame:
    """The controls of the people of `design`, in their order; NaN where one has none.

    On a completed copy those that vary, completed too.
    """
    if design.controls is not None:
        return design.controls
    return control_values(pd.Index(design.people), people, controls)


def without_missing(design: Design, controls: pd.DataFrame) -> tuple[Design, pd.DataFrame]:
    """The people of `design` who have every control."""
    known = np.isfinite(controls.to_numpy(dtype=float)).all(axis=1)
    if known.all():
        return design, controls
    rows = np.flatnonzero(known)
    weights = design.case_weights
    subset = Design(
        criterion=design.criterion,
        source=design.source,
        scores=design.scores.take(rows).reset_index(drop=True),
        values=design.values[rows],
        people=design.people[rows],
        clusters=np.unique(design.clusters[rows], return_inverse=True)[1],
        notes=design.notes,
        case_weights=None if weights is None else weights[rows],
        error_variances=design.error_variances,
    )
    return subset, controls.take(rows).reset_index(drop=True)
