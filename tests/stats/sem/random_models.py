"""Models with every kind of element, for checks against numeric differentiation."""

import numpy as np

from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model

P, M = 5, 3


def structure(first: int, *, ordinal: np.ndarray, theta: bool) -> GroupStructure:
    """Two factors measured by five items, both measured by a third; means and residuals."""
    thresholds = np.repeat(np.flatnonzero(ordinal), 2)
    places = [(Matrix.LAMBDA, i, int(i > 2)) for i in (1, 2, 4)] + [(Matrix.LAMBDA, 1, 1)]
    places += [(Matrix.BETA, 1, 2)] + [(Matrix.PSI, i, i) for i in range(M)]
    places += [
        (Matrix.PSI, 1, 0),
        (Matrix.THETA, 4, 0),
        (Matrix.ALPHA, 0, 0),
        (Matrix.ALPHA, 2, 0),
    ]
    places += [(Matrix.NU, i, 0) for i in range(P)]
    places += [(Matrix.THETA, i, i) for i in range(P) if theta or not ordinal[i]]
    places += [(Matrix.TAU, i, 0) for i in range(len(thresholds))]
    if not theta:
        places += [(Matrix.DELTA, i, 0) for i in np.flatnonzero(ordinal)]
    codes = np.array(places)
    lambda_ = np.zeros((P, M))
    lambda_[0, 0] = lambda_[3, 1] = 1.0
    beta = np.zeros((M, M))
    beta[0, 2] = 1.0
    fixed = Matrices(
        lambda_, beta, np.zeros((M, M)), np.zeros((P, P)), np.zeros(P), np.zeros(M),
        np.zeros(len(thresholds)), np.ones(P),
    )  # fmt: skip
    return GroupStructure(
        fixed, codes[:, 0], codes[:, 1], codes[:, 2],
        first + np.arange(len(codes)), ordinal, thresholds,
    )  # fmt: skip


def model(*, ordinal: np.ndarray, theta: bool, mean_structure: bool) -> Model:
    """Two groups of the structure, with a basis that ties some elements."""
    one = structure(0, ordinal=ordinal, theta=theta)
    two = structure(len(one.matrix), ordinal=ordinal, theta=theta)
    r = 2 * len(one.matrix)
    basis = np.delete(np.eye(r), [r // 2, r // 2 + 1], axis=1)
    basis[r // 2, 0] = 1.0
    basis[r // 2 + 1, 1] = -0.5
    return Model(
        (one, two), basis, np.zeros(r), np.full(r, np.nan), mean_structure, theta
    )  # fmt: skip


def elements_of(given: Model, rng: np.random.Generator) -> np.ndarray:
    """Elements at which all variances are positive."""
    values = np.zeros(len(given.offset))
    for group in given.groups:
        size = len(group.matrix)
        own = rng.uniform(0.3, 0.7, size)
        square = group.row == group.column
        own[(group.matrix == Matrix.PSI) & square] += 0.6
        own[(group.matrix == Matrix.THETA) & square] += 0.6
        own[(group.matrix == Matrix.PSI) & ~square] *= 0.3
        own[(group.matrix == Matrix.THETA) & ~square] *= 0.2
        own[group.matrix == Matrix.DELTA] = rng.uniform(
            0.5, 0.7, (group.matrix == Matrix.DELTA).sum()
        )
        values[group.element] = own
    return values


def slopes(function, at: np.ndarray, step: float = 1e-6) -> np.ndarray:
    """Central differences of a vector function, shape (outputs, inputs)."""
    columns = [
        (function(at + step * e) - function(at - step * e)) / (2 * step)
        for e in np.eye(len(at))
    ]
    return np.array(columns).T
