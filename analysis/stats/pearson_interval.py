"""The precision of product-moment correlations of independent people."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from analysis.stats.fisher_interval import fisher_interval

FEWEST = 4
"""Fewer people leave Fisher's z no variance."""


@dataclass(frozen=True, slots=True)
class PearsonPrecision:
    """How sure correlations are, under normality; each field of the shape of the estimates.

    Attributes
    ----------
    std_error
        (1 - r²) / sqrt(n - 1).
    ci_low, ci_high
        Fisher's interval; the correlation itself where it is perfect. All are NaN with fewer
        than four people.
    """

    std_error: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray


def pearson_precision(
    r: float | np.ndarray, n: float | np.ndarray, *, confidence: float
) -> PearsonPrecision:
    """Large-sample precision of correlations `r` between values of `n` people each.

    References
    ----------
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced from
    a small sample. Metron, 1, 3-32 (z transformation, variance 1 / (n - 3)).

    Schmidt, F. L., & Hunter, J. E. (2015). Methods of meta-analysis (3rd ed.), p. 99.
    https://doi.org/10.4135/9781483398105 (standard error; Bonett 2008 divides by n - 3)
    """
    r, n = np.asarray(r, dtype=float), np.asarray(n, dtype=float)
    enough, perfect = n >= FEWEST, np.abs(r) >= 1
    size = np.where(enough, n, FEWEST)
    limits = fisher_interval(r, ndtri((1 + confidence) / 2) / np.sqrt(size - 3))
    low, high = (np.where(enough, np.where(perfect, r, x), np.nan) for x in limits)
    return PearsonPrecision(
        std_error=np.where(enough, (1 - r**2) / np.sqrt(size - 1), np.nan),
        ci_low=low,
        ci_high=high,
    )
