"""Weights that no others beat in both validity and the difference between two groups."""

import numpy as np

from analysis.stats.composite_weights import as_weights
from analysis.stats.nonnegative_regression import nonnegative_slopes


def pareto_weights(
    within: np.ndarray, validities: np.ndarray, differences: np.ndarray, shares: np.ndarray
) -> np.ndarray:
    """Non-negative weights along the trade-off, shape (l, p); NaN where none is positive.

    Parameters
    ----------
    within
        Correlations of the scores within groups, shape (p, p).
    validities
        Correlations of the scores with the criterion, shape (p,).
    differences
        Reference less focal mean of each score, in standard deviations, shape (p,): positive
        where the focal group scores lower.
    shares
        How much the group difference counts, 0 (validity alone) to 1, shape (l,).

    Notes
    -----
    A composite of unit variance has validity w'r and group difference w'd. The non-negative
    w of unit variance that makes (1 - s) w'r - s w'd largest is proportional to the
    non-negative least-squares slopes for a criterion that correlates (1 - s) r - s d, and
    every point of the trade-off is such a point for one s, because the attainable pairs of
    both numbers form a convex set.

    References
    ----------
    De Corte, Lievens & Sackett (2007), J. Applied Psychology 92, 1380,
    https://doi.org/10.1037/0021-9010.92.5.1380 (the trade-off; another algorithm)
    """
    p = len(within)
    targets = (1 - shares)[:, None] * validities - shares[:, None] * differences
    matrices = np.tile(np.eye(p + 1), (len(shares), 1, 1))
    matrices[:, :p, :p] = within
    matrices[:, :p, p] = matrices[:, p, :p] = targets
    return as_weights(nonnegative_slopes(matrices))
