"""The normal variables behind answers: thresholds, slopes and correlations."""

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.stats.pairwise_moments import pairwise_correlation

SMALLEST_EIGENVALUE = 1e-3
"""A latent correlation matrix below this is not positive definite in practice."""
LARGEST_CORRELATION = 0.99
"""The step from observed to latent correlations may overshoot 1."""


def marginals(answers: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """The codes of every item (column), and the normal thresholds between them."""
    codes, thresholds = [], []
    for values in answers.T:
        present = values[~np.isnan(values)]
        found, n = np.unique(present if present.size else [np.nan], return_counts=True)
        codes.append(found)
        thresholds.append(ndtri(np.cumsum(n)[:-1] / n.sum()))
    return codes, thresholds


def slope(codes: np.ndarray, thresholds: np.ndarray) -> float:
    """The correlation of a cut normal variable with itself before cutting; 1 if not cut."""
    if thresholds.size == 0:
        return 1.0
    shares = np.diff(ndtr(thresholds), prepend=0.0, append=1.0)
    deviation = np.sqrt(shares @ (codes - shares @ codes) ** 2)
    density = np.exp(-(thresholds**2) / 2) / np.sqrt(2 * np.pi)
    return float(density @ np.diff(codes) / deviation)


def latent_correlations(answers: np.ndarray, slopes: np.ndarray) -> np.ndarray:
    """The correlations of the variables behind `answers`, made positive definite.

    Pairs of items that nobody answered both, or that do not vary, count as uncorrelated.
    """
    observed = np.nan_to_num(pairwise_correlation(answers))
    latent = np.clip(
        observed / np.outer(slopes, slopes), -LARGEST_CORRELATION, LARGEST_CORRELATION
    )
    return usable(latent)


def usable(latent: np.ndarray) -> np.ndarray:
    """`latent` correlations with ones on the diagonal, made positive definite."""
    latent = latent.copy()
    np.fill_diagonal(latent, 1.0)
    values, vectors = np.linalg.eigh(latent)
    if values[0] >= SMALLEST_EIGENVALUE:
        return latent
    smooth = (vectors * np.maximum(values, SMALLEST_EIGENVALUE)) @ vectors.T
    scale = np.sqrt(np.diag(smooth))
    return smooth / np.outer(scale, scale)
