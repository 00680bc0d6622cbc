"""The estimates of a fitted model, with the standardised solution."""

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.model_matrices import placed, threshold_order
from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.stats.distributions import normal_quantile
from analysis.stats.sem.implied import factor_effects
from analysis.stats.sem.model import elements
from analysis.stats.sem.standardised import Places, delta_method, explained, standardised


def solution(fit: CfaFit, *, confidence: float) -> pd.DataFrame:
    """Every parameter of a model of one group, then the variance explained.

    Columns left, operator, right, free, estimate, std_error, ci_low, ci_high, statistic,
    p_value, standardised, standardised_std_error, standardised_ci_low, standardised_ci_high.
    Standardised: factors and (latent) responses have variance one. Operator "r2" is the share
    of a variance that the factors explain.
    """
    rows = fit.table.rows
    found = fit.estimates.iloc[: len(rows)].drop(columns=["group", "label"])
    values = elements(fit.model, fit.parameters)
    given = standardised(fit.model, 0, values, places_of(fit.table))
    error = delta_method(given.complete_jacobian, fit.model.basis, fit.covariance)
    found = found.assign(standardised=given.complete, standardised_std_error=error)
    shares = explained(fit.model, 0, values)
    both = [*zip(fit.table.items, shares.items, strict=True)]
    beta = fit.implied[0].matrices.beta
    both += [
        (factor, share)
        for factor, share, paths in zip(fit.table.factors, shares.factors, beta, strict=True)
        if paths.any()
    ]
    extra = pd.DataFrame(
        [
            {"left": name, "operator": "r2", "right": name, "free": False, "estimate": share}
            for name, share in both
        ]
    )
    whole = pd.concat([found, extra], ignore_index=True)
    width = normal_quantile((1 + confidence) / 2) * whole["standardised_std_error"]
    return whole.assign(
        standardised_ci_low=whole["standardised"] - width,
        standardised_ci_high=whole["standardised"] + width,
    )


def places_of(table: ParameterTable) -> Places:
    """Where the rows of a model of one group stand in the matrices."""
    rows = table.rows
    order = threshold_order(table, rows.query("operator == '|'"))
    at = [
        placed(table, order, *row)
        for row in rows[["left", "operator", "right"]].itertuples(index=False, name=None)
    ]
    return Places(*np.array(at, dtype=int).reshape(-1, 3).T)


def factor_covariance(fit: CfaFit) -> np.ndarray:
    """Covariance of all factors, explained ones too, in a model of one group; shape (m, m)."""
    given = fit.implied[0].matrices
    effects = factor_effects(given)
    return effects @ given.psi @ effects.T
