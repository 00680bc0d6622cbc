"""Residuals of moments, and their root mean square."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Moments:
    """Observed or implied moments of one group.

    Attributes
    ----------
    covariance
        Shape (p, p); of ordinal variables the polychoric correlations.
    mean
        Shape (p,); empty without a mean structure, and with ordinal variables.
    """

    covariance: np.ndarray
    mean: np.ndarray


def correlation_residuals(observed: np.ndarray, implied: np.ndarray) -> np.ndarray:
    """(S - Sigma) / sqrt(s_ii s_jj): residual covariances on Bentler's scale, shape (p, p).

    References
    ----------
    Bentler, P. M. (1995). EQS structural equations program manual. Multivariate Software.
    """
    scale = np.sqrt(np.diag(observed))
    return (observed - implied) / np.outer(scale, scale)


def correlation_differences(observed: np.ndarray, implied: np.ndarray) -> np.ndarray:
    """Observed less implied correlations, shape (p, p); diagonal 0.

    References
    ----------
    Bollen, K. A. (1989). Structural equations with latent variables, p. 258. Wiley.
    https://doi.org/10.1002/9781118619179
    """
    return as_correlation(observed) - as_correlation(implied)


def as_correlation(covariance: np.ndarray) -> np.ndarray:
    """The correlation matrix of a covariance matrix."""
    scale = np.sqrt(np.diag(covariance))
    return covariance / np.outer(scale, scale)


def srmr(observed: list[Moments], implied: list[Moments], *, n: np.ndarray) -> float:
    """Standardised root mean square residual, groups weighted by their persons.

    Variances, covariances and, with a mean structure, means count; thresholds do not. Of
    several groups the mean of their indices is taken.

    Parameters
    ----------
    observed, implied
        One entry per group; under FIML `observed` holds the saturated estimates.
    n
        Persons per group, shape (g,).

    References
    ----------
    Bentler (1995); Joreskog & Sorbom (1981). With means, and as the mean of groups: the
    `srmr_bentler` of lavaan 0.6-14.
    """
    values = [
        root_mean_square(residual_vector(one, other))
        for one, other in zip(observed, implied, strict=True)
    ]
    return float(np.average(values, weights=n))


def correlation_root_mean_square(
    observed: list[Moments], implied: list[Moments], *, n: np.ndarray
) -> float:
    """CRMR: root mean square of the differences of correlations (not of variances, means).

    References
    ----------
    Maydeu-Olivares, A. (2017). Psychometrika, 82(3), 533-558, eq. 14.
    https://doi.org/10.1007/s11336-016-9552-7
    """
    upper = np.triu_indices(len(observed[0].covariance), 1)
    values = [
        root_mean_square(correlation_differences(one.covariance, other.covariance)[upper])
        for one, other in zip(observed, implied, strict=True)
    ]
    return float(np.average(values, weights=n))


def residual_vector(observed: Moments, implied: Moments) -> np.ndarray:
    """Standardised residuals of variances, covariances and means, one after the other."""
    covariances = correlation_residuals(observed.covariance, implied.covariance)
    means = observed.mean - implied.mean
    if len(means):
        means = means / np.sqrt(np.diag(observed.covariance))
    return np.concatenate([covariances[np.triu_indices(len(covariances))], means])


def root_mean_square(values: np.ndarray) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(values**2)))
