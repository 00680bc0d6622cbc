"""One common factor behind a set of items, for many correlation matrices at once."""

from dataclasses import dataclass

import numpy as np

SMALLEST_UNIQUENESS = 0.005
"""Lower bound of a uniqueness, as in `factanal` and `psych::fa` of R."""

TOLERANCE = 1e-9
MAX_SWEEPS = 5000


@dataclass(frozen=True, slots=True)
class OneFactor:
    """Minres solution with one factor.

    Attributes
    ----------
    loadings, uniquenesses
        Shape (..., p); the sum of the loadings is positive.
    converged
        Whether the loadings stopped moving, shape (...).
    heywood
        Whether a uniqueness stands at its lower bound, shape (..., p).
    """

    loadings: np.ndarray
    uniquenesses: np.ndarray
    converged: np.ndarray
    heywood: np.ndarray


def one_factor(correlations: np.ndarray) -> OneFactor:
    """Loadings that minimise the squared residual correlations of different items.

    Parameters
    ----------
    correlations
        Shape (..., p, p), p >= 3. An item with zero correlation to all others gets loading
        zero and changes nothing: sets of different size can be padded with such items.

    References
    ----------
    Harman & Jones (1966), Psychometrika 31, https://doi.org/10.1007/BF02289468, equation 12
    (Gauss-Seidel); the bound as in Harman & Fukuda (1966), https://doi.org/10.1007/BF02289525
    """
    shape = correlations.shape[:-1]
    off = correlations.reshape(-1, shape[-1], shape[-1]).copy()
    off[:, np.arange(shape[-1]), np.arange(shape[-1])] = 0
    loadings = first_loadings(off)
    converged = np.zeros(len(off), dtype=bool)
    moving = np.arange(len(off))
    for _ in range(MAX_SWEEPS):
        swept = sweep(off[moving], loadings[moving])
        still = np.abs(swept - loadings[moving]).max(axis=1) > TOLERANCE
        loadings[moving] = swept
        converged[moving[~still]] = True
        moving = moving[still]
        if len(moving) == 0:
            break
    loadings *= np.where(loadings.sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
    uniquenesses = 1 - loadings**2
    return OneFactor(
        loadings=loadings.reshape(shape),
        uniquenesses=uniquenesses.reshape(shape),
        converged=converged.reshape(shape[:-1]),
        heywood=(uniquenesses <= SMALLEST_UNIQUENESS * (1 + TOLERANCE)).reshape(shape),
    )


def first_loadings(off: np.ndarray) -> np.ndarray:
    """First principal axis, with the largest correlation of an item as its communality."""
    start = off.copy()
    diagonal = np.arange(off.shape[-1])
    start[:, diagonal, diagonal] = np.abs(off).max(axis=2)
    values, vectors = np.linalg.eigh(start)
    return vectors[:, :, -1] * np.sqrt(np.maximum(values[:, -1:], 0))


def sweep(off: np.ndarray, loadings: np.ndarray) -> np.ndarray:
    """Every loading in turn set to its best value, given the others."""
    bound = np.sqrt(1 - SMALLEST_UNIQUENESS)
    new = loadings.copy()
    squares = (new**2).sum(axis=1)
    for item in range(off.shape[-1]):
        others = squares - new[:, item] ** 2
        product = np.einsum("bj,bj->b", off[:, item], new)
        best = np.divide(product, others, out=np.zeros_like(product), where=others > 0)
        new[:, item] = np.clip(best, -bound, bound)
        squares = others + new[:, item] ** 2
    return new


def omega_total(matrix: np.ndarray, uniquenesses: np.ndarray) -> np.ndarray:
    """Share of the sum's variance that is not unique to single items.

    Parameters
    ----------
    matrix
        Correlation (or covariance) matrices of the items, shape (..., p, p).
    uniquenesses
        Unique variances in the same metric, shape (..., p).

    References
    ----------
    McDonald (1999), Test theory, equation 6.20b, with the observed variance of the sum as
    denominator as in Revelle & Zinbarg (2009), https://doi.org/10.1007/s11336-008-9102-z
    """
    return 1 - uniquenesses.sum(axis=-1) / matrix.sum(axis=(-2, -1))
