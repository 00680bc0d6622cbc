"""Regression of counts and of yes or no, by iterated weighted least squares."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

STEPS = 100
CLOSE = 1e-12
"""Relative change of the deviance at which it is at its least."""

SEPARATED = 1e-6
"""A deviance below this belongs to coefficients that run away: outcomes are separated."""

LEAST_WEIGHT = 1e-12
"""Of a row whose outcome is all but certain, so that nothing is divided by zero."""


@dataclass(frozen=True, slots=True)
class LinkedFit:
    """Quasi-likelihood estimates of a mean behind a link.

    Attributes
    ----------
    coefficients
        Shape (q,).
    covariance
        Dispersion times the inverse information, shape (q, q).
    scores
        Derivatives of each row's quasi-likelihood at dispersion one, shape (n, q).
    inverse
        Inverse information at dispersion one, shape (q, q).
    fitted
        Expected outcome of each row, shape (n,).
    deviance, dispersion
        The deviance; Pearson's chi-square divided by n - q (1 for the logit).
    converged
        Whether a finite optimum was found.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    scores: np.ndarray
    inverse: np.ndarray
    fitted: np.ndarray
    deviance: float
    dispersion: float
    converged: bool


def quasi_poisson(X: np.ndarray, y: np.ndarray, exposure: np.ndarray) -> LinkedFit:
    """Log-linear regression of counts `y`, shape (n,), with variance proportional to the mean.

    Parameters
    ----------
    X
        Regressors with a constant, shape (n, q).
    exposure
        What the mean is proportional to, positive, shape (n,).

    References
    ----------
    Wedderburn (1974), Biometrika 61, 439, https://doi.org/10.1093/biomet/61.3.439
    """
    offset = np.log(exposure)
    start = np.log((y + y.mean()) / 2 + 1e-300)
    coefficients, deviance, converged = X[0] * 0, np.inf, False
    linear = start
    for _ in range(STEPS):
        mean = np.exp(linear)
        working = linear - offset + (y - mean) / mean
        coefficients = weighted_least_squares(X, working, mean)
        linear = X @ coefficients + offset
        mean, last = np.exp(linear), deviance
        ratio = np.divide(y, mean, out=np.ones(len(y)), where=y > 0)
        deviance = float(2 * (y * np.log(ratio) - (y - mean)).sum())
        if abs(last - deviance) <= CLOSE * (abs(deviance) + 0.1):
            converged = True
            break
    pearson = float(((y - mean) ** 2 / mean).sum()) / (len(y) - X.shape[1])
    return linked(X, y, coefficients, mean, mean, deviance, pearson, converged)


def logistic(X: np.ndarray, y: np.ndarray) -> LinkedFit:
    """Logistic regression of `y`, 0 or 1, shape (n,), on `X`, shape (n, q)."""
    linear = np.where(y > 0, 1.0, -1.0) * np.log(3)
    coefficients, deviance, converged = X[0] * 0, np.inf, False
    for _ in range(STEPS):
        mean = expit(linear)
        weight = np.maximum(mean * (1 - mean), LEAST_WEIGHT)
        coefficients = weighted_least_squares(X, linear + (y - mean) / weight, weight)
        linear, last = X @ coefficients, deviance
        deviance = float(2 * np.logaddexp(0, np.where(y > 0, -linear, linear)).sum())
        if deviance < SEPARATED:
            break
        if abs(last - deviance) <= CLOSE * (abs(deviance) + 0.1):
            converged = True
            break
    mean = expit(linear)
    weight = mean * (1 - mean)
    return linked(X, y, coefficients, mean, weight, deviance, 1.0, converged)


def weighted_least_squares(X: np.ndarray, y: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Coefficients, shape (q,)."""
    root = np.sqrt(weight)
    return np.linalg.lstsq(X * root[:, None], y * root, rcond=None)[0]


def linked(
    X: np.ndarray,
    y: np.ndarray,
    coefficients: np.ndarray,
    mean: np.ndarray,
    weight: np.ndarray,
    deviance: float,
    dispersion: float,
    converged: bool,
) -> LinkedFit:
    """The fit, with its covariance."""
    inverse = np.linalg.pinv(X.T @ (weight[:, None] * X), hermitian=True)
    return LinkedFit(
        coefficients=coefficients,
        covariance=dispersion * inverse,
        scores=(y - mean)[:, None] * X,
        inverse=inverse,
        fitted=mean,
        deviance=deviance,
        dispersion=dispersion,
        converged=converged,
    )
