"""Standardised solutions and their derivatives by the elements of the model."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.implied import implied
from analysis.stats.sem.implied_variances import Variances, scales, variances
from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model


@dataclass(frozen=True, slots=True)
class Places:
    """Entries of the matrices of one group, free or fixed; all arrays of shape (l,).

    Attributes
    ----------
    matrix
        Codes of `Matrix`.
    row, column
        As in `GroupStructure`.
    """

    matrix: np.ndarray
    row: np.ndarray
    column: np.ndarray


@dataclass(frozen=True, slots=True)
class Standardised:
    """Standardised values of entries of one group.

    Attributes
    ----------
    latent
        With factors of variance one (std.lv), shape (l,).
    complete
        With observed variables of variance one too (std.all), shape (l,).
    latent_jacobian, complete_jacobian
        Derivatives by all elements, shape (l, r).
    """

    latent: np.ndarray
    complete: np.ndarray
    latent_jacobian: np.ndarray
    complete_jacobian: np.ndarray


@dataclass(frozen=True, slots=True)
class Explained:
    """Share of variance explained.

    NaN where the residual variance is negative.

    Attributes
    ----------
    items
        Shape (p,); of ordinal items of the latent response.
    factors
        Shape (m,); zero for factors that no other factor explains.
    """

    items: np.ndarray
    factors: np.ndarray


def standardised(model: Model, group: int, values: np.ndarray, places: Places) -> Standardised:
    """Standardised values of `places` of a group at the elements `values`, shape (r,).

    A covariance of disturbances or of residuals becomes their correlation. Ordinal items have
    the variance of their latent response; scaling factors become one. With the negative
    variance of a factor or response an entry is NaN; a covariance of disturbances or residuals
    is put on the scale of their absolute variances.

    References
    ----------
    Bollen, K. A. (1989). Structural equations with latent variables, p. 123-126. Wiley.
    """
    structure = model.groups[group]
    given = implied(model, group, values).matrices
    spread = variances(model, structure, given, len(values))
    raw, raw_jacobian = entries(model, structure, given, places, spread)
    size = scales(spread, m=len(given.alpha), p=len(given.nu))
    latent_power, complete_power = powers(
        places, structure.threshold_item, len(given.nu), len(given.alpha)
    )
    latent, latent_jacobian = scaled(raw, raw_jacobian, latent_power, size)
    complete, complete_jacobian = scaled(raw, raw_jacobian, complete_power, size)
    rescaled = places.matrix == Matrix.DELTA
    complete[rescaled], complete_jacobian[rescaled] = 1.0, 0.0
    return Standardised(latent, complete, latent_jacobian, complete_jacobian)


def delta_method(jacobian: np.ndarray, basis: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Standard errors of functions of the elements, shape (l,).

    Parameters
    ----------
    jacobian
        Derivatives by the elements, shape (l, r).
    basis
        Of the model, shape (r, q).
    covariance
        Of the free parameters, shape (q, q).
    """
    change = jacobian @ basis
    return np.sqrt(np.maximum(np.einsum("lq,qs,ls->l", change, covariance, change), 0))


def explained(model: Model, group: int, values: np.ndarray) -> Explained:
    """R squared of items and of factors."""
    given = implied(model, group, values).matrices
    spread = variances(model, model.groups[group], given, len(values)).value
    m, p = len(given.alpha), len(given.nu)
    factor, item, disturbance, residual = np.split(spread, np.cumsum([m, p, m]))
    return Explained(
        items=np.where(residual < 0, np.nan, 1 - residual / item),
        factors=np.where(disturbance < 0, np.nan, 1 - disturbance / factor),
    )


def entries(
    model: Model,
    structure: GroupStructure,
    given: Matrices,
    places: Places,
    spread: Variances,
) -> tuple[np.ndarray, np.ndarray]:
    """Unstandardised values of entries, shape (l,), and their derivatives, shape (l, r).

    Residual variances and scaling factors that follow from other elements move with them.
    """
    r, m = spread.jacobian.shape[1], len(given.alpha)
    parts = (
        given.lambda_, given.beta, given.psi, given.theta,
        given.nu, given.alpha, given.tau, given.delta,
    )  # fmt: skip
    raw = np.empty(len(places.matrix))
    jacobian = np.zeros((len(raw), r))
    element = {
        key: structure.element[i]
        for i, key in enumerate(
            zip(structure.matrix, structure.row, structure.column, strict=True)
        )
    }
    residual_start = len(spread.value) - len(given.nu)
    for i, (kind, row, column) in enumerate(
        zip(places.matrix, places.row, places.column, strict=True)
    ):
        part = parts[kind]
        raw[i] = part[row] if part.ndim == 1 else part[row, column]
        if kind == Matrix.THETA and row == column:
            jacobian[i] = spread.jacobian[residual_start + row]
        elif kind == Matrix.DELTA and model.theta_parameterization and structure.ordinal[row]:
            jacobian[i] = -0.5 * given.delta[row] ** 3 * spread.jacobian[m + row]
        elif (kind, row, column) in element:
            jacobian[i, element[kind, row, column]] = 1
    return raw, jacobian


def powers(
    places: Places, threshold_item: np.ndarray, p: int, m: int
) -> tuple[np.ndarray, np.ndarray]:
    """Exponents of the stacked variances that standardise each entry, shape (l, 2m + 2p).

    First for factors alone, then for observed variables too.
    """
    latent = np.zeros((len(places.matrix), 2 * m + 2 * p))
    row, column = places.row, places.column
    factor, item, disturbance, residual = 0, m, m + p, 2 * m + p

    def add(
        target: np.ndarray, kind: Matrix, start: int | np.ndarray, at: np.ndarray, power: float
    ) -> None:
        rows = np.flatnonzero(places.matrix == kind)
        target[rows, (start + at)[rows]] += power

    add(latent, Matrix.LAMBDA, factor, column, 0.5)
    add(latent, Matrix.BETA, factor, column, 0.5)
    add(latent, Matrix.BETA, factor, row, -0.5)
    add(latent, Matrix.ALPHA, factor, row, -0.5)
    own = np.where(row == column, factor, disturbance)
    add(latent, Matrix.PSI, own, row, -0.5)
    add(latent, Matrix.PSI, own, column, -0.5)
    complete = latent.copy()
    add(complete, Matrix.LAMBDA, item, row, -0.5)
    add(complete, Matrix.NU, item, row, -0.5)
    rows = np.flatnonzero(places.matrix == Matrix.TAU)
    complete[rows, item + threshold_item[row[rows]]] -= 0.5
    own = np.where(row == column, item, residual)
    add(complete, Matrix.THETA, own, row, -0.5)
    add(complete, Matrix.THETA, own, column, -0.5)
    return latent, complete


def scaled(
    raw: np.ndarray, jacobian: np.ndarray, power: np.ndarray, log_size: Variances
) -> tuple[np.ndarray, np.ndarray]:
    """Entries times powers of variances, and the derivatives of these products."""
    terms = np.where(power != 0, power * log_size.value, 0).sum(axis=1)
    factor = np.exp(terms)
    relative = power @ log_size.jacobian
    return raw * factor, factor[:, None] * jacobian + (raw * factor)[:, None] * relative
