"""Tails and quantiles of the usual distributions; arrays broadcast as in numpy.

The same numbers as those of scipy.stats, whose import takes longer than many rules compute.
Probabilities lie between 0 and 1, neither included.
"""

import numpy as np
from scipy.special import (
    chdtrc,
    chndtr,
    fdtrc,
    fdtri,
    gammaincinv,
    ndtr,
    ndtri,
    pdtr,
    pdtrik,
    stdtr,
    stdtrit,
)


def normal_quantile(probability: np.ndarray | float) -> np.ndarray:
    """Value below which a standard normal variable stays with `probability`."""
    return ndtri(probability)


def normal_tail(z: np.ndarray | float) -> np.ndarray:
    """Probability that a standard normal variable exceeds `z`."""
    return ndtr(np.negative(z))


def chi2_quantile(probability: np.ndarray | float, df: np.ndarray | float) -> np.ndarray:
    """Value below which chi-square stays with `probability`."""
    return 2 * gammaincinv(np.divide(df, 2), probability)


def chi2_tail(statistic: np.ndarray | float, df: np.ndarray | float) -> np.ndarray:
    """Probability that chi-square exceeds `statistic`; NaN unless `df` is above 0."""
    tail = np.where(np.less(statistic, 0), 1.0, chdtrc(df, statistic))
    return np.where(np.greater(df, 0), tail, np.nan)[()]


def noncentral_chi2_share(
    statistic: float, df: np.ndarray | float, noncentrality: float
) -> np.ndarray:
    """Probability that noncentral chi-square stays below `statistic`."""
    return chndtr(statistic, df, noncentrality)


def student_quantile(probability: np.ndarray | float, df: np.ndarray | float) -> np.ndarray:
    """Value below which Student's t stays with `probability`."""
    return stdtrit(df, probability)


def student_share(t: np.ndarray | float, df: np.ndarray | float) -> np.ndarray:
    """Probability that Student's t stays below `t`."""
    return stdtr(df, t)


def student_tail(t: np.ndarray | float, df: np.ndarray | float) -> np.ndarray:
    """Probability that Student's t exceeds `t`."""
    return stdtr(df, np.negative(t))


def fisher_quantile(
    probability: np.ndarray | float, df: np.ndarray | float, df_error: np.ndarray | float
) -> np.ndarray:
    """Value below which F stays with `probability`."""
    return fdtri(df, df_error, probability)


def fisher_tail(
    statistic: np.ndarray | float, df: np.ndarray | float, df_error: np.ndarray | float
) -> np.ndarray:
    """Probability that F exceeds `statistic`."""
    return np.where(np.less(statistic, 0), 1.0, fdtrc(df, df_error, statistic))[()]


def poisson_quantile(probability: np.ndarray | float, mean: np.ndarray | float) -> np.ndarray:
    """Smallest count that a Poisson variable does not exceed with `probability` or more."""
    count = np.ceil(pdtrik(probability, mean))
    below = np.maximum(count - 1, 0)
    return np.where(pdtr(below, mean) >= probability, below, count)[()]
