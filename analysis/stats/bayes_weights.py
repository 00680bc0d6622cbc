"""Prior weights brought together with this year's evidence."""

from dataclasses import dataclass

import numpy as np

COLLINEAR = 1e-10
"""An eigenvalue of the precision below this share of the largest is zero."""


@dataclass(frozen=True, slots=True)
class NormalInverseGamma:
    """Slopes and error variance of a regression, before or after data.

    Attributes
    ----------
    mean
        Expected slopes, shape (..., p).
    precision
        Their precision, in units of the error variance, shape (..., p, p).
    shape, scale
        Of the inverse gamma distribution of the error variance, shape (...,).
    """

    mean: np.ndarray
    precision: np.ndarray
    shape: np.ndarray
    scale: np.ndarray


def posterior(
    prior: NormalInverseGamma, XtX: np.ndarray, Xty: np.ndarray, yty: np.ndarray, n: np.ndarray
) -> NormalInverseGamma:
    """What data with these sums of squares and products make of a prior.

    Parameters
    ----------
    XtX, Xty, yty, n
        Shapes (..., p, p), (..., p), (...,) and (...,): of centred data.

    Notes
    -----
    Where predictors are collinear in prior and data alike, the shortest solution is taken.

    References
    ----------
    Gelman et al. (2013), Bayesian data analysis, section 14.8,
    https://doi.org/10.1201/b16018
    """
    pulled = np.einsum("...pq,...q->...p", prior.precision, prior.mean)
    precision = prior.precision + XtX
    inverse = np.linalg.pinv(precision, rcond=COLLINEAR, hermitian=True)
    mean = np.einsum("...pq,...q->...p", inverse, pulled + Xty)
    spent = (mean * (pulled + Xty)).sum(axis=-1)
    held = (prior.mean * pulled).sum(axis=-1)
    return NormalInverseGamma(
        mean, precision, prior.shape + n / 2, prior.scale + (yty + held - spent) / 2
    )


def bayes_weights(
    correlations: np.ndarray, *, n: np.ndarray, prior_weights: np.ndarray, prior_people: float
) -> np.ndarray:
    """Expected standardised slopes after the data, shape (b, p).

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (b, p + 1, p + 1).
    n
        People behind each matrix, shape (b,).
    prior_weights
        What the slopes were thought to be proportional to, shape (p,).
    prior_people
        The prior counts as much as a study of this many people whose predictors correlate as
        in the data and whose best weights were exactly `prior_weights`.

    Notes
    -----
    The size of the prior slopes, which weights do not say, is that with which the prior
    composite predicts the criterion best in the data.
    """
    R, r = correlations[:, :-1, :-1], correlations[:, :-1, -1]
    size = (r @ prior_weights) / np.einsum("p,bpq,q->b", prior_weights, R, prior_weights)
    mean = size[:, None] * prior_weights
    explained = size * (r @ prior_weights)
    prior = NormalInverseGamma(
        mean,
        prior_people * R,
        np.full(len(R), prior_people / 2),
        prior_people * (1 - explained) / 2,
    )
    counts = np.asarray(n, dtype=float)
    given = counts[:, None, None] * R, counts[:, None] * r
    return posterior(prior, *given, counts, counts).mean
