"""Moments a model implies, and their derivatives by the elements of its matrices."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model, matrices


@dataclass(frozen=True, slots=True)
class Implied:
    """What the model says about one group.

    Ordinal variables are on the scale of their standardised latent response: variance 1,
    mean 0, thresholds delta (tau - mu).

    Attributes
    ----------
    mean
        Shape (p,).
    covariance
        Shape (p, p).
    thresholds
        Shape (t,).
    delta
        Scaling factors, shape (p,); one where not ordinal.
    matrices
        Completed by the parameterization: residual variances and scaling factors agree.
    """

    mean: np.ndarray
    covariance: np.ndarray
    thresholds: np.ndarray
    delta: np.ndarray
    matrices: Matrices


@dataclass(frozen=True, slots=True)
class Directions:
    """Derivatives of the unscaled moments, element by element of a group.

    d Sigma / d x_i = u_i v_i' + v_i u_i' and d mu / d x_i = w_i: every element of the LISREL
    matrices moves Sigma by a matrix of rank two at most.

    Attributes
    ----------
    u, v, w
        Shape (p, f).
    """

    u: np.ndarray
    v: np.ndarray
    w: np.ndarray


def implied(model: Model, group: int, values: np.ndarray) -> Implied:
    """Implied moments of a group at the elements `values`, shape (r,).

    References
    ----------
    Joreskog & Sorbom (1996), LISREL 8 user's reference guide, eq. 1.4-1.6; Muthen & Asparouhov
    (2002), Mplus web notes 4, eq. 8-14 (delta and theta parameterization).
    """
    structure = model.groups[group]
    stated = matrices(structure, values)
    loadings = total_loadings(stated)
    common = loadings @ stated.psi @ loadings.T
    mean = stated.nu + loadings @ stated.alpha
    if not structure.ordinal.any():
        return Implied(mean, common + stated.theta, stated.tau, stated.delta, stated)
    done = completed(model, structure, stated, np.diag(common))
    covariance = common + done.theta
    covariance = covariance * np.outer(done.delta, done.delta)
    ordinal = np.flatnonzero(structure.ordinal)
    covariance[ordinal, ordinal] = 1.0
    item = structure.threshold_item
    thresholds = done.delta[item] * (done.tau - mean[item])
    mean = np.where(structure.ordinal, 0.0, mean)
    return Implied(mean, covariance, thresholds, done.delta, done)


def completed(
    model: Model, structure: GroupStructure, stated: Matrices, common: np.ndarray
) -> Matrices:
    """Residual variances (delta) or scaling factors (theta parameterization) filled in.

    A latent response without positive variance has no scaling factor: it becomes NaN.
    """
    ordinal = np.flatnonzero(structure.ordinal)
    if model.theta_parameterization:
        variance = common[ordinal] + stated.theta[ordinal, ordinal]
        delta = stated.delta.copy()
        delta[ordinal] = np.where(variance > 0, np.abs(variance), np.nan) ** -0.5
        return replace(stated, delta=delta)
    theta = stated.theta.copy()
    theta[ordinal, ordinal] = stated.delta[ordinal] ** -2.0 - common[ordinal]
    return replace(stated, theta=theta)


def total_loadings(given: Matrices) -> np.ndarray:
    """A = Lambda (I - Beta)^-1, shape (p, m)."""
    if not given.beta.any():
        return given.lambda_
    return given.lambda_ @ factor_effects(given)


def factor_effects(given: Matrices) -> np.ndarray:
    """(I - Beta)^-1, shape (m, m)."""
    return np.linalg.inv(np.eye(len(given.beta)) - given.beta)


def directions(structure: GroupStructure, given: Matrices) -> Directions:
    """Derivatives of the unscaled covariance and mean by the f elements of a group."""
    p, f = len(given.nu), len(structure.matrix)
    effects = factor_effects(given)
    loadings = given.lambda_ @ effects
    factor_covariance = effects @ given.psi @ effects.T
    with_items = factor_covariance @ given.lambda_.T
    factor_mean = effects @ given.alpha
    u, v, w = np.zeros((p, f)), np.zeros((p, f)), np.zeros((p, f))
    identity = np.eye(p)
    for kind in (Matrix.LAMBDA, Matrix.BETA, Matrix.PSI, Matrix.THETA, Matrix.NU, Matrix.ALPHA):
        at = structure.of_kind[kind]
        if len(at) == 0:
            continue
        rows, columns = structure.row[at], structure.column[at]
        left = identity if kind in (Matrix.LAMBDA, Matrix.THETA, Matrix.NU) else loadings
        if kind in (Matrix.NU, Matrix.ALPHA):
            w[:, at] = left[:, rows]
            continue
        u[:, at] = left[:, rows]
        if kind in (Matrix.LAMBDA, Matrix.BETA):
            v[:, at] = with_items[columns].T
            w[:, at] = left[:, rows] * factor_mean[columns]
        else:
            v[:, at] = left[:, columns] * np.where(rows == columns, 0.5, 1.0)
    return Directions(u, v, w)


def jacobian(model: Model, group: int, values: np.ndarray) -> np.ndarray:
    """Derivatives of the moments of a group, in their layout, by all elements; shape (s, r)."""
    own = own_jacobian(model, group, values)
    whole = np.zeros((own.shape[0], len(model.offset)))
    whole[:, model.groups[group].element] = own
    return whole


def own_jacobian(model: Model, group: int, values: np.ndarray) -> np.ndarray:
    """The same by the group's own elements alone; shape (s, f)."""
    structure = model.groups[group]
    given = implied(model, group, values)
    part = directions(structure, given.matrices)
    p = len(part.u)
    if structure.ordinal.any():
        return scaled_jacobian(model, structure, given, part)
    rows, columns = upper_triangle(p, 0)
    own = part.u[rows] * part.v[columns] + part.v[rows] * part.u[columns]
    return np.vstack([part.w, own]) if model.mean_structure else own


def scaled_jacobian(
    model: Model, structure: GroupStructure, given: Implied, part: Directions
) -> np.ndarray:
    """Derivatives of thresholds, means, variances and scaled covariances, shape (s, f)."""
    delta, item = given.delta, structure.threshold_item
    rows, columns = upper_triangle(len(delta), 1)
    covariance = part.u[rows] * part.v[columns]
    covariance += part.v[rows] * part.u[columns]
    covariance *= (delta[rows] * delta[columns])[:, None]
    thresholds = -part.w[item]
    at = structure.of_kind[Matrix.TAU]
    thresholds[structure.row[at], at] += 1.0
    thresholds *= delta[item, None]
    if model.theta_parameterization or len(structure.of_kind[Matrix.DELTA]):
        relative = scale_changes(model, structure, given, part) / delta[:, None]
        covariance += given.covariance[rows, columns][:, None] * (
            relative[rows] + relative[columns]
        )
        thresholds += given.thresholds[:, None] * relative[item]
    continuous = ~structure.ordinal
    variance = 2 * part.u[continuous] * part.v[continuous]
    first = first_level(structure, thresholds, part.w)
    return np.vstack([first, variance, covariance])


def scale_changes(
    model: Model, structure: GroupStructure, given: Implied, part: Directions
) -> np.ndarray:
    """Derivatives of the scaling factors, shape (p, f)."""
    changes = np.zeros(part.u.shape)
    if model.theta_parameterization:
        own = structure.ordinal
        variance = 2 * part.u[own] * part.v[own]
        changes[own] = -0.5 * given.delta[own, None] ** 3 * variance
    else:
        at = structure.of_kind[Matrix.DELTA]
        changes[structure.row[at], at] = 1.0
    return changes


@cache
def upper_triangle(p: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the upper triangle of a matrix (p, p) from its k-th diagonal."""
    rows, columns = np.triu_indices(p, k)
    return rows, columns


def first_level(
    structure: GroupStructure, thresholds: np.ndarray, means: np.ndarray
) -> np.ndarray:
    """Thresholds and means of continuous variables, interleaved in the order of variables.

    Parameters
    ----------
    thresholds
        Shape (t,) or (t, f).
    means
        Shape (p,) or (p, f).
    """
    continuous = np.flatnonzero(~structure.ordinal)
    if len(continuous) == 0:
        return thresholds
    stacked = np.concatenate([thresholds, means[continuous]])
    variable = np.concatenate([structure.threshold_item, continuous])
    return stacked[np.argsort(variable, kind="stable")]


def moments(model: Model, group: int, given: Implied) -> np.ndarray:
    """Implied moments of a group in their layout, shape (s,)."""
    structure = model.groups[group]
    return moment_vector(
        structure, model.mean_structure, given.mean, given.covariance, given.thresholds
    )


def moment_vector(
    structure: GroupStructure,
    mean_structure: bool,
    mean: np.ndarray,
    covariance: np.ndarray,
    thresholds: np.ndarray,
) -> np.ndarray:
    """Means, thresholds and covariances of a group in the layout of its moments, shape (s,)."""
    p = len(mean)
    if not structure.ordinal.any():
        second = covariance[upper_triangle(p, 0)]
        return np.concatenate([mean, second]) if mean_structure else second
    variance = np.diag(covariance)[~structure.ordinal]
    first = first_level(structure, thresholds, mean)
    return np.concatenate([first, variance, covariance[upper_triangle(p, 1)]])
