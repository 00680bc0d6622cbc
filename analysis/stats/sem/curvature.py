"""Second derivatives of the implied moments, contracted with slopes of a function of them."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.implied import factor_effects
from analysis.stats.sem.model import GroupStructure, Matrices, Matrix

STRUCTURAL = (Matrix.LAMBDA, Matrix.BETA, Matrix.PSI, Matrix.ALPHA)
"""The moments are linear in theta and nu: only these have second derivatives."""


def second_derivatives(
    structure: GroupStructure, given: Matrices, by_covariance: np.ndarray, by_mean: np.ndarray
) -> np.ndarray:
    """Second derivatives of tr(G Sigma) + g'mu by the elements of a group, shape (f, f).

    Parameters
    ----------
    by_covariance
        G, symmetric, shape (p, p), taken as constant.
    by_mean
        g, shape (p,), taken as constant.

    Notes
    -----
    The first derivatives are matrices: 2 G Lambda C + g eta' (lambda), A'GA (psi),
    2 A'G Lambda C + A'g eta' (beta), A'g (alpha), with M = (I - Beta)^-1, C = M Psi M',
    A = Lambda M, eta = M alpha. Their change along each element is taken in turn.
    """
    f = len(structure.matrix)
    result = np.zeros((f, f))
    point = point_of(given, by_covariance, by_mean)
    structural = np.flatnonzero(np.isin(structure.matrix, STRUCTURAL))
    at = {kind: structural[structure.matrix[structural] == kind] for kind in STRUCTURAL}
    for i in structural:
        kind = Matrix(structure.matrix[i])
        moved = change_along(point, kind, int(structure.row[i]), int(structure.column[i]))
        for other, slopes in slopes_changed(point, moved).items():
            rows, columns = structure.row[at[other]], structure.column[at[other]]
            entries = slopes[rows] if slopes.ndim == 1 else slopes[rows, columns]
            if other == Matrix.PSI:
                entries = entries * np.where(rows == columns, 1.0, 2.0)
            result[i, at[other]] = entries
    return (result + result.T) / 2


@dataclass(frozen=True, slots=True)
class Point:
    """Matrices and products at which derivatives are taken; letters as in the Notes there."""

    lambda_: np.ndarray
    psi: np.ndarray
    alpha: np.ndarray
    M: np.ndarray
    C: np.ndarray
    A: np.ndarray
    eta: np.ndarray
    G: np.ndarray
    g: np.ndarray


@dataclass(frozen=True, slots=True)
class Change:
    """How Lambda, C, A and eta move along one element."""

    lambda_: np.ndarray
    C: np.ndarray
    A: np.ndarray
    eta: np.ndarray


def point_of(given: Matrices, by_covariance: np.ndarray, by_mean: np.ndarray) -> Point:
    """The point at the matrices of a group."""
    M = factor_effects(given)
    return Point(
        lambda_=given.lambda_,
        psi=given.psi,
        alpha=given.alpha,
        M=M,
        C=M @ given.psi @ M.T,
        A=given.lambda_ @ M,
        eta=M @ given.alpha,
        G=by_covariance,
        g=by_mean,
    )


def change_along(point: Point, kind: Matrix, row: int, column: int) -> Change:
    """Derivatives of Lambda, C, A and eta by one element."""
    p, m = point.lambda_.shape
    d_lambda, d_C, d_A, d_eta = (
        np.zeros((p, m)),
        np.zeros((m, m)),
        np.zeros((p, m)),
        np.zeros(m),
    )
    if kind == Matrix.LAMBDA:
        d_lambda[row, column] = 1.0
        d_A[row] = point.M[column]
    elif kind == Matrix.BETA:
        half = np.outer(point.M[:, row], point.C[column])
        d_C = half + half.T
        d_A = np.outer(point.A[:, row], point.M[column])
        d_eta = point.M[:, row] * point.eta[column]
    elif kind == Matrix.PSI:
        half = np.outer(point.M[:, row], point.M[:, column])
        d_C = half + half.T if row != column else half
    else:
        d_eta = point.M[:, row]
    return Change(d_lambda, d_C, d_A, d_eta)


def slopes_changed(point: Point, moved: Change) -> dict[Matrix, np.ndarray]:
    """How the first derivatives of tr(G Sigma) + g'mu move with a change of the matrices."""
    G_step = point.G @ (moved.lambda_ @ point.C + point.lambda_ @ moved.C)
    GA = point.G @ point.A
    crossed = moved.A.T @ GA
    d_Ag = moved.A.T @ point.g
    by_beta = moved.A.T @ (point.G @ point.lambda_ @ point.C) + point.A.T @ G_step
    return {
        Matrix.LAMBDA: 2 * G_step + np.outer(point.g, moved.eta),
        Matrix.BETA: 2 * by_beta
        + np.outer(d_Ag, point.eta)
        + np.outer(point.A.T @ point.g, moved.eta),
        Matrix.PSI: crossed + crossed.T,
        Matrix.ALPHA: d_Ag,
    }
