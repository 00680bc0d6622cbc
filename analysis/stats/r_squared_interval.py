"""The interval of a squared multiple correlation."""

import numpy as np
from scipy.special import ndtri


def r_squared_interval(
    r_squared: float, *, n: int, p: int, confidence: float
) -> tuple[float, float, float]:
    """Standard error and limits of R² in large samples of independent people.

    Parameters
    ----------
    n, p
        People and predictors.

    Notes
    -----
    The predictors are random, as scores are. The limits are not cut at 0 and 1.

    References
    ----------
    Olkin & Finn (1995), Psychological Bulletin 118, https://doi.org/10.1037/0033-2909.118.1.155;
    standard error as in Cohen, Cohen, West & Aiken (2003), Applied multiple regression, p. 88
    """
    spread = r_squared * (1 - r_squared) ** 2 * (n - p - 1) ** 2 / ((n**2 - 1) * (n + 3))
    std_error = float(2 * np.sqrt(spread))
    margin = float(ndtri((1 + confidence) / 2)) * std_error
    return std_error, r_squared - margin, r_squared + margin
