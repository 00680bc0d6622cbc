"""How a rater's ratings differ from those of raters in general: closed forms and simulation."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.distributions import chi2_quantile, normal_quantile, poisson_quantile
from analysis.stats.random_intercept import random_intercept

ROUNDING = 1e-12
"""A variance below this times the mean square of the values is that of equal numbers."""


@dataclass(frozen=True, slots=True)
class Severity:
    """What each rater adds to ratings, shrunken towards nothing.

    Attributes
    ----------
    estimates, std_errors
        Of each rater, shape (r,); std_errors are posterior standard deviations.
    between, within
        Variance of raters, and of ratees of one rater.
    """

    estimates: np.ndarray
    std_errors: np.ndarray
    between: float
    within: float


def severity(values: np.ndarray, raters: np.ndarray) -> Severity:
    """Best linear predictions of raters' effects in a random-intercept model by REML.

    Parameters
    ----------
    values
        Overall ratings, shape (n,).
    raters
        Codes 0 to r - 1, each of which occurs, shape (n,).

    Notes
    -----
    The standard error takes the variances as known and adds that of the mean.

    References
    ----------
    Robinson (1991), Statistical Science 6, 15-32, https://doi.org/10.1214/ss/1177011926
    """
    fit = random_intercept(np.ones((len(values), 1)), values, raters, restricted=True)
    n = np.bincount(raters)
    mean = np.bincount(raters, weights=values) / n
    noise = fit.within / n
    total = fit.between + noise
    share = np.divide(fit.between, total, out=np.zeros(len(n)), where=total > 0)
    known = fit.between * (1 - share) + (1 - (1 - share)) ** 2 * fit.covariance[0, 0]
    return Severity(
        estimates=share * (mean - fit.coefficients[0]),
        std_errors=np.sqrt(known),
        between=fit.between,
        within=fit.within,
    )


def severity_interval(found: Severity, *, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Normal interval of every rater's effect."""
    reach = normal_quantile((1 + confidence) / 2) * found.std_errors
    return found.estimates - reach, found.estimates + reach


def smallest_spread(n: np.ndarray, *, level: float) -> np.ndarray:
    """The ratio of standard deviations that `level` of raters with n ratees are below.

    A variance of n normal values over the true one is chi-square with n - 1 degrees of freedom,
    over these.
    """
    return np.sqrt(chi2_quantile(level, n - 1) / (n - 1))


def most_equal_pairs(n: np.ndarray, chance: float, *, level: float) -> np.ndarray:
    """The share of pairs of n ratees with one profile that chance exceeds in `level` of raters.

    Parameters
    ----------
    chance
        The probability that two people rated by different raters have one profile.
    """
    pairs = n * (n - 1) / 2
    return poisson_quantile(1 - level, pairs * chance) / pairs


def halo(ratings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean correlation of dimensions over ratees, and mean variance of dimensions in a ratee.

    Both of each rater, shape (...); the correlation is NaN where a dimension does not vary.

    Parameters
    ----------
    ratings
        Ratees by dimensions, in units and from zero points common to all raters, shape
        (..., n, m).

    References
    ----------
    Saal, Downey & Lahey (1980), Psychological Bulletin 88, 413-428,
    https://doi.org/10.1037/0033-2909.88.2.413
    """
    centred = ratings - ratings.mean(axis=-2, keepdims=True)
    within = (centred**2).sum(axis=-2)
    varies = (within > ROUNDING * (ratings**2).sum(axis=-2)).all(axis=-1)
    scale = np.sqrt(np.where(varies[..., None], within, 1.0))
    standard = centred / scale[..., None, :]
    m = ratings.shape[-1]
    total = (standard.sum(axis=-1) ** 2).sum(axis=-1)
    correlation = np.where(varies, (total - m) / (m * (m - 1)), np.nan)
    return correlation, ratings.var(axis=-1, ddof=1).mean(axis=-1)


def halo_limits(
    covariance: np.ndarray, n: int, *, level: float, draws: int, rng: np.random.Generator
) -> tuple[float, float]:
    """What the two numbers of `halo` exceed, or fall below, in a share of `level` of raters.

    Parameters
    ----------
    covariance
        Of the dimensions among ratees of one rater, shape (m, m).
    n
        Ratees of a rater.
    """
    values, vectors = np.linalg.eigh(covariance)
    root = vectors * np.sqrt(np.maximum(values, 0))
    drawn = rng.standard_normal((draws, n, len(covariance))) @ root.T
    correlation, spread = halo(drawn)
    return float(np.quantile(correlation, 1 - level)), float(np.quantile(spread, level))
