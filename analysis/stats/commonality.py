"""Commonality analysis: R² taken apart into what every set of predictors alone shares."""

import numpy as np


def commonality(r_squared: np.ndarray) -> np.ndarray:
    """The part of R² that the predictors of each set, and no others, have in common.

    Parameters
    ----------
    r_squared
        R² of every subset of p predictors, shape (2**p, b), as `subset_r_squared` gives it.

    Returns
    -------
    numpy.ndarray
        Shape (2**p, b); set s holds predictor j if bit j of s is set. Row 0 is 0, the rest
        sums to R². Sets of one are the unique parts; parts of larger sets can be negative.

    Notes
    -----
    What leaves with a set of predictors is the sum of the parts of all its subsets; the parts
    follow by Möbius inversion, predictor by predictor.

    References
    ----------
    Mood (1969), American Educational Research Journal 6; Nimon, Lewis, Kane & Haynes (2008),
    Behavior Research Methods 40, https://doi.org/10.3758/BRM.40.2.457
    """
    parts = r_squared[-1] - r_squared[::-1]
    sets, b = parts.shape
    for j in range(sets.bit_length() - 1):
        halves = parts.reshape(sets >> (j + 1), 2, 1 << j, b)
        halves[:, 1] -= halves[:, 0]
    return parts
