"""Reliability of a weighted sum: the formula behind omega, its relatives and Mosier."""

import numpy as np


def composite_reliability(weights: np.ndarray, true: np.ndarray, total: np.ndarray) -> float:
    """Share of a weighted sum's variance that is true: w' T w / w' S w.

    Parameters
    ----------
    weights
        Weights of the parts in the sum, shape (p,).
    true
        Covariance of the parts' true scores, shape (p, p).
    total
        Covariance of the parts, shape (p, p): implied by the model, or observed.

    References
    ----------
    Mosier, C. I. (1943). On the reliability of a weighted composite. Psychometrika, 8(3),
    161-168, eq. 8. https://doi.org/10.1007/BF02288700
    """
    return float((weights @ true @ weights) / (weights @ total @ weights))


def true_from_reliability(total: np.ndarray, reliability: np.ndarray) -> np.ndarray:
    """Covariance of true scores when errors are uncorrelated between parts, shape (p, p).

    Covariances are those of the observed scores; variances are shrunk to their true share.

    Parameters
    ----------
    total
        Covariance of the scores, shape (p, p).
    reliability
        Shape (p,).
    """
    true = np.array(total, dtype=float)
    np.fill_diagonal(true, np.diag(total) * reliability)
    return true
