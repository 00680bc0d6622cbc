"""Root mean square error of approximation, with its interval and tests of close fit."""

from dataclasses import dataclass
from math import isfinite, nan, sqrt

from scipy.optimize import root_scalar

from analysis.stats.distributions import noncentral_chi2_share
from analysis.stats.sem.comparative_fit import ChiSquare


@dataclass(frozen=True, slots=True)
class Rmsea:
    """The index and its inference.

    Attributes
    ----------
    estimate
        Zero where the statistic lies below its degrees of freedom.
    ci_low, ci_high
        Interval at the confidence asked for.
    close_p
        P value of the hypothesis that RMSEA <= the bound of close fit.
    not_close_p
        P value of the hypothesis that RMSEA >= the bound of poor fit.
    """

    estimate: float
    ci_low: float
    ci_high: float
    close_p: float
    not_close_p: float


def rmsea(
    point: ChiSquare,
    interval: ChiSquare,
    *,
    n: float,
    groups: int,
    confidence: float,
    close: float,
    not_close: float,
) -> Rmsea:
    """RMSEA from the test that estimates misfit and the test that carries the interval.

    Parameters
    ----------
    point
        Unscaled statistic, df, and expectation of the statistic over df (one if ordinary).
    interval
        Statistic that is chi-square under the model, its df, and in `scaling` the number by
        which the unscaled statistic exceeds it. The same as `point` if ordinary.
    n
        Persons in all groups.

    Notes
    -----
    A *robust* RMSEA (MLM, MLR, MLMV) takes `point` = unscaled statistic with tr(U Gamma) / df
    and `interval` = scaled statistic with its scaling factor: its population value is that of
    the ordinary index, only the inference is corrected. The *scaled* RMSEA of lavaan takes for
    both the unscaled statistic with tr(U Gamma) for df (mean-scaled tests), or the scaled
    statistic with df (scaled and shifted).

    References
    ----------
    Browne, M. W., & Cudeck, R. (1992). Sociological Methods & Research, 21(2), 230-258.
    https://doi.org/10.1177/0049124192021002005
    Steiger, J. H. (1998). Structural Equation Modeling, 5(4), 411-419 (square root of the
    number of groups). https://doi.org/10.1080/10705519809540115
    Li, L., & Bentler, P. M. (2006), and Brosseau-Liard, P. E., Savalei, V., & Li, L. (2012).
    Multivariate Behavioral Research, 47(6), 904-930, eq. 8 and 12 (robust, its interval).
    https://doi.org/10.1080/00273171.2012.715252
    """
    if not all(isfinite(value) for value in (point.statistic, interval.statistic)):
        return Rmsea(nan, nan, nan, nan, nan)
    if point.df <= 0:
        return Rmsea(0.0, 0.0, 0.0, nan, nan)
    low, high = noncentrality_interval(interval, confidence=confidence)
    size = groups / (n * interval.df)
    noncentrality = n * interval.df / (groups * interval.scaling)
    return Rmsea(
        estimate=sqrt(max(point.excess, 0.0) * groups / (n * point.df)),
        ci_low=sqrt(interval.scaling * low * size),
        ci_high=sqrt(interval.scaling * high * size),
        close_p=1 - cumulative(interval, noncentrality * close**2),
        not_close_p=cumulative(interval, noncentrality * not_close**2),
    )


def noncentrality_interval(test: ChiSquare, *, confidence: float) -> tuple[float, float]:
    """Interval of the noncentrality of a chi-square statistic; its ends are never negative."""
    return (
        noncentrality_at(test, (1 + confidence) / 2),
        noncentrality_at(test, (1 - confidence) / 2),
    )


def noncentrality_at(test: ChiSquare, probability: float) -> float:
    """Noncentrality at which the statistic is the quantile of `probability`, or zero."""
    if cumulative(test, 0.0) < probability:
        return 0.0
    high = max(test.statistic, 1.0)
    while cumulative(test, high) > probability:
        high *= 2
    found = root_scalar(
        lambda value: cumulative(test, value) - probability, bracket=(0.0, high), xtol=1e-12
    )
    return float(found.root)


def cumulative(test: ChiSquare, noncentrality: float) -> float:
    """Probability of a statistic as small as this one, at a noncentrality."""
    return float(noncentral_chi2_share(test.statistic, test.df, noncentrality))
