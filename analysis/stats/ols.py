"""Least squares with a constant: the part of a criterion that controls explain."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class OlsFit:
    """A least-squares fit, written around the means of the regressors.

    Attributes
    ----------
    coefficients
        Slopes, shape (q,).
    means
        Means of the regressors, shape (q,).
    mean
        Mean of the outcome, which is the fitted value at `means`.
    r_squared
        Share of the outcome's variance that the regressors explain.
    rank
        Number of linearly independent regressors; below q the slopes are not unique.
    """

    coefficients: np.ndarray
    means: np.ndarray
    mean: float
    r_squared: float
    rank: int


def ols(X: np.ndarray, y: np.ndarray) -> OlsFit:
    """Least squares of `y`, shape (n,), on a constant and the columns of `X`, shape (n, q).

    Notes
    -----
    Centred regressors are scaled to unit length before they are solved for, so that the rank
    does not depend on the units of measurement.
    """
    means, mean = X.mean(axis=0), float(y.mean())
    centred = X - means
    lengths = np.linalg.norm(centred, axis=0)
    negligible = lengths <= np.sqrt(len(y)) * np.abs(means) * 1e-12
    lengths = np.where(negligible | (lengths == 0), np.inf, lengths)
    slopes, _, rank, _ = np.linalg.lstsq(centred / lengths, y - mean, rcond=1e-10)
    coefficients = slopes / lengths
    residuals = y - mean - centred @ coefficients
    total = float((y - mean) @ (y - mean))
    r_squared = 1 - float(residuals @ residuals) / total if total > 0 else 0.0
    return OlsFit(coefficients, means, mean, r_squared, int(rank))


def adjusted(fit: OlsFit, X: np.ndarray, y: np.ndarray) -> np.ndarray:
    """`y` as it would be expected at the mean regressors, shape (n,): residual plus mean."""
    return y - (X - fit.means) @ fit.coefficients
