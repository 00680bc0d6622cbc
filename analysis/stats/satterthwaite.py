"""Degrees of freedom of the fixed effects of a nested mixed model."""

import numpy as np

from analysis.stats.nested_levels import nested_contrasts, nested_pass, nested_sums
from analysis.stats.nested_reml import NestedFit


def nested_df(
    X: np.ndarray,
    codes: np.ndarray,
    parents: tuple[np.ndarray, ...],
    fit: NestedFit,
    *,
    weights: np.ndarray,
) -> np.ndarray:
    """Satterthwaite's degrees of freedom of every coefficient, shape (q,).

    Parameters
    ----------
    X, codes, parents, weights
        What `fit` was fitted to.

    Notes
    -----
    df = 2 C_jj² / (g' A g), with C the covariance of the coefficients, g the derivatives of
    C_jj by the variances, and A the covariance of the variances. A variance of zero is fixed.

    References
    ----------
    Kuznetsova, Brockhoff & Christensen (2017), Journal of Statistical Software 82(13), section
    2.1, https://doi.org/10.18637/jss.v082.i13
    """
    data = nested_sums(X, weights, codes, parents)
    contrasts = nested_contrasts(data, fit.ratios, nested_pass(data, fit.ratios))
    slopes = [
        (((u @ fit.covariance) / fit.variances[-1]) ** 2).sum(axis=0) for u in contrasts.sums
    ]
    by_level = np.array(slopes)
    whole = np.diag(fit.covariance)
    by_residual = (whole - fit.variances[:-1] @ by_level) / fit.variances[-1]
    gradient = np.vstack([by_level, by_residual])
    free = fit.variances > 0
    spread = fit.variance_covariance[np.ix_(free, free)]
    return 2 * whole**2 / np.einsum("aj,ab,bj->j", gradient[free], spread, gradient[free])
