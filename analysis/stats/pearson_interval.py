"""The precision of a product-moment correlation."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri


@dataclass(frozen=True, slots=True)
class PearsonInterval:
    """A correlation with its standard error and interval.

    Attributes
    ----------
    estimate
        Correlation.
    std_error
        Large-sample standard error under normality.
    ci_low, ci_high
        Limits of Fisher's interval; NaN with fewer than four people.
    """

    estimate: float
    std_error: float
    ci_low: float
    ci_high: float


def pearson_interval(estimate: float, *, n: int, confidence: float) -> PearsonInterval:
    """Fisher's interval of the correlation `estimate` between values of `n` people.

    References
    ----------
    Fisher (1921), Metron 1, 3 (z transformation, variance 1 / (n - 3)). Standard error
    ``(1 - r²) / sqrt(n - 1)``: Bonett (2008), Psychological Methods 13, 173,
    https://doi.org/10.1037/a0012868
    """
    if n < 4:
        return PearsonInterval(estimate, np.nan, np.nan, np.nan)
    std_error = (1 - estimate**2) / np.sqrt(n - 1)
    if abs(estimate) >= 1:
        return PearsonInterval(estimate, float(std_error), estimate, estimate)
    half = ndtri((1 + confidence) / 2) / np.sqrt(n - 3)
    low, high = np.tanh(np.arctanh(estimate) + np.array([-half, half]))
    return PearsonInterval(estimate, float(std_error), float(low), float(high))
