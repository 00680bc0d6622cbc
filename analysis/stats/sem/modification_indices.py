"""Modification indices: how much each fixed element would improve the fit if it were free."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.stats.sem.model import GroupStructure, Matrix, Model
from analysis.stats.sem.standardised import Places

SMALLEST_INFORMATION = np.finfo(float).eps ** (1 / 3)
"""Information per person below which an element is not identified beside the free ones."""


@dataclass(frozen=True, slots=True)
class ModificationIndices:
    """One-degree-of-freedom score tests of elements that are not free.

    Attributes
    ----------
    index
        Expected drop of the (unscaled) chi-square, shape (l,); NaN where the element would not
        be identified.
    change
        Expected value of the parameter, less its fixed value, if it were free, shape (l,).
    """

    index: np.ndarray
    change: np.ndarray


def extended(model: Model, group: int, places: Places) -> Model:
    """The model with the entries `places` of a group as further elements, at their values.

    The new elements come last; the basis gets one column for each.
    """
    structure = model.groups[group]
    r, extra = len(model.offset), len(places.matrix)
    wider = replace(
        structure,
        matrix=np.concatenate([structure.matrix, places.matrix]),
        row=np.concatenate([structure.row, places.row]),
        column=np.concatenate([structure.column, places.column]),
        element=np.concatenate([structure.element, np.arange(r, r + extra)]),
    )
    basis = np.zeros((r + extra, model.basis.shape[1] + extra))
    basis[:r, : model.basis.shape[1]] = model.basis
    basis[r:, model.basis.shape[1] :] = np.eye(extra)
    groups = (*model.groups[:group], wider, *model.groups[group + 1 :])
    return replace(
        model,
        groups=groups,
        basis=basis,
        offset=np.concatenate([model.offset, fixed_values(structure, places)]),
        start=np.concatenate([model.start, np.full(extra, np.nan)]),
    )


def fixed_values(structure: GroupStructure, places: Places) -> np.ndarray:
    """Values at which entries of a group are fixed, shape (l,)."""
    fixed = structure.fixed
    parts = (
        fixed.lambda_, fixed.beta, fixed.psi, fixed.theta,
        fixed.nu, fixed.alpha, fixed.tau, fixed.delta,
    )  # fmt: skip
    return np.array([
        parts[kind][row] if parts[kind].ndim == 1 else parts[kind][row, column]
        for kind, row, column in zip(places.matrix, places.row, places.column, strict=True)
    ])  # fmt: skip


def modification_indices(
    *,
    score: np.ndarray,
    cross_information: np.ndarray,
    own_information: np.ndarray,
    information: np.ndarray,
    n: float,
) -> ModificationIndices:
    """Score tests of elements, each freed alone.

    Parameters
    ----------
    score
        Derivative of minus half the fit function (of the log-likelihood per person) by the
        elements, shape (l,): Jacobian' W (observed less implied moments). Least squares counts
        (n_g - 1) / n of every group here, as its statistic does.
    cross_information
        Information per person of the elements and the q free parameters, shape (l, q).
    own_information
        Information per person of each element, shape (l,).
    information
        Information per person of the free parameters, shape (q, q): Jacobian' W Jacobian.
    n
        Persons.

    Notes
    -----
    With a weight matrix that is not the inverse covariance of the moments (DWLS, ULS) these
    are, as in other software, drops of the unscaled statistic.

    References
    ----------
    Sorbom, D. (1989). Model modification. Psychometrika, 54(3), 371-384, eq. 13-14.
    https://doi.org/10.1007/BF02294623
    Saris, W. E., Satorra, A., & Sorbom, D. (1987). Sociological Methodology, 17, 105-129
    (expected parameter change). https://doi.org/10.2307/271030
    """
    solved = np.linalg.solve(information, cross_information.T)
    left = own_information - np.einsum("lq,ql->l", cross_information, solved)
    left = np.where(left < SMALLEST_INFORMATION, np.nan, left)
    return ModificationIndices(index=n * score**2 / left, change=score / left)


def standardised_change(
    change: np.ndarray, places: Places, spread: np.ndarray, *, p: int, m: int
) -> tuple[np.ndarray, np.ndarray]:
    """Expected changes with factors, then with observed variables too, of variance one.

    Covariances are put on the scale of residual or disturbance standard deviations (of their
    absolute variances), as correlations would be; NaN beside a variance of zero.

    Parameters
    ----------
    spread
        Variances of factors, responses, disturbances, residuals: `implied_variances.variances`,
        shape (2m + 2p,).
    """
    size = np.sqrt(np.where(spread == 0, np.nan, np.abs(spread)))
    factor, item, disturbance, residual = np.split(size, np.cumsum([m, p, m]))
    latent, complete = change.copy(), change.copy()
    for i, (kind, row, column) in enumerate(
        zip(places.matrix, places.row, places.column, strict=True)
    ):
        if kind == Matrix.LAMBDA:
            latent[i] *= factor[column]
            complete[i] = latent[i] / item[row]
        elif kind == Matrix.BETA:
            latent[i] *= factor[column] / factor[row]
            complete[i] = latent[i]
        elif kind == Matrix.PSI:
            latent[i] /= disturbance[row] * disturbance[column]
            complete[i] = latent[i]
        elif kind == Matrix.THETA:
            complete[i] /= residual[row] * residual[column]
        elif kind == Matrix.NU:
            complete[i] /= item[row]
        elif kind == Matrix.ALPHA:
            latent[i] /= factor[row]
            complete[i] = latent[i]
    return latent, complete
