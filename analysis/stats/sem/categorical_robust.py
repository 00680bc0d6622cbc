"""Robust CFI and RMSEA of models fitted to polychoric correlations."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.normal_discrepancy import normal_discrepancy
from analysis.stats.sem.residuals import Moments


@dataclass(frozen=True, slots=True)
class CorrelationFit:
    """One group of a model of ordinal items, fitted by (diagonally) weighted least squares.

    c = p (p - 1) / 2 correlations, in the order of `np.triu_indices(p, 1)`.

    Attributes
    ----------
    observed, implied
        Polychoric and implied correlation matrices, shape (p, p).
    jacobian
        Derivatives of the implied correlations by the free parameters, shape (c, q).
    weight
        Diagonal of the weight matrix in the fit function, shape (c,), or all, shape (c, c).
    gamma
        Asymptotic covariance of root-n times the polychoric correlations, shape (c, c).
    n
        Persons.
    """

    observed: np.ndarray
    implied: np.ndarray
    jacobian: np.ndarray
    weight: np.ndarray
    gamma: np.ndarray
    n: float


@dataclass(frozen=True, slots=True)
class RobustChiSquares:
    """What the robust indices are made of.

    `comparative_fit(model, baseline)` and `tucker_lewis(model, baseline)` are the robust CFI
    and TLI; `rmsea(model, interval, ...)` is the robust RMSEA.

    Attributes
    ----------
    model, baseline
        Normal-theory statistics at the estimates, with their expectations over df.
    interval
        The model's statistic divided by its scaling, for intervals and tests.
    """

    model: ChiSquare
    baseline: ChiSquare
    interval: ChiSquare


def categorical_robust(
    groups: list[CorrelationFit], *, information: np.ndarray, df: float
) -> RobustChiSquares:
    """Statistics whose indices estimate what ML would give on the correlations' population.

    The fit function of maximum likelihood is evaluated at the least-squares estimates; its
    expectation follows from the distribution of the polychoric correlations.

    Parameters
    ----------
    information
        Information per person of all free parameters of the fitted model (thresholds
        included): weighted by the groups' shares of people, shape (q, q).
    df
        Degrees of freedom of the model.

    Notes
    -----
    All polychoric and implied matrices must be positive definite correlation matrices: else,
    and so with continuous items among the ordinal ones, all is NaN.
    In several groups the baseline's scaling sums the traces of the groups; lavaan 0.6-14 sums
    them over the groups' shares, which overstates it by about the number of groups.

    References
    ----------
    Savalei, V. (2021). Improving fit indices in structural equation modeling with categorical
    data. Multivariate Behavioral Research, 56(3), 390-407, eq. 10-15.
    https://doi.org/10.1080/00273171.2020.1717922
    """
    baseline_df = float(sum(len(group.gamma) for group in groups))
    if not all(proper(group.observed) and proper(group.implied) for group in groups):
        nothing = ChiSquare(np.nan, df, np.nan)
        return RobustChiSquares(nothing, ChiSquare(np.nan, baseline_df, np.nan), nothing)
    none = np.empty(0)
    statistic = sum(
        g.n * normal_discrepancy(Moments(g.observed, none), Moments(g.implied, none))
        for g in groups
    )
    null = sum(-g.n * np.linalg.slogdet(g.observed)[1] for g in groups)
    scaling = misfit_trace(groups, information) / df if df else 1.0
    null_scaling = sum(np.trace(g.gamma) for g in groups) / baseline_df
    return RobustChiSquares(
        model=ChiSquare(float(statistic), df, scaling),
        baseline=ChiSquare(float(null), baseline_df, float(null_scaling)),
        interval=ChiSquare(float(statistic / scaling), df, scaling),
    )


def proper(matrix: np.ndarray) -> bool:
    """Whether a matrix is a positive definite correlation matrix."""
    small = np.sqrt(np.finfo(float).eps)
    if not np.isfinite(matrix).all() or np.abs(np.diag(matrix) - 1).max() > small:
        return False
    return bool(np.linalg.eigvalsh(matrix)[0] > small)


def misfit_trace(groups: list[CorrelationFit], information: np.ndarray) -> float:
    """Expectation of the normal-theory statistic at the least-squares estimates.

    The residuals are (I - J A^-1 J' W) times the deviations of the sample's correlations,
    where A is the information; groups share A.
    """
    total = sum(group.n for group in groups)
    jacobian = np.vstack([group.jacobian for group in groups])
    sizes = [len(group.gamma) for group in groups]
    weight, normal, gamma = (np.zeros((len(jacobian), len(jacobian))) for _ in range(3))
    starts = np.cumsum([0, *sizes])
    for group, start, end in zip(groups, starts, starts[1:], strict=False):
        here, share = slice(start, end), group.n / total
        own = np.diag(group.weight) if group.weight.ndim == 1 else group.weight
        weight[here, here] = share * own
        normal[here, here] = share * correlation_information(group.implied)
        gamma[here, here] = group.gamma / share
    residual = np.eye(len(jacobian))
    residual -= jacobian @ np.linalg.solve(information, jacobian.T @ weight)
    return float(np.sum((residual.T @ normal @ residual) * gamma))


def correlation_information(correlation: np.ndarray) -> np.ndarray:
    """Normal-theory information per person of the correlations, shape (c, c).

    The curvature of half the ML fit function by the off-diagonal entries, variances known.
    """
    inverse = np.linalg.inv(correlation)
    rows, columns = np.triu_indices(len(correlation), 1)
    straight = inverse[np.ix_(rows, rows)] * inverse[np.ix_(columns, columns)]
    crossed = inverse[np.ix_(rows, columns)] * inverse[np.ix_(columns, rows)]
    return straight + crossed
