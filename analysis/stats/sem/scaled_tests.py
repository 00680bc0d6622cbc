"""Test statistics of fit, corrected by the traces of U Gamma."""

from dataclasses import dataclass
from math import nan, sqrt

from analysis.stats.distributions import chi2_tail


@dataclass(frozen=True, slots=True)
class TestStatistic:
    """A test of exact fit.

    Attributes
    ----------
    name
        "standard", "satorra_bentler", "mean_variance_adjusted", "scaled_shifted" or
        "yuan_bentler_mplus".
    statistic, df, p_value
        Refers to a chi-square distribution; the p value is NaN without degrees of freedom, and
        where the statistic follows no chi-square distribution.
    scaling
        What the unscaled statistic was divided by.
    shift
        What was added afterwards.

    Notes
    -----
    Without degrees of freedom nothing is scaled: the statistic stays, scaling and shift are
    NaN.
    """

    __test__ = False

    name: str
    statistic: float
    df: float
    p_value: float
    scaling: float
    shift: float


def standard_test(statistic: float, df: int, *, chi_square: bool) -> TestStatistic:
    """The unscaled statistic; `chi_square` says whether it follows that distribution."""
    p_value = _p_value(statistic, df) if chi_square else nan
    return TestStatistic("standard", statistic, df, p_value, 1.0, 0.0)


def satorra_bentler(statistic: float, df: int, trace: float) -> TestStatistic:
    """Statistic whose mean is that of a chi-square variable (MLM, WLSM, ULSM).

    Parameters
    ----------
    statistic, df
        Of the unscaled test.
    trace
        Of U Gamma.

    References
    ----------
    Satorra, A., & Bentler, P. M. (1994). Corrections to test statistics and standard errors
    in covariance structure analysis. In A. von Eye & C. C. Clogg (Eds.), Latent variables
    analysis (pp. 399-419). Sage, eq. 16.19.
    """
    if df == 0:
        return _untested("satorra_bentler", statistic)
    scaling = _ratio(trace, df)
    scaled = _ratio(statistic, scaling)
    return TestStatistic("satorra_bentler", scaled, df, _p_value(scaled, df), scaling, 0.0)


def mean_variance_adjusted(
    statistic: float, df: int, trace: float, trace_of_square: float
) -> TestStatistic:
    """Statistic with mean and variance of a chi-square variable whose df is estimated.

    References
    ----------
    Satorra & Bentler (1994), eqs. 16.20-16.21.
    """
    adjusted = _ratio(trace**2, trace_of_square) if df > 0 else nan
    scaling = _ratio(trace, adjusted)
    scaled = _ratio(statistic, scaling)
    return TestStatistic(
        "mean_variance_adjusted", scaled, adjusted, _p_value(scaled, adjusted), scaling, 0.0
    )


def scaled_shifted(
    statistic: float, df: int, trace: float, trace_of_square: float
) -> TestStatistic:
    """Statistic with mean and variance of a chi-square variable, df unchanged (WLSMV, ULSMV).

    References
    ----------
    Asparouhov, T., & Muthén, B. (2010). Simple second order chi-square correction (Mplus
    technical appendix), eqs. 4-6.
    """
    if df == 0:
        return _untested("scaled_shifted", statistic)
    if not (df > 0 and trace_of_square > 0):
        return TestStatistic("scaled_shifted", nan, df, nan, nan, nan)
    slope = sqrt(df / trace_of_square)
    shift = df - slope * trace
    scaled = slope * statistic + shift
    return TestStatistic("scaled_shifted", scaled, df, _p_value(scaled, df), 1 / slope, shift)


def _untested(name: str, statistic: float) -> TestStatistic:
    """A saturated model: no test, nothing to correct."""
    return TestStatistic(name, statistic, 0, nan, nan, nan)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else nan


def _p_value(statistic: float, df: float) -> float:
    return float(chi2_tail(statistic, df)) if df > 0 else nan
