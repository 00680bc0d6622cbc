"""How far means over periods would agree with those over other periods."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit, ndtri


@dataclass(frozen=True, slots=True)
class Generalisability:
    """The coefficient of means over a number of periods, with its interval.

    Attributes
    ----------
    estimate
        Variance between people divided by itself and the residual variance of a mean.
    std_error
        By the delta method.
    ci_low, ci_high
        From the normal distribution of its logit; NaN where the estimate is 0 or 1.
    single
        The coefficient of one period.
    """

    estimate: float
    std_error: float
    ci_low: float
    ci_high: float
    single: float


def generalisability(
    variances: np.ndarray,
    covariance: np.ndarray,
    counted: np.ndarray,
    *,
    n_periods: float,
    confidence: float,
) -> Generalisability:
    """The coefficient from variance components.

    Parameters
    ----------
    variances, covariance
        Of the L levels and the residual, and their sampling covariance, shapes (L + 1,) and
        (L + 1, L + 1); NaN for variances of zero, which are taken as known.
    counted
        Which levels are differences between people that count, shape (L,).
    n_periods
        Periods that a mean is made of.

    References
    ----------
    Brennan (2001), Generalizability Theory, eq. 2.27 (one facet, people crossed with
    occasions), https://doi.org/10.1007/978-1-4757-3456-0
    """
    between, within = float(variances[:-1] @ counted), float(variances[-1])
    estimate = between / (between + within / n_periods)
    single = between / (between + within)
    if not 0 < estimate < 1:
        return Generalisability(estimate, np.nan, np.nan, np.nan, single)
    slope = np.append(counted / between, -1 / within)
    error = float(np.sqrt(slope @ np.nan_to_num(covariance) @ slope))
    margin = ndtri((1 + confidence) / 2) * error
    low, high = expit(logit(estimate) + np.array([-margin, margin]))
    std_error = error * estimate * (1 - estimate)
    return Generalisability(estimate, std_error, float(low), float(high), single)


def variance_interval(
    variance: np.ndarray, std_error: np.ndarray, *, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Interval of each variance, symmetric for its root and cut off at zero.

    Notes
    -----
    The standard error of a root is that of the variance divided by twice the root. NaN for a
    variance of zero.
    """
    root = np.sqrt(np.where(variance > 0, variance, np.nan))
    margin = ndtri((1 + confidence) / 2) * std_error / (2 * root)
    return np.maximum(root - margin, 0) ** 2, (root + margin) ** 2


def lag_one(values: np.ndarray, codes: np.ndarray) -> float:
    """Correlation of neighbouring deviations from the means of groups, free of the means' bias.

    Parameters
    ----------
    values
        In the order of time within groups, groups one after the other, shape (n,).
    codes
        Group of each value, 0 to G - 1, shape (n,).

    Notes
    -----
    Deviations from the mean of k independent values correlate -1 / k with their neighbours, and
    that is what is taken off.
    """
    sizes = np.bincount(codes)
    deviations = values - (np.bincount(codes, weights=values) / sizes)[codes]
    neighbours = codes[1:] == codes[:-1]
    several = sizes[codes] > 1
    squares = float((deviations[several] ** 2).sum())
    if squares == 0:
        return float("nan")
    products = float((deviations[1:] * deviations[:-1])[neighbours].sum())
    expected = -float(np.sum((sizes - 1)[sizes > 1] / sizes[sizes > 1]))
    whole = float(np.sum((sizes - 1)[sizes > 1]))
    return products / squares - expected / whole
