"""The structure of a model: which matrix elements are fixed, free, or tied to each other."""

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np


class Matrix(IntEnum):
    """The matrices of the all-y LISREL model; a free element names one of them."""

    LAMBDA = 0
    BETA = 1
    PSI = 2
    THETA = 3
    NU = 4
    ALPHA = 5
    TAU = 6
    DELTA = 7


@dataclass(frozen=True, slots=True)
class Matrices:
    """The matrices of one group with numbers in them.

    Sigma = A Psi A' + Theta and mu = nu + A alpha, where A = Lambda (I - Beta)^-1.

    Attributes
    ----------
    lambda_
        Loadings, shape (p, m).
    beta
        Regressions among factors (loadings of factors on higher factors), shape (m, m).
    psi
        Covariances of factors or of their disturbances, shape (m, m).
    theta
        Residual covariances, shape (p, p).
    nu, alpha
        Intercepts of the observed variables, shape (p,), and of the factors, shape (m,).
    tau
        Thresholds, item after item, shape (t,).
    delta
        Scaling factors of the latent responses, shape (p,); one where not ordinal.
    """

    lambda_: np.ndarray
    beta: np.ndarray
    psi: np.ndarray
    theta: np.ndarray
    nu: np.ndarray
    alpha: np.ndarray
    tau: np.ndarray
    delta: np.ndarray


@dataclass(frozen=True, slots=True)
class GroupStructure:
    """The model of one group.

    Attributes
    ----------
    fixed
        Matrices with every fixed value; free elements hold 0 (of delta: 1).
    matrix, row, column
        Where each free element stands, shape (f,), f the free elements of the group; `matrix`
        is a code of `Matrix`; psi and theta name the lower triangle; of vectors column is 0.
    element
        Position of each free element in the vector of all r free elements, shape (f,). No two
        elements, of one group or of two, share a position; equal ones are tied by `basis`.
    ordinal
        Which observed variables are ordinal, shape (p,).
    threshold_item
        Position of the variable each threshold belongs to, ascending, shape (t,).
    of_kind
        Positions of the free elements that stand in each matrix, by code of `Matrix`.
    """

    fixed: Matrices
    matrix: np.ndarray
    row: np.ndarray
    column: np.ndarray
    element: np.ndarray
    ordinal: np.ndarray
    threshold_item: np.ndarray
    of_kind: tuple[np.ndarray, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Look up once what every evaluation of the model asks."""
        of_kind = tuple(np.flatnonzero(self.matrix == kind.value) for kind in Matrix)
        object.__setattr__(self, "of_kind", of_kind)


@dataclass(frozen=True, slots=True)
class Model:
    """The model of all groups, and how its elements depend on the free parameters.

    elements = offset + basis @ parameters.

    Attributes
    ----------
    groups
        One structure per group.
    basis
        Columns that span what satisfies the linear equality constraints, shape (r, q).
        The identity if there are none.
    offset
        Shape (r,); zero unless a constraint has a constant.
    start
        Starting values of the elements, shape (r,); NaN where none was given.
    mean_structure
        Whether means are moments of the model. True whenever a variable is ordinal.
    theta_parameterization
        For ordinal variables: residual variances are elements and scaling factors follow
        (True), or scaling factors are elements and residual variances follow (False, "delta").
    """

    groups: tuple[GroupStructure, ...]
    basis: np.ndarray
    offset: np.ndarray
    start: np.ndarray
    mean_structure: bool
    theta_parameterization: bool


def elements(model: Model, parameters: np.ndarray) -> np.ndarray:
    """All free elements, shape (r,), from the free parameters, shape (q,)."""
    return model.offset + model.basis @ parameters


def parameters_of(model: Model, values: np.ndarray) -> np.ndarray:
    """The parameters nearest to given elements, shape (q,)."""
    used = model.basis != 0
    if (used.sum(axis=1) <= 1).all() and used.any(axis=0).all():
        size = (model.basis**2).sum(axis=0)
        return model.basis.T @ (values - model.offset) / size
    return np.linalg.lstsq(model.basis, values - model.offset, rcond=None)[0]


def matrices(group: GroupStructure, values: np.ndarray) -> Matrices:
    """The matrices of a group at the elements `values`, shape (r,).

    Theta and delta of ordinal variables are as stated, not yet completed by the
    parameterization: `implied.completed` does that.
    """
    fixed = group.fixed
    copies = [
        np.array(part)
        for part in (
            fixed.lambda_,
            fixed.beta,
            fixed.psi,
            fixed.theta,
            fixed.nu,
            fixed.alpha,
            fixed.tau,
            fixed.delta,
        )
    ]
    for kind, part, here in zip(Matrix, copies, group.of_kind, strict=True):
        if len(here) == 0:
            continue
        rows, columns, numbers = (
            group.row[here],
            group.column[here],
            values[group.element[here]],
        )
        if part.ndim == 1:
            part[rows] = numbers
            continue
        part[rows, columns] = numbers
        if kind in (Matrix.PSI, Matrix.THETA):
            part[columns, rows] = numbers
    return Matrices(*copies)
