"""Standard errors of least-squares estimates, and the traces their tests are scaled by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analysis.stats.sem.least_squares import rows_times, weighted

SINGULAR = 1e-12
"""Smallest eigenvalue of the information, scaled to a unit diagonal, that can be inverted."""


@dataclass(frozen=True, slots=True)
class LeastSquaresErrors:
    """What sampling does to estimates and test statistic.

    Attributes
    ----------
    naive
        Covariance of the parameters if the weight matrix were the inverse of Gamma, (q, q);
        NaN where the information is singular.
    robust
        Sandwich covariance with Gamma in the middle, shape (q, q).
    trace, trace_of_square
        Of U Gamma and of its square; the statistic's mean and half its variance.
    identified
        Whether the information could be inverted.
    """

    naive: np.ndarray
    robust: np.ndarray
    trace: float
    trace_of_square: float
    identified: bool


def least_squares_errors(
    jacobians: Sequence[np.ndarray],
    weights: Sequence[np.ndarray],
    gammas: Sequence[np.ndarray],
    n: Sequence[float],
) -> LeastSquaresErrors:
    """Covariances of the estimates and traces of U Gamma, without forming U.

    Parameters
    ----------
    jacobians
        Derivatives of the moments of each group by the parameters, shape (s, q).
    weights
        Weight matrix of each group, shape (s,) or (s, s).
    gammas
        Covariance of sqrt(n_g) times the moments of each group, shape (s, s).
    n
        People in each group.

    Notes
    -----
    U = V - V D (D' V D)^-1 D' V over all groups, V holding n_g / n times each weight matrix and
    Gamma n / n_g times each covariance. Covariances of the parameters are divided by n minus
    the number of groups, as in lavaan.

    References
    ----------
    Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors
    in covariance structure analysis. In A. von Eye & C. C. Clogg (Eds.), Latent variables
    analysis (pp. 399-419). Sage, eqs. 16.10-16.17.

    Muthén, B., du Toit, S. H. C., & Spisic, D. (1997). Robust inference using weighted least
    squares and quadratic estimating equations in latent variable modeling with categorical
    and continuous outcomes (unpublished), eqs. 100-109.
    """
    people = float(sum(n))
    information = meat = crossed = 0.0
    trace = square = 0.0
    for change, weight, gamma, count in zip(jacobians, weights, gammas, n, strict=True):
        share = count / people
        if weight.ndim == 2:
            pulled = weight @ change
            information = information + share * (change.T @ pulled)
            spread = gamma @ pulled
        else:
            sparse = csr_array(change)
            pulled = rows_times(sparse, weight)
            information = information + share * (sparse.T @ pulled).toarray()
            spread = (pulled.T @ gamma).T
        meat = meat + share * (pulled.T @ spread)
        crossed = crossed + share * (spread.T @ weighted(weight, spread))
        trace += trace_of_product(weight, gamma)
        square += trace_of_squared_product(weight, gamma)
    inverse = _inverse(np.asarray(information))
    if inverse is None:
        missing = np.full_like(np.asarray(information), np.nan)
        return LeastSquaresErrors(missing, missing, np.nan, np.nan, identified=False)
    explained = inverse @ meat
    overlap = float((inverse * np.asarray(crossed).T).sum())
    divisor = people - len(n)
    return LeastSquaresErrors(
        naive=inverse / divisor,
        robust=explained @ inverse / divisor,
        trace=float(trace - np.trace(explained)),
        trace_of_square=float(square - 2 * overlap + (explained * explained.T).sum()),
        identified=True,
    )


def trace_of_product(weight: np.ndarray, gamma: np.ndarray) -> float:
    """Trace of V Gamma."""
    return float((weight * (np.diag(gamma) if weight.ndim == 1 else gamma)).sum())


def trace_of_squared_product(weight: np.ndarray, gamma: np.ndarray) -> float:
    """Trace of V Gamma V Gamma; for diagonal V without a product of whole matrices."""
    if weight.ndim == 1:
        return float(weight @ (gamma * gamma) @ weight)
    product = weight @ gamma
    return float((product * product.T).sum())


def _inverse(information: np.ndarray) -> np.ndarray | None:
    """Inverse of a positive definite matrix, or None."""
    if not np.isfinite(information).all():
        return None
    size = np.sqrt(np.maximum(np.diag(information), np.finfo(float).tiny))
    values, vectors = np.linalg.eigh(information / np.outer(size, size))
    if len(values) and not values[0] > SINGULAR:
        return None
    vectors = vectors / size[:, None]
    return (vectors / values) @ vectors.T
