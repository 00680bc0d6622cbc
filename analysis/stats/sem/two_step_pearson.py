"""Correlation of two continuous items at given means and variances."""

import numpy as np

TOLERANCE = 1e-15
MOST_STEPS = 100


def two_step_pearson(squares: np.ndarray, product: np.ndarray) -> np.ndarray:
    """Likeliest correlations where means and variances come from everyone who answered.

    Parameters
    ----------
    squares
        Mean of z_i² + z_j² over people who answered both, shape (pairs,).
    product
        Mean of z_i z_j over the same people, shape (pairs,).

    Notes
    -----
    With complete answers `squares` is 2 and the estimate is the Pearson correlation. With
    answers missing it is the root of the cubic equation that the bivariate normal likelihood
    gives (as lavaan with `missing = "pairwise"` and ordinal items beside).

    References
    ----------
    Anderson, T. W. (2003). An introduction to multivariate statistical analysis (3rd ed.).
    Wiley, section 2.3 (the bivariate normal density).
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        rho = np.where(squares > 0, 2 * product / squares, np.nan)
        for _ in range(MOST_STEPS):
            value = ((rho - product) * rho + squares - 1) * rho - product
            step = value / ((3 * rho - 2 * product) * rho + squares - 1)
            rho = np.clip(rho - step, -1.0, 1.0)
            if not np.nanmax(np.abs(step), initial=0.0) > TOLERANCE:
                break
    return rho


def pearson_scores(
    first: np.ndarray, second: np.ndarray, rho: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Scores of single answers in rho, and in mean and variance of standardised items.

    Parameters
    ----------
    first, second
        Standardised answers, shape (n,).
    rho
        Correlation.

    Returns
    -------
    Derivatives with respect to the correlation, the first mean and variance, the second mean
    and variance, each of shape (n,), both standard deviations being 1.
    """
    rest = (1 - rho) * (1 + rho)
    product = first * second
    squares = first**2 + second**2
    of_rho = (rho + product - (squares - 2 * rho * product) * rho / rest) / rest
    return (
        of_rho,
        (first - rho * second) / rest,
        ((first**2 - rho * product) / rest - 1) / 2,
        (second - rho * first) / rest,
        ((second**2 - rho * product) / rest - 1) / 2,
    )
