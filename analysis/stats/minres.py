"""Minimum residual (unweighted least squares) factor extraction, many matrices at once."""

from dataclasses import dataclass

import numpy as np

SMALLEST_UNIQUENESS = 0.005
"""Lower bound of a uniqueness, as in `factanal` and `psych::fa` of R."""

TOLERANCE = 1e-8
MAX_ITERATIONS = 500
MAX_HALVINGS = 12


@dataclass(frozen=True, slots=True)
class Minres:
    """Unrotated minres solutions.

    Attributes
    ----------
    loadings
        Principal axes of the reduced correlation matrix, shape (..., p, m).
    uniquenesses
        Shape (..., p).
    objective
        Half the sum of squared residuals of the reduced matrix, shape (...).
    converged
        Whether the uniquenesses stopped moving, shape (...).
    heywood
        Whether a uniqueness stands at its lower bound, shape (..., p).
    """

    loadings: np.ndarray
    uniquenesses: np.ndarray
    objective: np.ndarray
    converged: np.ndarray
    heywood: np.ndarray


def minres(correlations: np.ndarray, *, factors: int) -> Minres:
    """Minres extraction of `factors` factors by Gauss-Newton steps on the uniquenesses.

    Parameters
    ----------
    correlations
        Shape (..., p, p); need not be positive definite.

    References
    ----------
    Joreskog (1977), in Enslein et al., Statistical methods for digital computers III,
    125-153: the function of the uniquenesses, its gradient, and the approximate Hessian
    (squares of the residual projector) for unweighted least squares.
    """
    shape = correlations.shape
    matrices = correlations.reshape(-1, shape[-1], shape[-1])
    psi = first_uniquenesses(matrices)
    converged = np.zeros(len(matrices), dtype=bool)
    moving = np.arange(len(matrices))
    for _ in range(MAX_ITERATIONS):
        new = improved(matrices[moving], psi[moving], factors)
        still = np.abs(new - psi[moving]).max(axis=1) > TOLERANCE
        psi[moving] = new
        converged[moving[~still]] = True
        moving = moving[still]
        if len(moving) == 0:
            break
    values, vectors = reduced_axes(matrices, psi)
    kept = np.sqrt(np.maximum(values[:, -factors:], 0))
    loadings = (vectors[:, :, -factors:] * kept[:, None, :])[:, :, ::-1]
    return Minres(
        loadings=loadings.reshape(*shape[:-1], factors),
        uniquenesses=psi.reshape(shape[:-1]),
        objective=objective(values, factors).reshape(shape[:-2]),
        converged=converged.reshape(shape[:-2]),
        heywood=(psi <= SMALLEST_UNIQUENESS).reshape(shape[:-1]),
    )


def first_uniquenesses(matrices: np.ndarray) -> np.ndarray:
    """One minus the squared multiple correlations, kept away from 0 and 1."""
    values, vectors = np.linalg.eigh(matrices)
    inverse = np.einsum("bik,bk->bi", vectors**2, 1 / np.maximum(values, 1e-3))
    return np.clip(1 / inverse, 0.05, 0.95)


def reduced_axes(matrices: np.ndarray, psi: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (ascending) and vectors of the matrices less their uniquenesses."""
    reduced = matrices.copy()
    diagonal = np.arange(psi.shape[1])
    reduced[:, diagonal, diagonal] -= psi
    return np.linalg.eigh(reduced)


def objective(values: np.ndarray, factors: int) -> np.ndarray:
    """Half the squared eigenvalues that `factors` factors leave over.

    A factor whose eigenvalue is negative explains nothing: it is left over too.
    """
    left = values.copy()
    left[:, -factors:] = np.minimum(left[:, -factors:], 0)
    return (left**2).sum(axis=1) / 2


def improved(matrices: np.ndarray, psi: np.ndarray, factors: int) -> np.ndarray:
    """Uniquenesses after one bounded Gauss-Newton step, halved until it does not worsen."""
    values, vectors = reduced_axes(matrices, psi)
    step = descent(values[:, :-factors], vectors[:, :, :-factors], psi)
    before = objective(values, factors)
    best, size = psi.copy(), np.ones(len(psi))
    waiting = np.arange(len(psi))
    for _ in range(MAX_HALVINGS):
        tried = psi[waiting] + size[waiting, None] * step[waiting]
        tried = np.clip(tried, SMALLEST_UNIQUENESS, 1)
        after = objective(reduced_axes(matrices[waiting], tried)[0], factors)
        good = after <= before[waiting] * (1 + 1e-14)
        best[waiting[good]] = tried[good]
        waiting = waiting[~good]
        if len(waiting) == 0:
            break
        size[waiting] /= 2
    return best


def descent(left_values: np.ndarray, left_vectors: np.ndarray, psi: np.ndarray) -> np.ndarray:
    """Gauss-Newton direction; uniquenesses that press against a bound stay there."""
    gradient = -np.einsum("bik,bk->bi", left_vectors**2, left_values)
    hessian = (left_vectors @ np.swapaxes(left_vectors, 1, 2)) ** 2
    held = ((psi <= SMALLEST_UNIQUENESS) & (gradient > 0)) | ((psi >= 1) & (gradient < 0))
    hessian[held[:, :, None] | held[:, None, :]] = 0
    diagonal = np.arange(psi.shape[1])
    hessian[:, diagonal, diagonal] += np.where(held, 1.0, 1e-10)
    return -np.linalg.solve(hessian, np.where(held, 0, gradient)[:, :, None])[:, :, 0]
