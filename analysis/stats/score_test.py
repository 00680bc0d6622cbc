"""Does the criterion go with any predictor at all? A test that allows for clusters."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.cluster_robust import cluster_sums
from analysis.stats.distributions import fisher_tail


@dataclass(frozen=True, slots=True)
class OmnibusTest:
    """One test of all correlations together.

    Attributes
    ----------
    statistic
        F.
    df, df_error
        Its degrees of freedom: predictors, and clusters less predictors.
    p_value
        NaN, as is `statistic`, with fewer clusters than predictors plus one.
    """

    statistic: float
    df: int
    df_error: int
    p_value: float


def omnibus_test(
    x: np.ndarray, y: np.ndarray, clusters: np.ndarray, case_weights: np.ndarray | None = None
) -> OmnibusTest:
    """Hotelling's T² of the clusters' sums of (x - mean)(y - mean) against zero.

    Parameters
    ----------
    x
        Predictors, shape (n, p).
    y
        Criterion, shape (n,).
    clusters
        Codes 0, 1, ... without gaps, shape (n,); everyone their own where people are
        independent.
    case_weights
        Weight of each person's product, and in the means; None counts everybody once.

    Notes
    -----
    Where no predictor goes with the criterion the sums have mean zero, whatever the variances
    and however alike the people of a cluster are. All zero-order correlations are zero if and
    only if all regression slopes are.

    References
    ----------
    Hotelling (1931), Annals of Mathematical Statistics 2, 360,
    https://doi.org/10.1214/aoms/1177732979
    """
    g, p = int(clusters.max()) + 1, x.shape[1]
    df_error = g - p
    if df_error < 1:
        return OmnibusTest(np.nan, p, df_error, np.nan)
    w = np.ones(len(y)) if case_weights is None else case_weights
    apart = x - np.average(x, axis=0, weights=w)
    products = apart * (w * (y - np.average(y, weights=w)))[:, None]
    sums = cluster_sums(products, clusters, g)
    mean, covariance = sums.mean(axis=0), np.atleast_2d(np.cov(sums, rowvar=False))
    t_squared = float(g * mean @ np.linalg.pinv(covariance, hermitian=True) @ mean)
    statistic = t_squared * df_error / (p * (g - 1))
    return OmnibusTest(statistic, p, df_error, float(fisher_tail(statistic, p, df_error)))
