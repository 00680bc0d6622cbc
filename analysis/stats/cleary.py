"""Cleary's model: does one regression line predict two groups alike?"""

from dataclasses import dataclass

import numpy as np

from analysis.stats.cluster_robust import TInference, cluster_robust, t_inference
from analysis.stats.distributions import student_quantile


@dataclass(frozen=True, slots=True)
class Cleary:
    """Differences of two groups' lines, focal less reference, with their tests.

    Attributes
    ----------
    intercept
        At the mean score, with one slope for both groups.
    slope
        With a line for each group.
    intercept_inference, slope_inference
        Each field of shape (1,).
    detectable
        The smallest slope difference that would be found with the demanded power.
    """

    intercept: float
    slope: float
    intercept_inference: TInference
    slope_inference: TInference
    detectable: float


def cleary(
    x: np.ndarray,
    y: np.ndarray,
    focal: np.ndarray,
    clusters: np.ndarray,
    *,
    confidence: float,
    power: float,
) -> Cleary:
    """Slopes first, intercepts with a common slope after; standard errors CR2.

    Parameters
    ----------
    x, y
        Score and criterion, shape (n,); both groups' scores vary.
    focal
        Who belongs to the focal group, shape (n,).
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,).

    References
    ----------
    Cleary (1968), J. Educational Measurement 5, 115,
    https://doi.org/10.1111/j.1745-3984.1968.tb00613.x; Lautenschlager & Mendoza (1986),
    Applied Psychological Measurement 10, 133, https://doi.org/10.1177/014662168601000202
    """
    centred, group = x - x.mean(), focal.astype(float)
    own = np.column_stack([np.ones(len(x)), centred, group, centred * group])
    slope, slope_inference = last_term(own, y, clusters, confidence)
    intercept, intercept_inference = last_term(own[:, :3], y, clusters, confidence)
    df, error = slope_inference.df[0], slope_inference.std_error[0]
    reach = student_quantile((1 + confidence) / 2, df) + student_quantile(power, df)
    return Cleary(intercept, slope, intercept_inference, slope_inference, float(reach * error))


def last_term(
    design: np.ndarray, y: np.ndarray, clusters: np.ndarray, confidence: float
) -> tuple[float, TInference]:
    """The coefficient of the last column of `design` (n, q)."""
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    robust = cluster_robust(design, y - design @ coefficients, clusters, correction="CR2")
    inference = t_inference(
        coefficients[-1:],
        np.sqrt(np.diag(robust.covariance))[-1:],
        robust.df[-1:],
        confidence=confidence,
    )
    return float(coefficients[-1]), inference
