"""Intervals of correlations that are symmetric in Fisher's z."""

import numpy as np
from scipy.special import ndtri


def fisher_interval(
    r: float | np.ndarray, margin: float | np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Limits of correlations `r` that lie `margin` below and above in Fisher's z.

    Parameters
    ----------
    r, margin
        Shapes that broadcast. The limits are NaN where `r` is perfect: its z is infinite.

    References
    ----------
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced from
    a small sample. Metron, 1, 3-32 (no DOI).
    """
    z = np.arctanh(np.where(np.abs(r) < 1, r, np.nan))
    return np.tanh(z - margin), np.tanh(z + margin)


def fisher_interval_by_delta(
    r: np.ndarray, std_error: np.ndarray, *, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """`fisher_interval` of correlations with normal standard errors, by the delta method.

    The standard error of z is that of `r` divided by 1 - r². NaN where it is.
    """
    open_r = np.where(np.abs(r) < 1, r, np.nan)
    return fisher_interval(r, ndtri((1 + confidence) / 2) * std_error / (1 - open_r**2))
