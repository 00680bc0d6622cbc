"""Models that leave moments free: the saturated model and the independence model."""

import numpy as np

from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model


def saturated_model(p: int, groups: int, *, mean_structure: bool) -> Model:
    """A model of continuous variables whose elements are the moments, in their layout."""
    rows, columns = np.triu_indices(p)
    return theta_model(columns, rows, p, groups, mean_structure)


def independence_model(p: int, groups: int, *, mean_structure: bool) -> Model:
    """A model of continuous variables without covariances: the baseline of fit indices."""
    return theta_model(np.arange(p), np.arange(p), p, groups, mean_structure)


def theta_model(
    rows: np.ndarray, columns: np.ndarray, p: int, groups: int, mean_structure: bool
) -> Model:
    """A model of means (if modelled, first) and some covariances, in every group."""
    means = p if mean_structure else 0
    size = means + len(rows)
    matrix = np.repeat([Matrix.NU, Matrix.THETA], [means, len(rows)])
    row = np.concatenate([np.arange(means), rows])
    column = np.concatenate([np.zeros(means, dtype=np.intp), columns])
    structures = tuple(
        GroupStructure(
            fixed=no_matrices(p),
            matrix=matrix,
            row=row,
            column=column,
            element=np.arange(size) + group * size,
            ordinal=np.zeros(p, dtype=bool),
            threshold_item=np.zeros(0, dtype=np.intp),
        )
        for group in range(groups)
    )
    return Model(
        groups=structures,
        basis=np.eye(size * groups),
        offset=np.zeros(size * groups),
        start=np.full(size * groups, np.nan),
        mean_structure=mean_structure,
        theta_parameterization=False,
    )


def no_matrices(p: int) -> Matrices:
    """Matrices of p variables without factors."""
    return Matrices(
        lambda_=np.zeros((p, 0)),
        beta=np.zeros((0, 0)),
        psi=np.zeros((0, 0)),
        theta=np.zeros((p, p)),
        nu=np.zeros(p),
        alpha=np.zeros(0),
        tau=np.zeros(0),
        delta=np.ones(p),
    )
