"""Results of several imputations made one: Rubin's rules."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.distributions import chi2_tail, fisher_tail


@dataclass(frozen=True, slots=True)
class Pooled:
    """Estimates over all imputations.

    Attributes
    ----------
    estimate, std_error, df
        Shape (q,); degrees of freedom of Student's t.
    fraction_missing
        Share of the information about each estimate that is missing, shape (q,).
    """

    estimate: np.ndarray
    std_error: np.ndarray
    df: np.ndarray
    fraction_missing: np.ndarray


def pooled(estimates: np.ndarray, variances: np.ndarray, complete_df: np.ndarray) -> Pooled:
    """Rubin's rules.

    Parameters
    ----------
    estimates, variances
        Of each imputation, shape (m, q), m at least 2.
    complete_df
        Degrees of freedom that the tests would have if nothing were missing, shape (q,).

    References
    ----------
    Rubin (1987), Multiple imputation for nonresponse in surveys, section 3.3,
    https://doi.org/10.1002/9780470316696
    Barnard & Rubin (1999), Biometrika 86, 948-955, equation 3 (degrees of freedom),
    https://doi.org/10.1093/biomet/86.4.948
    """
    m = len(estimates)
    within = variances.mean(axis=0)
    between = (1 + 1 / m) * estimates.var(axis=0, ddof=1)
    total = within + between
    share = np.divide(between, total, out=np.zeros_like(total), where=total > 0)
    observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share)
    with np.errstate(divide="ignore"):
        between_df = (m - 1) / share**2
        df = 1 / (1 / between_df + 1 / observed)
    ratio = share / (1 - share)
    return Pooled(
        estimate=estimates.mean(axis=0),
        std_error=np.sqrt(total),
        df=df,
        fraction_missing=(ratio + 2 / (df + 3)) / (ratio + 1),
    )


def pooled_r_squared(
    r_squared: np.ndarray, *, n: int, margin: float
) -> tuple[float, float, float]:
    """R² of m imputations (m,) made one, and its limits `margin` standard errors away.

    Fisher's z of the multiple correlation is pooled.

    References
    ----------
    Harel (2009), Journal of Applied Statistics 36, 1109-1118,
    https://doi.org/10.1080/02664760802553000
    """
    z = np.arctanh(np.sqrt(np.clip(r_squared, 0.0, 1.0)))
    m = len(z)
    middle = z.mean()
    half = margin * np.sqrt(1 / (n - 3) + (1 + 1 / m) * z.var(ddof=1))
    low, high = np.tanh([max(middle - half, 0.0), middle + half]) ** 2
    return float(np.tanh(middle) ** 2), float(low), float(high)


def pooled_test(statistics: np.ndarray, k: int) -> tuple[float, float, float]:
    """Wald tests of the same `k` parameters in m imputations made one: F, df and p value.

    `statistics` are the F values (m,). Their covariances are not needed.

    References
    ----------
    Li, Meng, Raghunathan & Rubin (1991), Statistica Sinica 1, 65-92, D2.
    """
    m = len(statistics)
    wald = k * statistics
    ratio = (1 + 1 / m) * np.sqrt(wald).var(ddof=1)
    statistic = (wald.mean() / k - (m + 1) / (m - 1) * ratio) / (1 + ratio)
    if ratio == 0:
        return float(statistic), np.inf, float(chi2_tail(k * statistic, k))
    df = k ** (-3 / m) * (m - 1) * (1 + 1 / ratio) ** 2
    statistic = max(float(statistic), 0.0)
    return statistic, float(df), float(fisher_tail(statistic, k, df))
