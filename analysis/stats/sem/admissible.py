"""Where a population could be: variances positive, covariance matrices positive definite."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.implied import implied
from analysis.stats.sem.implied_variances import variances
from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model

SINGULAR = -1e-8
"""Smallest eigenvalue, relative to the largest, that still counts as not negative."""


@dataclass(frozen=True, slots=True)
class Part:
    """A covariance matrix of disturbances or residuals of one group.

    Attributes
    ----------
    kind
        Matrix.PSI or Matrix.THETA.
    group
        Position of the group.
    kept
        Positions of the variables with a variance that is not fixed at zero, shape (k,).
    """

    kind: Matrix
    group: int
    kept: np.ndarray


def parts_of(model: Model, values: np.ndarray) -> list[Part]:
    """Psi and Theta of every group, at the elements `values`, shape (r,)."""
    found = []
    for group, structure in enumerate(model.groups):
        given = implied(model, group, values).matrices
        for kind, matrix in ((Matrix.PSI, given.psi), (Matrix.THETA, given.theta)):
            moved = diagonal_change(model, structure, given, kind, len(values)) != 0
            kept = np.flatnonzero(moved.any(axis=1) | (np.diag(matrix) > 0))
            found.append(Part(kind, group, kept))
    return found


def diagonal_change(
    model: Model, structure: GroupStructure, given: Matrices, kind: Matrix, r: int
) -> np.ndarray:
    """Derivatives of the variances in a matrix by all elements, shape (m, r) or (p, r)."""
    m, p = len(given.alpha), len(given.nu)
    whole = variances(model, structure, given, r).jacobian
    return whole[m + p : 2 * m + p] if kind == Matrix.PSI else whole[2 * m + p :]


def values_of(model: Model, parts: Sequence[Part], values: np.ndarray) -> list[np.ndarray]:
    """The matrices at the elements `values`, shape (k, k) each."""
    given = [implied(model, group, values).matrices for group in range(len(model.groups))]
    return [
        (given[part.group].psi if part.kind == Matrix.PSI else given[part.group].theta)[
            np.ix_(part.kept, part.kept)
        ]
        for part in parts
    ]


def change_of(model: Model, part: Part, values: np.ndarray) -> np.ndarray:
    """Derivatives of a matrix by all elements, shape (k, k, r)."""
    structure = model.groups[part.group]
    given = implied(model, part.group, values).matrices
    of_diagonal = diagonal_change(model, structure, given, part.kind, len(values))
    size = len(of_diagonal)
    change = np.zeros((size, size, len(values)))
    change[np.arange(size), np.arange(size)] = of_diagonal
    at = structure.of_kind[part.kind]
    rows, columns, where = structure.row[at], structure.column[at], structure.element[at]
    beside = rows != columns
    change[rows[beside], columns[beside], where[beside]] = 1
    change[columns[beside], rows[beside], where[beside]] = 1
    return change[np.ix_(part.kept, part.kept)]


def is_inside(model: Model, parts: Sequence[Part], values: np.ndarray) -> bool:
    """Whether every variance is positive and every covariance matrix positive definite."""
    return all(positive_definite(one) for one in values_of(model, parts, values))


def is_possible(model: Model, values: np.ndarray) -> bool:
    """The same, the boundary included: nothing negative beyond rounding."""
    if not np.isfinite(values).all():
        return False
    return all(not_negative(one) for one in values_of(model, parts_of(model, values), values))


def positive_definite(matrix: np.ndarray) -> bool:
    """Whether a finite symmetric matrix is positive definite."""
    if not np.isfinite(matrix).all():
        return False
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True


def not_negative(matrix: np.ndarray) -> bool:
    """Whether a matrix is finite, has no negative variance and no negative eigenvalue."""
    if not np.isfinite(matrix).all():
        return False
    if len(matrix) == 0:
        return True
    if np.diag(matrix).min() < 0:
        return False
    own = np.linalg.eigvalsh(matrix)
    return bool(own[0] >= SINGULAR * max(own[-1], 1.0))


def barrier(model: Model, parts: Sequence[Part], values: np.ndarray) -> float:
    """Minus the log determinants of all covariance matrices; inf outside."""
    total = 0.0
    for one in values_of(model, parts, values):
        if not positive_definite(one):
            return np.inf
        total -= np.linalg.slogdet(one)[1]
    return float(total)


def barrier_slope(
    model: Model, parts: Sequence[Part], values: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Derivatives of the barrier by the elements, shape (r,), and its curvature, shape (r, r).

    The curvature is that of matrices which are linear in the elements.
    """
    slope, curvature = np.zeros(len(values)), np.zeros((len(values), len(values)))
    for part, one in zip(parts, values_of(model, parts, values), strict=True):
        change = change_of(model, part, values)
        moving = np.flatnonzero(change.any(axis=(0, 1)))
        if len(moving) == 0:
            continue
        change, inverse = change[:, :, moving], np.linalg.inv(one)
        slope[moving] -= np.einsum("ij,ijr->r", inverse, change)
        turned = np.tensordot(inverse, change, axes=1)
        flat, crossed = (
            side.reshape(-1, len(moving)) for side in (turned, turned.swapaxes(0, 1))
        )
        curvature[np.ix_(moving, moving)] += flat.T @ crossed
    return slope, curvature
