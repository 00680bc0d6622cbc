"""Rows of coefficients, with bootstrap intervals or without."""

import numpy as np
from scipy.special import expit, logit

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.omega_shares import Share, share_draws, share_values
from analysis.measurement.cfa.resampled import Resampled
from analysis.stats.distributions import normal_quantile

FEWEST_DRAWS = 20
"""Fewer usable resamples make no interval."""

INSIDE = 0.9
"""Share of the resamples that must lie between 0 and 1."""

Row = dict[str, str | float]


def omega_rows(
    fit: CfaFit, shares: list[Share], resampled: Resampled, *, confidence: float
) -> list[Row]:
    """Every omega with its standard error in the resamples, and the interval this gives.

    Symmetric on the logit scale: of 100 resamples it needs two moments only, where percentiles
    need the outermost few. None where a coefficient or too many of its resamples are outside
    0 to 1.
    """
    values = share_values(fit, shares)
    draws = share_draws(fit, shares, resampled)
    rows = []
    for share, value, own in zip(shares, values, draws.T, strict=True):
        row = plain(share.dimension, share.coefficient, float(value))
        if len(own) >= FEWEST_DRAWS:
            row |= precision(float(value), own, confidence=confidence)
        rows.append(row)
    return rows


def precision(value: float, draws: np.ndarray, *, confidence: float) -> Row:
    """Standard deviation of the draws, and the interval about the logit of the value."""
    row: Row = {"std_error": float(draws.std(ddof=1))}
    inside = draws[(draws > 0) & (draws < 1)]
    if not 0 < value < 1 or len(inside) < max(FEWEST_DRAWS, INSIDE * len(draws)):
        return row
    width = normal_quantile((1 + confidence) / 2) * logit(inside).std(ddof=1)
    low, high = expit(logit(value) + np.array([-width, width]))
    return row | {"ci_low": float(low), "ci_high": float(high)}


def plain(dimension: str, coefficient: str, value: float) -> Row:
    """A row without interval."""
    return {
        "dimension": dimension,
        "coefficient": coefficient,
        "estimate": float(value),
        "std_error": np.nan,
        "ci_low": np.nan,
        "ci_high": np.nan,
    }
