"""Parallel analysis: how many eigenvalues are larger than those of unrelated items."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.stats.contingency import PairTables, pair_tables
from analysis.stats.polychoric import correlation_matrix
from analysis.stats.smoothing import smoothed_correlations

ANSWERS_AT_ONCE = 2**23
"""Answers of all draws that are held in memory together."""


@dataclass(frozen=True, slots=True)
class ParallelAnalysis:
    """Observed eigenvalues beside those of unrelated items.

    Attributes
    ----------
    observed
        In falling order, shape (p,).
    reference_mean, reference_percentile
        Over the draws, shape (p,).
    retained
        Whether this eigenvalue and all before it exceed the percentile, shape (p,).
    n_factors
        Number of those retained.
    """

    observed: np.ndarray
    reference_mean: np.ndarray
    reference_percentile: np.ndarray
    retained: np.ndarray
    n_factors: int


def parallel_analysis(
    observed: np.ndarray,
    unrelated: np.ndarray,
    spectrum: Callable[[np.ndarray], np.ndarray],
    *,
    percentile: float,
) -> ParallelAnalysis:
    """Eigenvalues of the observed matrix against those of matrices of unrelated items.

    Parameters
    ----------
    observed
        Correlation matrix, shape (p, p).
    unrelated
        Correlation matrices of unrelated items, shape (draws, p, p); see
        `unrelated_correlations`.
    spectrum
        `component_eigenvalues` or `reduced_eigenvalues`.
    percentile
        Of the reference eigenvalues, between 0 and 100.

    References
    ----------
    Horn, J. L. (1965). A rationale and test for the number of factors in factor analysis.
    Psychometrika, 30(2), 179-185. https://doi.org/10.1007/BF02289447

    Glorfeld, L. W. (1995). An improvement on Horn's parallel analysis methodology for
    selecting the correct number of factors to retain. Educational and Psychological
    Measurement, 55(3), 377-393. https://doi.org/10.1177/0013164495055003002 (percentile)
    """
    values, reference = spectrum(observed), spectrum(unrelated)
    limit = np.quantile(reference, percentile / 100, axis=0)
    retained = np.logical_and.accumulate(values > limit)
    return ParallelAnalysis(
        observed=values,
        reference_mean=reference.mean(axis=0),
        reference_percentile=limit,
        retained=retained,
        n_factors=int(retained.sum()),
    )


def unrelated_correlations(
    codes: np.ndarray,
    n_categories: int,
    correlate: Callable[[PairTables], np.ndarray],
    *,
    draws: int,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
) -> np.ndarray:
    """Correlation matrices of items whose answers were shuffled among people.

    Every item keeps its own answers, thus its category proportions, and the people who
    answered it; only who gave which answer is drawn anew.

    Parameters
    ----------
    codes
        Answers as 0 .. n_categories - 1, negative where missing, shape (n, p). The order of
        people does not matter: they are sorted by their answers first.
    n_categories
        Number of categories k of the item that has most.
    correlate
        Correlations (..., pairs) from tables, such as those of `polychoric`.
    draws
        Number of matrices.
    rng
        Source of the shuffles.
    case_weights
        Weight of every person, shape (n,), which stays while answers change places: chance
        has as much room as among the people observed.

    Returns
    -------
    Shape (draws, p, p).

    References
    ----------
    Lubbe, D. (2019). Parallel analysis with categorical variables: Impact of category
    probability proportions on dimensionality assessment accuracy. Psychological Methods,
    24(3), 339-351. https://doi.org/10.1037/met0000171
    """
    order = np.lexsort(codes.T)
    if case_weights is not None:
        order = np.lexsort((case_weights, *codes.T))
        case_weights = case_weights[order]
    ordered = codes[order]
    n, p = codes.shape
    at_once = max(1, ANSWERS_AT_ONCE // (n * p))
    parts = []
    for start in range(0, draws, at_once):
        shuffled = _shuffled(ordered, min(at_once, draws - start), rng)
        rho = correlate(pair_tables(shuffled, n_categories, case_weights))
        parts.append(correlation_matrix(rho, p))
    return np.concatenate(parts)


def _shuffled(codes: np.ndarray, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Draws of `codes`, each item's answers shuffled among its people; (draws, n, p)."""
    out = np.repeat(codes[None], draws, axis=0)
    for item in range(codes.shape[1]):
        answered = np.flatnonzero(codes[:, item] >= 0)
        out[:, answered, item] = rng.permuted(out[:, answered, item], axis=1)
    return out


def component_eigenvalues(correlations: np.ndarray) -> np.ndarray:
    """Eigenvalues (..., p) in falling order: those of principal components."""
    return np.linalg.eigvalsh(correlations)[..., ::-1]


def reduced_eigenvalues(correlations: np.ndarray) -> np.ndarray:
    """Eigenvalues (..., p) with squared multiple correlations on the diagonal: common factors.

    Matrices that are not positive definite are smoothed first.

    References
    ----------
    Humphreys, L. G., & Ilgen, D. R. (1969). Note on a criterion for the number of common
    factors. Educational and Psychological Measurement, 29(3), 571-578.
    https://doi.org/10.1177/001316446902900303
    """
    matrix = smoothed_correlations(correlations).matrix
    diagonal = np.arange(matrix.shape[-1])
    inverse = np.linalg.inv(matrix)[..., diagonal, diagonal]
    reduced = matrix.copy()
    reduced[..., diagonal, diagonal] = 1 - 1 / inverse
    return np.linalg.eigvalsh(reduced)[..., ::-1]
