"""A correlation matrix made positive definite, where pairwise estimates do not fit together."""

from dataclasses import dataclass

import numpy as np

SINGULAR = 1e-12
"""An eigenvalue below this counts as not positive (psych::cor.smooth, `eig.tol`)."""


@dataclass(frozen=True, slots=True)
class Smoothed:
    """Matrices that can be inverted, and whether they were changed for it.

    Attributes
    ----------
    matrix
        Shape (..., p, p); the given matrix itself where nothing had to be done.
    smallest_eigenvalue
        Of the given matrix, shape (...).
    smoothed
        Whether it was changed, shape (...).
    """

    matrix: np.ndarray
    smallest_eigenvalue: np.ndarray
    smoothed: np.ndarray


def smoothed_correlations(correlations: np.ndarray) -> Smoothed:
    """Eigenvalue smoothing of the matrices (..., p, p) that are not positive definite.

    Eigenvalues below `SINGULAR` are set to 100 times that, all are rescaled to sum to p, and
    the matrix built from them is scaled back to a unit diagonal.

    References
    ----------
    Bock, R. D., Gibbons, R., & Muraki, E. (1988). Full-information item factor analysis.
    Applied Psychological Measurement, 12(3), 261-280.
    https://doi.org/10.1177/014662168801200305 (as implemented in psych::cor.smooth)
    """
    p = correlations.shape[-1]
    values, vectors = np.linalg.eigh(correlations)
    changed = values[..., 0] < SINGULAR
    raised = np.where(values < SINGULAR, 100 * SINGULAR, values)
    raised *= p / raised.sum(axis=-1, keepdims=True)
    product = (vectors * raised[..., None, :]) @ np.swapaxes(vectors, -1, -2)
    scale = np.sqrt(np.einsum("...ii->...i", product))
    product /= scale[..., :, None] * scale[..., None, :]
    diagonal = np.arange(p)
    product[..., diagonal, diagonal] = 1.0
    product = (product + np.swapaxes(product, -1, -2)) / 2
    return Smoothed(
        matrix=np.where(changed[..., None, None], product, correlations),
        smallest_eigenvalue=values[..., 0],
        smoothed=changed,
    )
