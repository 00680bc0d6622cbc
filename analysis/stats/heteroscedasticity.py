"""Covariance of least-squares coefficients when the spread of errors differs among people."""

from typing import Literal

import numpy as np

from analysis.stats.cluster_robust import FULL_LEVERAGE

Kind = Literal["HC0", "HC1", "HC2", "HC3", "HC4"]


def heteroscedasticity_consistent(
    X: np.ndarray, residuals: np.ndarray, *, kind: Kind
) -> np.ndarray:
    """Sandwich covariance of the coefficients, shape (q, q).

    Parameters
    ----------
    X
        Design of full column rank, intercept included, shape (n, q). With case weights, rows
        and residuals are multiplied by their square roots.
    residuals
        Shape (n,).

    Notes
    -----
    People with full leverage have no residual and add nothing.

    References
    ----------
    MacKinnon & White (1985), J. Econometrics 29, https://doi.org/10.1016/0304-4076(85)90158-7
    Cribari-Neto (2004), Computational Statistics & Data Analysis 45,
    https://doi.org/10.1016/S0167-9473(02)00366-3 (HC4)
    """
    n, q = X.shape
    Q, R = np.linalg.qr(X)
    leverage = (Q**2).sum(axis=1)
    left = 1 - leverage
    power = {
        "HC0": np.zeros(n),
        "HC1": np.zeros(n),
        "HC2": np.ones(n),
        "HC3": np.full(n, 2.0),
        "HC4": np.minimum(4.0, n * leverage / q),
    }[kind]
    usable = left > FULL_LEVERAGE
    scale = np.where(usable, left, 1.0) ** -power * usable
    scale *= n / (n - q) if kind == "HC1" else 1.0
    half = np.linalg.solve(R, (Q * (residuals * np.sqrt(scale))[:, None]).T)
    return half @ half.T
