"""Estimates of every parameter with standard errors and intervals."""

import numpy as np
import pandas as pd

from analysis.measurement.cfa.expression_values import Dual, evaluated
from analysis.measurement.cfa.expressions import labels_of
from analysis.measurement.cfa.model_matrices import placed, threshold_order
from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.measurement.cfa.tokens import fail
from analysis.stats.distributions import normal_quantile, normal_tail
from analysis.stats.sem.implied import implied
from analysis.stats.sem.model import Matrices, Matrix, Model, elements


def parameter_estimates(
    table: ParameterTable,
    model: Model,
    parameters: np.ndarray,
    covariance: np.ndarray,
    *,
    confidence: float,
) -> pd.DataFrame:
    """All parameters, fixed and free, then those defined by others.

    Fixed parameters have standard error 0 and no test. Residual variances (delta) and scaling
    factors (theta parameterization) of ordinal items are computed from the others.

    References
    ----------
    Defined parameters by the delta method: Oehlert (1992), American Statistician 46, 27-29.
    """
    values = elements(model, parameters)
    rows = table.rows
    free = rows["free"].to_numpy()
    estimate = np.where(free >= 0, values[np.maximum(free, 0)] if len(values) else 0.0, 0.0)
    fixed = free < 0
    estimate[fixed] = fixed_values(table, model, values)[fixed]
    spread = np.sqrt(np.maximum(((model.basis @ covariance) * model.basis).sum(axis=1), 0))
    std_error = np.zeros(len(rows))
    std_error[~fixed] = spread[free[~fixed]]
    kept = ["left", "operator", "right", "group", "label"]
    result = rows[kept].assign(free=~fixed, estimate=estimate, std_error=std_error)
    defined = defined_parameters(table, model, values, covariance)
    whole = pd.concat([result, defined], ignore_index=True) if len(defined) else result
    return with_tests(whole, confidence=confidence)


def fixed_values(table: ParameterTable, model: Model, values: np.ndarray) -> np.ndarray:
    """Every row's entry in the completed matrices, shape (rows,)."""
    result = np.zeros(len(table.rows))
    for position, group in enumerate(table.groups):
        matrices = implied(model, position, values).matrices
        parts = by_kind(matrices)
        here = np.flatnonzero((table.rows["group"] == group).to_numpy())
        rows = table.rows.iloc[here]
        order = threshold_order(table, pd.DataFrame(rows[rows["operator"] == "|"]))
        names = zip(rows["left"], rows["operator"], rows["right"], strict=True)
        for at, (left, operator, right) in zip(here, names, strict=True):
            kind, row, column = placed(table, order, left, operator, right)
            part = parts[kind]
            result[at] = part[row] if part.ndim == 1 else part[row, column]
    return result


def by_kind(given: Matrices) -> dict[Matrix, np.ndarray]:
    """The matrices by their code."""
    names = ("lambda_", "beta", "psi", "theta", "nu", "alpha", "tau", "delta")
    return {kind: getattr(given, name) for kind, name in zip(Matrix, names, strict=True)}


def defined_parameters(
    table: ParameterTable, model: Model, values: np.ndarray, covariance: np.ndarray
) -> pd.DataFrame:
    """Defined parameters with delta-method standard errors."""
    known: dict[str, Dual] = {}
    nothing = np.zeros(model.basis.shape[1])
    for label, free, fixed in zip(
        table.rows["label"], table.rows["free"], table.rows["fixed"], strict=True
    ):
        if label and label not in known:
            known[label] = (
                Dual(float(values[free]), model.basis[free])
                if free >= 0
                else Dual(fixed, nothing)
            )
    found = []
    for definition in table.definitions:
        for token in labels_of(definition.expression):
            if token.text not in known:
                raise fail(token, f"no parameter has the label {token.text!r}")
        dual = evaluated(definition.expression, known or {"": Dual(0.0, nothing)})
        known[definition.name] = dual
        variance = float(dual.gradient @ covariance @ dual.gradient)
        found.append({
            "left": definition.name,
            "operator": ":=",
            "right": definition.text,
            "group": "",
            "label": definition.name,
            "free": False,
            "estimate": dual.value,
            "std_error": np.sqrt(variance) if variance >= 0 else np.nan,
        })  # fmt: skip
    return pd.DataFrame(found)


def with_tests(table: pd.DataFrame, *, confidence: float) -> pd.DataFrame:
    """The table with z, p and normal intervals; none for fixed parameters."""
    estimate, std_error = table["estimate"].to_numpy(), table["std_error"].to_numpy()
    tested = std_error > 0
    statistic = np.full(len(table), np.nan)
    statistic[tested] = estimate[tested] / std_error[tested]
    width = normal_quantile((1 + confidence) / 2) * std_error
    return table.assign(
        statistic=statistic,
        p_value=2 * normal_tail(np.abs(statistic)),
        ci_low=estimate - width,
        ci_high=estimate + width,
    )
