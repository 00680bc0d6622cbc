"""Least-squares slopes that may not be negative."""

import numpy as np
from scipy.optimize import nnls

COLLINEAR = 1e-10
"""An eigenvalue of the predictor correlations below this is zero."""


def nonnegative_slopes(correlations: np.ndarray) -> np.ndarray:
    """Standardised regression slopes under the restriction that none is negative.

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (b, p + 1, p + 1).

    Returns
    -------
    numpy.ndarray
        Shape (b, p). All 0 where no predictor goes with more of the criterion.

    Notes
    -----
    Where the unrestricted slopes are not negative they are the solution; only the other
    matrices go through the active-set algorithm, as a least-squares problem in the
    symmetric square root of the predictor correlations.

    References
    ----------
    Lawson & Hanson (1995), Solving least squares problems, chapter 23,
    https://doi.org/10.1137/1.9781611971217
    """
    eigenvalues, V = np.linalg.eigh(correlations[:, :-1, :-1])
    usable = eigenvalues > COLLINEAR
    root = np.sqrt(np.where(usable, eigenvalues, 0.0))
    inverse_root = np.divide(1.0, root, out=np.zeros_like(root), where=usable)
    VT = V.transpose(0, 2, 1)
    A = (V * root[:, None, :]) @ VT
    rotated = inverse_root[:, :, None] * (VT @ correlations[:, :-1, -1:])
    target = (V @ rotated)[:, :, 0]
    slopes = (V @ (inverse_root[:, :, None] * rotated))[:, :, 0]
    for draw in np.flatnonzero((slopes < 0).any(axis=1)):
        slopes[draw] = nnls(A[draw], target[draw])[0]
    return slopes
