"""Starting values from the sample moments."""

from dataclasses import replace

import numpy as np

from analysis.stats.sem.model import GroupStructure, Matrix, Model, matrices

SMALLEST_SHARE, LARGEST_SHARE = 0.2, 0.9
"""Bounds of a residual variance at the start, as a share of the variance."""

SMALLEST_MARKER = 0.2
"""Least size of a marker's loading at the start, relative to the largest of its factor."""

HIGHER_LOADING = 0.7
"""Standardised loading of a factor on a higher factor at the start."""

SHRINKAGES = (0.5, 0.1)
"""Sizes of loadings, relative to the first start, tried when a start leads nowhere."""

SMALL_VARIANCE = 0.05
"""Variance of every factor, or of its disturbance, at the default start of lavaan."""


def start_elements(
    model: Model,
    means: list[np.ndarray],
    covariances: list[np.ndarray],
    thresholds: list[np.ndarray],
) -> np.ndarray:
    """Starting values of the elements, shape (r,); values given by the model come first.

    Parameters
    ----------
    means, covariances, thresholds
        Per group, shapes (p,), (p, p), (t,). Of ordinal variables: mean 0, polychoric
        correlations, thresholds of the standardised latent response.

    Notes
    -----
    Loadings are the first principal axis of the items of a factor; of factors that share items,
    the one with more items comes first and the next see what it leaves over.
    """
    values = np.full(len(model.offset), np.nan)
    for structure, mean, covariance, cut in zip(
        model.groups, means, covariances, thresholds, strict=True
    ):
        values[structure.element] = group_start(structure, mean, covariance, cut)
    return np.where(np.isnan(model.start), values, model.start)


def inner_starts(
    model: Model,
    means: list[np.ndarray],
    covariances: list[np.ndarray],
    thresholds: list[np.ndarray],
) -> list[np.ndarray]:
    """Starting elements of a search among admissible values; none for several groups.

    Steps of a ladder over groups are compared by how much each raises the minimum of the one
    before, so that all have to be searched for alike.
    """
    if len(model.groups) > 1:
        return []
    first = start_elements(model, means, covariances, thresholds)
    small = small_variance_start(model, means, covariances, thresholds)
    return [first, small] + [
        shrunken_start(model, covariances, first, shrinkage) for shrinkage in SHRINKAGES
    ]


def group_start(
    structure: GroupStructure, mean: np.ndarray, covariance: np.ndarray, cut: np.ndarray
) -> np.ndarray:
    """Starting values of the elements of a group in their order, shape (f,)."""
    pattern = free_pattern(structure)
    fixed = structure.fixed
    loadings, variances = axes(pattern, structure, covariance)
    higher, disturbances = higher_order(pattern, structure, variances)
    size = np.diag(covariance)
    explained = (loadings**2 * variances).sum(axis=1)
    residual = np.clip(size - explained, SMALLEST_SHARE * size, LARGEST_SHARE * size)
    starts = {
        Matrix.LAMBDA: loadings,
        Matrix.BETA: higher,
        Matrix.PSI: np.diag(disturbances),
        Matrix.THETA: np.diag(residual),
        Matrix.NU: mean,
        Matrix.ALPHA: np.zeros(len(fixed.alpha)),
        Matrix.TAU: cut,
        Matrix.DELTA: np.ones(len(size)),
    }
    result = np.zeros(len(structure.matrix))
    for kind, matrix in starts.items():
        at = np.flatnonzero(structure.matrix == kind)
        rows, columns = structure.row[at], structure.column[at]
        result[at] = matrix[rows] if matrix.ndim == 1 else matrix[rows, columns]
    return result


def free_pattern(structure: GroupStructure) -> dict[Matrix, np.ndarray]:
    """Which entries of lambda, beta and psi are free or not zero."""
    ones = matrices(structure, np.ones(structure.element.max(initial=-1) + 1))
    named = {Matrix.LAMBDA: ones.lambda_, Matrix.BETA: ones.beta, Matrix.PSI: ones.psi}
    return {kind: matrix != 0 for kind, matrix in named.items()}


def is_free(structure: GroupStructure, kind: Matrix, shape: tuple[int, int]) -> np.ndarray:
    """Which entries of a matrix are free."""
    result = np.zeros(shape, dtype=bool)
    at = structure.matrix == kind
    result[structure.row[at], structure.column[at]] = True
    return result


def axes(
    pattern: dict[Matrix, np.ndarray], structure: GroupStructure, covariance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Loadings, shape (p, m), and variances of the factors, shape (m,)."""
    measured = pattern[Matrix.LAMBDA]
    free = is_free(structure, Matrix.LAMBDA, measured.shape)
    free_variance = np.diag(is_free(structure, Matrix.PSI, pattern[Matrix.PSI].shape))
    fixed = structure.fixed
    loadings, variances = fixed.lambda_.copy(), np.ones(measured.shape[1])
    left = covariance.copy()
    for factor in np.argsort(-measured.sum(axis=0), kind="stable"):
        items = np.flatnonzero(measured[:, factor])
        if len(items) == 0:
            continue
        axis = first_axis(left[np.ix_(items, items)], np.diag(covariance)[items])
        left[np.ix_(items, items)] -= np.outer(axis, axis)
        marker = np.flatnonzero(~free[items, factor])
        scale = 1.0
        if len(marker):
            least = SMALLEST_MARKER * np.abs(axis).max()
            scale = max(abs(axis[marker[0]]), least) / abs(
                fixed.lambda_[items[marker[0]], factor]
            )
        elif not free_variance[factor] and fixed.psi[factor, factor] > 0:
            scale = np.sqrt(fixed.psi[factor, factor])
        turn = np.sign(axis[marker[0]] if len(marker) else axis[0]) or 1.0
        given = np.where(free[items, factor], turn * axis / scale, fixed.lambda_[items, factor])
        loadings[items, factor] = given
        variances[factor] = scale**2
    return loadings, variances


def first_axis(covariance: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Loadings of a general factor of some items, on their own scale, shape (o,)."""
    scale = np.sqrt(sizes)
    if len(scale) == 1:
        return HIGHER_LOADING * scale
    values, vectors = np.linalg.eigh(covariance / np.outer(scale, scale))
    share = np.clip(values[-1] / len(scale), 0.1, HIGHER_LOADING)
    axis = vectors[:, -1] * np.sqrt(len(scale) * share)
    return np.clip(axis, -0.9, 0.9) * scale


def higher_order(
    pattern: dict[Matrix, np.ndarray], structure: GroupStructure, variances: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Loadings of factors on factors, shape (m, m), and disturbance variances, shape (m,)."""
    loads = pattern[Matrix.BETA]
    higher = structure.fixed.beta.copy()
    disturbances = variances.copy()
    free = is_free(structure, Matrix.BETA, loads.shape)
    free_variance = np.diag(is_free(structure, Matrix.PSI, loads.shape))
    for factor in np.flatnonzero(loads.any(axis=0)):
        lower = np.flatnonzero(loads[:, factor])
        marker = lower[~free[lower, factor]]
        scale = 1.0
        if len(marker):
            scale = (
                HIGHER_LOADING * np.sqrt(variances[marker[0]]) / abs(higher[marker[0], factor])
            )
        elif not free_variance[factor] and structure.fixed.psi[factor, factor] > 0:
            scale = np.sqrt(structure.fixed.psi[factor, factor])
        new = lower[free[lower, factor]]
        higher[new, factor] = HIGHER_LOADING * np.sqrt(variances[new]) / scale
        disturbances[factor] = scale**2
        disturbances[lower] = variances[lower] * (1 - HIGHER_LOADING**2)
    return higher, disturbances


def shrunken_start(
    model: Model, covariances: list[np.ndarray], values: np.ndarray, shrinkage: float
) -> np.ndarray:
    """Starting values with smaller free loadings and residuals that make up for it."""
    result = values.copy()
    for structure, covariance in zip(model.groups, covariances, strict=True):
        loads = np.isin(structure.matrix, (Matrix.LAMBDA, Matrix.BETA))
        result[structure.element[loads]] *= shrinkage
        own = (structure.matrix == Matrix.THETA) & (structure.row == structure.column)
        result[structure.element[own]] = 0.8 * np.diag(covariance)[structure.row[own]]
    return result


def small_variance_start(
    model: Model,
    means: list[np.ndarray],
    covariances: list[np.ndarray],
    thresholds: list[np.ndarray],
) -> np.ndarray:
    """Starting values as lavaan's default: factors of small variance, loadings in proportion.

    Notes
    -----
    Loadings on items are instrumental-variable estimates relative to the first one (three or
    more items, none shared), else one; loadings on factors .7 with ordinal items, else one.
    Residual variances are half the variances (of ordinal items: what is left). Factors of
    fixed variance keep it. As lavaan 0.6-14 by default.

    References
    ----------
    Hägglund, G. (1982). Factor analysis by instrumental variables methods. Psychometrika,
    47(2), 209-222 (FABIN 3). https://doi.org/10.1007/BF02296276
    """
    values = start_elements(
        replace(model, start=np.full(len(model.start), np.nan)), means, covariances, thresholds
    )
    for structure, covariance in zip(model.groups, covariances, strict=True):
        own = {
            Matrix.LAMBDA: relative_loadings(structure, covariance),
            Matrix.BETA: np.full_like(structure.fixed.beta, higher_start(structure)),
            Matrix.PSI: np.diag(np.full(len(structure.fixed.psi), SMALL_VARIANCE)),
            Matrix.THETA: np.diag(np.diag(covariance) / 2),
        }
        for kind, matrix in own.items():
            at = structure.of_kind[kind]
            values[structure.element[at]] = matrix[structure.row[at], structure.column[at]]
    return values


def higher_start(structure: GroupStructure) -> float:
    """The loading of a factor on a higher one at lavaan's default start."""
    return HIGHER_LOADING if structure.ordinal.any() else 1.0


def relative_loadings(structure: GroupStructure, covariance: np.ndarray) -> np.ndarray:
    """Loadings on items relative to the first of each factor, shape (p, m)."""
    measured = free_pattern(structure)[Matrix.LAMBDA]
    loadings = np.ones(measured.shape)
    for factor in range(measured.shape[1]):
        items = np.flatnonzero(measured[:, factor])
        if len(items) > 2 and measured[items].sum() == len(items):
            loadings[items, factor] = fabin(covariance[np.ix_(items, items)])
    return loadings


def fabin(covariance: np.ndarray) -> np.ndarray:
    """Loadings of items relative to the first, others as instruments, shape (o,)."""
    o = len(covariance)
    result = np.ones(o)
    for item in range(1, o):
        others = [i for i in range(1, o) if i != item]
        pulled = np.linalg.solve(covariance[np.ix_(others, others)], covariance[others])
        below = covariance[0, others] @ pulled[:, 0]
        result[item] = covariance[item, others] @ pulled[:, 0] / below if below > 0 else 1.0
    return result
