"""Cohen's d: the difference of two groups' means in pooled standard deviations."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.cluster_robust import TInference, cluster_robust, t_inference


@dataclass(frozen=True, slots=True)
class StandardisedDifference:
    """Focal less reference mean, in pooled standard deviations.

    Attributes
    ----------
    d
        The difference.
    inference
        Its error, interval and test, each field of shape (1,).
    """

    d: float
    inference: TInference


def standardised_difference(
    scores: np.ndarray, focal: np.ndarray, clusters: np.ndarray, *, confidence: float
) -> StandardisedDifference:
    """Cohen's d of the people for whom `focal` (n,) is true against the others.

    Parameters
    ----------
    scores, clusters
        Shape (n,); cluster codes 0, 1, ... without gaps.

    Notes
    -----
    The error is that of the difference of means allowing for clusters (CR2, Satterthwaite
    degrees of freedom) and that of the standard deviation, which d is divided by.

    References
    ----------
    Cohen (1988), Statistical power analysis, section 2.2,
    https://doi.org/10.4324/9780203771587; Hedges & Olkin (1985), Statistical methods for
    meta-analysis, chapter 5, equation 15 (the part of the standard deviation),
    https://doi.org/10.1016/C2009-0-03396-0
    """
    groups = scores[focal], scores[~focal]
    df = len(scores) - 2
    pooled = np.sqrt(sum(((g - g.mean()) ** 2).sum() for g in groups) / df)
    d = float((groups[0].mean() - groups[1].mean()) / pooled)
    design = np.column_stack([np.ones(len(scores)), focal.astype(float)])
    residuals = np.where(focal, scores - groups[0].mean(), scores - groups[1].mean())
    robust = cluster_robust(design, residuals / pooled, clusters, correction="CR2")
    error = np.sqrt(robust.covariance[1, 1] + d**2 / (2 * df))
    inference = t_inference(
        np.array([d]), np.array([error]), robust.df[1:], confidence=confidence
    )
    return StandardisedDifference(d, inference)
