"""Least squares with standard errors that allow for unequal residual variances."""

from dataclasses import dataclass

import numpy as np

FULL_LEVERAGE = 1 - 1e-8
"""From here on a row's residual is zero whatever its outcome, and HC3 divides by zero."""


@dataclass(frozen=True, slots=True)
class RobustFit:
    """Coefficients and their HC3 covariance.

    Attributes
    ----------
    coefficients
        Shape (q,).
    covariance
        Shape (q, q); NaN where a row has full leverage.
    df
        n - q.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    df: int


def ols_hc3(X: np.ndarray, y: np.ndarray) -> RobustFit:
    """Least squares of `y`, shape (n,), on `X`, shape (n, q) of full column rank.

    References
    ----------
    MacKinnon & White (1985), Journal of Econometrics 29, 305,
    https://doi.org/10.1016/0304-4076(85)90158-7; for its use in small samples Long & Ervin
    (2000), The American Statistician 54, 217, https://doi.org/10.1080/00031305.2000.10474549
    """
    lengths = np.linalg.norm(X, axis=0)
    Q, R = np.linalg.qr(X / lengths)
    inverse = np.linalg.inv(R) / lengths[:, None]
    coefficients = inverse @ (Q.T @ y)
    leverage = (Q**2).sum(axis=1)
    n, q = X.shape
    if leverage.max() >= FULL_LEVERAGE:
        return RobustFit(coefficients, np.full((q, q), np.nan), n - q)
    residual = (y - Q @ (Q.T @ y)) / (1 - leverage)
    half = inverse @ (Q * residual[:, None]).T
    return RobustFit(coefficients, half @ half.T, n - q)
