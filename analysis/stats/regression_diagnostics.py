"""Whether a regression hangs on single people, overlapping predictors or a straight line."""

from dataclasses import dataclass

import numpy as np

EXACT_FIT = 1e-20
"""Share of the criterion's sum of squares below which no residual is left."""


@dataclass(frozen=True, slots=True)
class Influence:
    """What each person does to a least-squares fit, each of shape (n,).

    Attributes
    ----------
    fitted
        Predicted value.
    leverage
        Diagonal of the hat matrix; sums to the number of coefficients.
    studentised
        Residual over its standard error with that person left out.
    cook
        Cook's distance: how far the fitted values move without that person.
    """

    fitted: np.ndarray
    leverage: np.ndarray
    studentised: np.ndarray
    cook: np.ndarray


def influence(X: np.ndarray, y: np.ndarray) -> Influence:
    """Leverage and influence in the regression of `y` (n,) on `X` (n, q), constant included.

    NaN where a person has full leverage, or where the others would leave no residual.

    References
    ----------
    Belsley, Kuh & Welsch (1980), Regression diagnostics,
    https://doi.org/10.1002/0471725153; Cook (1977), Technometrics 19,
    https://doi.org/10.1080/00401706.1977.10489493
    """
    n, q = X.shape
    Q, _ = np.linalg.qr(X)
    fitted = Q @ (Q.T @ y)
    residuals = y - fitted
    leverage = (Q**2).sum(axis=1)
    left = np.where(leverage < 1 - 1e-12, 1 - leverage, np.nan)
    total = residuals @ residuals
    others = total - residuals**2 / left
    negligible = EXACT_FIT * float(y @ y)
    spread = np.where(others > negligible, others, np.nan) / max(n - q - 1, 1)
    cook = residuals**2 * leverage / (left**2 * q * (total or np.nan) / (n - q))
    return Influence(fitted, leverage, residuals / np.sqrt(spread * left), cook)


def variance_inflation(correlations: np.ndarray) -> np.ndarray:
    """Variance inflation factors from correlations of the predictors (p, p), shape (p,).

    Infinite where predictors are collinear.

    References
    ----------
    Belsley, Kuh & Welsch (1980), section 3.2
    """
    eigenvalues, V = np.linalg.eigh(correlations)
    usable = eigenvalues > 1e-10
    inverse = 1 / np.where(usable, eigenvalues, 1.0)
    collinear = (V[:, ~usable] ** 2 > 1e-10).any(axis=1)
    return np.where(collinear, np.inf, V**2 @ inverse)
