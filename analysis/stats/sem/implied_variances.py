"""Everything a standardisation divides by: variances that a model implies."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.implied import directions, factor_effects
from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model


@dataclass(frozen=True, slots=True)
class Variances:
    """Everything a standardisation divides by, and its derivatives by the elements.

    Stacked: variances of the m factors, of the p (latent) responses, of the m disturbances,
    of the p residuals.

    Attributes
    ----------
    value
        Shape (2m + 2p,).
    jacobian
        Shape (2m + 2p, r).
    """

    value: np.ndarray
    jacobian: np.ndarray


def variances(model: Model, structure: GroupStructure, given: Matrices, r: int) -> Variances:
    """Variances of factors, responses, disturbances and residuals, with derivatives."""
    effects = factor_effects(given)
    factor_covariance = effects @ given.psi @ effects.T
    common = np.diag(given.lambda_ @ factor_covariance @ given.lambda_.T)
    m, p, f = len(given.alpha), len(given.nu), len(structure.matrix)
    own = np.zeros((2 * m + 2 * p, f))
    part = directions(structure, given)
    item_change = 2 * part.u * part.v
    psi = np.flatnonzero((structure.matrix == Matrix.PSI) & (structure.row == structure.column))
    own[m + p + structure.row[psi], psi] = 1
    own[:m] = factor_variance_change(structure, effects, factor_covariance)
    is_theta = structure.matrix == Matrix.THETA
    residual_change = np.where(is_theta, item_change, 0)
    if not model.theta_parameterization and structure.ordinal.any():
        at = np.flatnonzero(structure.matrix == Matrix.DELTA)
        response = np.zeros((p, f))
        response[structure.row[at], at] = -2 * given.delta[structure.row[at]] ** -3.0
        ordinal = structure.ordinal
        residual_change[ordinal] = (
            response[ordinal] - np.where(is_theta, 0, item_change)[ordinal]
        )
        item_change[ordinal] = response[ordinal]
    own[m : m + p] = item_change
    own[2 * m + p :] = residual_change
    whole = np.zeros((len(own), r))
    np.add.at(whole.T, structure.element, own.T)
    value = np.concatenate([
        np.diag(factor_covariance),
        common + np.diag(given.theta),
        np.diag(given.psi),
        np.diag(given.theta),
    ])  # fmt: skip
    return Variances(value, whole)


def factor_variance_change(
    structure: GroupStructure, effects: np.ndarray, factor_covariance: np.ndarray
) -> np.ndarray:
    """Derivatives of the factors' variances by the elements of a group, shape (m, f)."""
    change = np.zeros((len(effects), len(structure.matrix)))
    rows, columns = structure.row, structure.column
    at = np.flatnonzero(structure.matrix == Matrix.PSI)
    twice = np.where(rows[at] == columns[at], 1, 2)
    change[:, at] = twice * effects[:, rows[at]] * effects[:, columns[at]]
    at = np.flatnonzero(structure.matrix == Matrix.BETA)
    change[:, at] = 2 * effects[:, rows[at]] * factor_covariance[columns[at]].T
    return change


def scales(spread: Variances, *, m: int, p: int) -> Variances:
    """Log of stacked variances with derivatives; disturbances and residuals absolute."""
    size = spread.value.copy()
    size[m + p :] = np.abs(size[m + p :])
    size = np.where(size > 0, size, np.nan)
    slope = spread.jacobian / np.where(np.isnan(size), 1, spread.value)[:, None]
    return Variances(np.log(size), slope)
