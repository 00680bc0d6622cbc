"""Covariances of category codes under the latent-response model; categorical omega."""

import numpy as np
from scipy.special import ndtr

from analysis.stats.bivariate_normal import probability


def category_covariance(
    correlation: np.ndarray, thresholds: np.ndarray, item: np.ndarray
) -> np.ndarray:
    """Covariance of the category codes 0, 1, 2 ... of items, shape (p, p).

    Parameters
    ----------
    correlation
        Correlation of the standard normal latent responses, shape (p, p). With communalities
        in the diagonal (`common` of the model) the result is the covariance of the codes' true
        parts: of two parallel forms answered by the same people.
    thresholds
        Thresholds on the scale of the standardised latent responses, shape (t,).
    item
        Position of the item each threshold belongs to, shape (t,).

    Notes
    -----
    Categorical omega is `composite_reliability` of this function of the common part and of
    the whole: of the model-implied correlations, or of the polychoric ones.

    References
    ----------
    Green, S. B., & Yang, Y. (2009). Reliability of summated item scores using structural
    equation modeling. Psychometrika, 74(1), 155-167, eq. 21.
    https://doi.org/10.1007/s11336-008-9099-3
    """
    first, second = np.triu_indices(len(thresholds))
    rho = np.clip(correlation[item[first], item[second]], -1, 1)
    joint = probability(thresholds[first], thresholds[second], rho)
    excess = joint - ndtr(thresholds[first]) * ndtr(thresholds[second])
    whole = np.zeros((len(thresholds), len(thresholds)))
    whole[first, second] = excess
    whole[second, first] = excess
    membership = (item[:, None] == np.arange(len(correlation))).astype(float)
    return membership.T @ whole @ membership
