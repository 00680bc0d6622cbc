"""Regression of an outcome that cannot be seen beyond a bound."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr

STEPS = 100
CLOSE = 1e-10
"""Newton's decrement at which the concave likelihood is at its top."""


@dataclass(frozen=True, slots=True)
class TobitFit:
    """Maximum likelihood estimates.

    Attributes
    ----------
    coefficients
        Of the outcome without bounds, shape (q,).
    sigma
        Its residual standard deviation.
    covariance
        Of the coefficients and log sigma, from the observed information, shape (q + 1, q + 1).
    scores
        Derivatives of each row's log-likelihood by the same, shape (n, q + 1).
    log_likelihood, converged
        At the estimates; whether they are the maximum.
    """

    coefficients: np.ndarray
    sigma: float
    covariance: np.ndarray
    scores: np.ndarray
    log_likelihood: float
    converged: bool


def tobit(X: np.ndarray, y: np.ndarray, *, lower: float, upper: float) -> TobitFit:
    """Normal regression of `y`, shape (n,), where values at a bound may be anything beyond it.

    Parameters
    ----------
    X
        Regressors with a constant, of full rank among the rows within the bounds, shape (n, q).
    lower, upper
        The bounds; infinite where there is none.

    References
    ----------
    Tobin (1958), Econometrica 26, 24, https://doi.org/10.2307/1907382; concave in β/σ and 1/σ:
    Olsen (1978), Econometrica 46, 1211, https://doi.org/10.2307/1911445
    """
    within = (y > lower) & (y < upper)
    start = np.linalg.lstsq(X[within], y[within], rcond=None)[0]
    spread = float(np.std(y[within] - X[within] @ start)) or 1.0
    point = np.append(start, 1.0) / spread
    converged = False
    for _ in range(STEPS):
        value, gradients, information = olsen(point, X, y, lower, upper)
        step = np.linalg.solve(information, gradients.sum(axis=0))
        if step @ gradients.sum(axis=0) < CLOSE:
            point, converged = point + step, True
            break
        size = 1.0
        while size > 1e-8:
            new = point + size * step
            if new[-1] > 0 and olsen_value(new, X, y, lower, upper) >= value:
                break
            size /= 2
        point = new
    value, gradients, information = olsen(point, X, y, lower, upper)
    return as_written(point, value, gradients, information, converged)


def as_written(
    point: np.ndarray,
    value: float,
    gradients: np.ndarray,
    information: np.ndarray,
    converged: bool,
) -> TobitFit:
    """The estimates in β and log σ, from those in β/σ and 1/σ."""
    q = len(point) - 1
    sigma = 1 / point[-1]
    coefficients = point[:-1] * sigma
    by_olsen = np.zeros((q + 1, q + 1))
    by_olsen[:q, :q] = np.eye(q) * sigma
    by_olsen[:q, q] = -coefficients * sigma
    by_olsen[q, q] = -sigma
    covariance = by_olsen @ np.linalg.inv(information) @ by_olsen.T
    scores = gradients @ np.linalg.inv(by_olsen)
    return TobitFit(coefficients, float(sigma), covariance, scores, value, converged)


def parts(
    point: np.ndarray, X: np.ndarray, y: np.ndarray, lower: float, upper: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Linear term of each row, and which rows lie at the lower and at the upper bound.

    It is the residual h y - x'δ within the bounds, and the argument of Φ at a bound.
    """
    expected, h = X @ point[:-1], point[-1]
    low, high = y <= lower, y >= upper
    term = h * y - expected
    if low.any():
        term[low] = h * lower - expected[low]
    if high.any():
        term[high] = expected[high] - h * upper
    return term, low, high


def olsen_value(
    point: np.ndarray, X: np.ndarray, y: np.ndarray, lower: float, upper: float
) -> float:
    """Log-likelihood at δ = β/σ and h = 1/σ."""
    term, low, high = parts(point, X, y, lower, upper)
    seen = ~(low | high)
    normal = np.log(point[-1]) - np.log(2 * np.pi) / 2 - term[seen] ** 2 / 2
    return float(normal.sum() + log_ndtr(term[~seen]).sum())


def olsen(
    point: np.ndarray, X: np.ndarray, y: np.ndarray, lower: float, upper: float
) -> tuple[float, np.ndarray, np.ndarray]:
    """Log-likelihood, the gradient of each row's, and the negative Hessian of their sum."""
    term, low, high = parts(point, X, y, lower, upper)
    at_bound = low | high
    mills = np.exp(-(term**2) / 2 - np.log(2 * np.pi) / 2 - log_ndtr(term))
    slope = np.where(at_bound, mills, -term)
    bend = np.where(at_bound, mills * (term + mills), 1.0)
    sign = np.where(high, 1.0, -1.0)
    bound = np.where(low, lower, np.where(high, upper, y))
    directions = np.column_stack([sign[:, None] * X, -sign * bound])
    gradients = slope[:, None] * directions
    gradients[~at_bound, -1] += 1 / point[-1]
    information = directions.T @ (bend[:, None] * directions)
    information[-1, -1] += (~at_bound).sum() / point[-1] ** 2
    return olsen_value(point, X, y, lower, upper), gradients, information
