"""Observed information of the moments of a group without a model, from incomplete answers."""

from collections.abc import Sequence

import numpy as np

from analysis.stats.sem.likelihood import Pattern, PatternTerms, pattern_terms
from analysis.stats.sem.saturated import SaturatedMoments

AT_ONCE = 256
"""Patterns whose matrices are held at once."""


def saturated_curvature(patterns: Sequence[Pattern], moments: SaturatedMoments) -> np.ndarray:
    """Second derivatives of the objective by means and covariances, in their layout, (s, s).

    Notes
    -----
    With P the inverse covariance of a pattern (zero where not observed) and
    Q = P (S + d d') P, the derivative by s_ij and s_kl is the mean over people of
    -P_ik P_jl + P_ik Q_jl + Q_ik P_jl and of the same with k and l exchanged: sums of Kronecker
    products, which are formed for many patterns at once.

    References
    ----------
    Savalei (2010), Psychological Methods 15, 352-367, appendix (observed information).
    """
    p = len(moments.mean)
    total = sum(pattern.n for pattern in patterns)
    products, crossed, level = np.zeros((p * p, p * p)), np.zeros((p * p, p)), np.zeros((p, p))
    for first in range(0, len(patterns), AT_ONCE):
        some = patterns[first : first + AT_ONCE]
        inverse, weighted, slope = stacked(some, moments, total)
        share = np.array([pattern.n for pattern in some])[:, None, None] / total
        flat = inverse.reshape(len(some), -1)
        products += flat.T @ (weighted - share * inverse / 2).reshape(len(some), -1)
        crossed += flat.T @ slope
        level += (share * inverse).sum(axis=0)
    products = products + products.T
    return in_layout(products.reshape(p, p, p, p), crossed.reshape(p, p, p), level)


def stacked(
    patterns: Sequence[Pattern], moments: SaturatedMoments, total: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """P of each pattern, shape (k, p, p), and its share times Q, (k, p, p), and P d, (k, p)."""
    p = len(moments.mean)
    inverse, weighted = np.zeros((len(patterns), p, p)), np.zeros((len(patterns), p, p))
    slope = np.zeros((len(patterns), p))
    for position, pattern in enumerate(patterns):
        terms = terms_of(pattern, moments, total)
        at = np.ix_(pattern.observed, pattern.observed)
        inverse[position][at] = terms.inverse
        weighted[position][at] = terms.weighted * terms.share
        slope[position, pattern.observed] = terms.share * (terms.inverse @ terms.deviation)
    return inverse, weighted, slope


def terms_of(pattern: Pattern, moments: SaturatedMoments, total: float) -> PatternTerms:
    """Terms of a pattern at the saturated moments."""
    terms = pattern_terms(moments.mean, moments.covariance, pattern, total, mean_structure=True)
    if terms is None:
        raise np.linalg.LinAlgError("saturated covariance is not positive definite")
    return terms


def in_layout(products: np.ndarray, crossed: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Derivatives by means and upper triangle from those by pairs of entries."""
    p = len(level)
    i, j = np.triu_indices(p)
    half = np.where(i == j, 0.5, 1.0)
    second = products[i[:, None], i, j[:, None], j] + products[i[:, None], j, j[:, None], i]
    across = crossed[i, :, j] + crossed[j, :, i]
    result = np.zeros((p + len(i),) * 2)
    result[:p, :p] = level
    result[p:, p:] = second * np.outer(half, half)
    result[p:, :p] = across * half[:, None]
    result[:p, p:] = result[p:, :p].T
    return result
