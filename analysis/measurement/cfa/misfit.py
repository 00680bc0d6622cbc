"""Where a model does not fit: residual correlations and modification indices."""

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.solution import places_of
from analysis.stats.distributions import chi2_tail, normal_tail
from analysis.stats.sem.implied import implied, jacobian, moments
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.least_squares import weighted
from analysis.stats.sem.model import Matrix, Model, elements
from analysis.stats.sem.modification_indices import (
    extended,
    modification_indices,
    standardised_change,
)
from analysis.stats.sem.residuals import correlation_differences
from analysis.stats.sem.standardised import Places, variances


def residual_correlations(fit: CfaFit) -> pd.DataFrame:
    """Observed less implied correlation of every pair of items, of a model of one group.

    Columns item_a, item_b, residual, std_error, statistic (z), p_value. The standard error is
    of the residual: the sampling of the correlations less what the model follows.
    """
    items = fit.table.items
    first, second = np.triu_indices(len(items), 1)
    residual = correlation_differences(fit.sample[0].covariance, fit.implied[0].covariance)
    error = residual_errors(fit)
    z = np.divide(
        residual[first, second], error, out=np.full(len(first), np.nan), where=error > 0
    )
    return pd.DataFrame(
        {
            "item_a": [items[i] for i in first],
            "item_b": [items[i] for i in second],
            "residual": residual[first, second],
            "std_error": error,
            "statistic": z,
            "p_value": 2 * normal_tail(np.abs(z)),
        }
    )


def residual_errors(fit: CfaFit) -> np.ndarray:
    """Standard errors of residual correlations of ordinal items, by pair.

    Residuals are R = I - D (D'WD)^-1 D'W times the deviations of the moments, whose covariance
    is Gamma / n: the square root of the diagonal of R Gamma R' / n.

    References
    ----------
    Maydeu-Olivares, A., & Shi, D. (2017). Effect sizes of model misfit in structural equation
    models. Methodology, 13(S1), 23-30, eq. 4. https://doi.org/10.1027/1614-2241/a000129
    """
    assert fit.gamma is not None
    assert fit.weight is not None
    layout = moment_layout(fit.model.groups[0], mean_structure=fit.model.mean_structure)
    at = np.flatnonzero(layout.kind == Moment.COVARIANCE)
    change = jacobian(fit.model, 0, elements(fit.model, fit.parameters)) @ fit.model.basis
    pulled = weighted(fit.weight[0], change)
    information = change.T @ pulled
    projection = -change[at] @ np.linalg.solve(information, pulled.T)
    projection[np.arange(len(at)), at] += 1
    spread = np.einsum("as,as->a", projection @ fit.gamma[0], projection)
    return np.sqrt(np.maximum(spread, 0) / fit.sample[0].n)


def modifications(fit: CfaFit) -> pd.DataFrame:
    """Modification indices of every loading and residual covariance that the model leaves out.

    Columns left, operator, right, index (expected drop of the unscaled chi-square, as other
    software has it), statistic (generalised score test, one df) and its p_value, change
    (expected value), standardised_change; largest statistic first, unidentified ones left out.

    References
    ----------
    Satorra, A. (1989). Alternative test criteria in covariance structure analysis: A unified
    approach. Psychometrika, 54(1), 131-151, eq. 29. https://doi.org/10.1007/BF02294453
    """
    places = unstated(fit)
    wider = extended(fit.model, 0, places)
    r, q = len(fit.model.offset), fit.model.basis
    values = np.concatenate([elements(fit.model, fit.parameters), wider.offset[r:]])
    score, information, spread_of_score = score_and_information(fit, wider, values)
    found = modification_indices(
        score=score[r:],
        cross_information=information[r:, :r] @ q,
        own_information=np.diag(information)[r:],
        information=q.T @ information[:r, :r] @ q,
        n=fit.sample[0].n,
    )
    p, m = len(fit.table.items), len(fit.table.factors)
    given = implied(fit.model, 0, values[:r]).matrices
    spread = variances(fit.model, fit.model.groups[0], given, r).value
    _, complete = standardised_change(found.change, places, spread, p=p, m=m)
    identified = np.isfinite(found.index) & (spread_of_score > 0)
    statistic = np.full(len(found.index), np.nan)
    statistic[identified] = (
        fit.sample[0].n * score[r:][identified] ** 2 / spread_of_score[identified]
    )
    table = pd.DataFrame(named(fit, places), columns=["left", "operator", "right"]).assign(
        index=found.index,
        statistic=statistic,
        p_value=chi2_tail(statistic, 1),
        change=found.change,
        standardised_change=complete,
    )
    table = table.dropna(subset="statistic")
    return table.sort_values(
        ["statistic", "left", "right"], ascending=[False, True, True], kind="stable"
    ).reset_index(drop=True)


def score_and_information(
    fit: CfaFit, model: Model, values: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Derivative of minus half the fit function by all elements (r,), their information (r, r).

    Last the variance of root-n times the derivatives by the elements that the fit holds fixed,
    the free ones being estimated, shape (l,).
    """
    assert fit.weight is not None
    assert fit.gamma is not None
    weight, n = fit.weight[0], fit.sample[0].n
    slopes = jacobian(model, 0, values)
    away = fit.sample_vector[0] - moments(model, 0, implied(model, 0, values))
    pulled = weighted(weight, slopes)
    information = slopes.T @ pulled
    r = len(fit.model.offset)
    basis = fit.model.basis
    own = basis.T @ information[:r, :r] @ basis
    follows = np.linalg.solve(own, basis.T @ information[:r, r:])
    left = pulled[:, r:] - pulled[:, :r] @ basis @ follows
    spread = np.einsum("sl,sl->l", left, fit.gamma[0] @ left)
    return (n - 1) / n * pulled.T @ away, information, spread


def unstated(fit: CfaFit) -> Places:
    """Loadings of items and residual covariances of pairs that the model fixes at zero.

    No loadings on a factor that only other factors measure.
    """
    own = places_of(fit.table)
    stated = set(zip(own.matrix, own.row, own.column, strict=True))
    p, m = len(fit.table.items), len(fit.table.factors)
    direct = [f for f in range(m) if any(k == Matrix.LAMBDA and c == f for k, _, c in stated)]
    entries = [(Matrix.LAMBDA, item, factor) for factor in direct for item in range(p)]
    entries += [(Matrix.THETA, i, j) for i in range(p) for j in range(i)]
    left = [entry for entry in entries if entry not in stated]
    return Places(*np.array(left, dtype=int).reshape(-1, 3).T)


def named(fit: CfaFit, places: Places) -> list[tuple[str, str, str]]:
    """Left side, operator and right side of each entry."""
    items, factors = fit.table.items, fit.table.factors
    return [
        (factors[column], "=~", items[row])
        if kind == Matrix.LAMBDA
        else (items[column], "~~", items[row])
        for kind, row, column in zip(places.matrix, places.row, places.column, strict=True)
    ]
