"""The fit function of maximum likelihood between two sets of moments."""

import numpy as np

from analysis.stats.sem.residuals import Moments


def normal_discrepancy(observed: Moments, implied: Moments) -> float:
    """Discrepancy log|Sigma| + tr(S Sigma^-1) - log|S| - p + (m - mu)' Sigma^-1 (m - mu).

    Empty means do not count.

    References
    ----------
    Joreskog, K. G. (1969). Psychometrika, 34(2), 183-202, eq. 1.
    https://doi.org/10.1007/BF02289343
    """
    ratio = np.linalg.solve(implied.covariance, observed.covariance)
    value = np.trace(ratio) - np.linalg.slogdet(ratio)[1] - len(ratio)
    away = observed.mean - implied.mean
    if len(away):
        value += away @ np.linalg.solve(implied.covariance, away)
    return float(value)
