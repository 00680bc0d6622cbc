"""Factor scores of people who answered continuous items, with their errors and determinacy."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class FactorScores:
    """Scores of people of one group.

    Attributes
    ----------
    scores
        Shape (n, m); NaN where a person's answers say nothing of a factor (Bartlett), or the
        person answered no item.
    std_error
        Standard deviation of factor less score, shape (n, m).
    determinacy
        Correlation of factor and score over people who answer every item, shape (m,).
    """

    scores: np.ndarray
    std_error: np.ndarray
    determinacy: np.ndarray


@dataclass(frozen=True, slots=True)
class ScoreWeights:
    """How answers to some items become scores.

    Attributes
    ----------
    weights
        Shape (m, o), o the items answered.
    error
        Covariance of factor less score, shape (m, m).
    covariance
        Covariance of the scores, shape (m, m).
    """

    weights: np.ndarray
    error: np.ndarray
    covariance: np.ndarray


def regression_scores(
    answers: np.ndarray,
    *,
    loadings: np.ndarray,
    factor_covariance: np.ndarray,
    factor_mean: np.ndarray,
    covariance: np.ndarray,
    mean: np.ndarray,
) -> FactorScores:
    """Regression scores: the expectation of the factors given the answers there are.

    Parameters
    ----------
    answers
        NaN where missing, shape (n, p).
    loadings
        Shape (p, m).
    factor_covariance, factor_mean
        (I - B)^-1 Psi (I - B)^-T, shape (m, m), and (I - B)^-1 alpha, shape (m,).
    covariance, mean
        Implied by the model, shapes (p, p) and (p,).

    References
    ----------
    Thurstone (1935), and Lawley & Maxwell (1971), Factor analysis as a statistical method,
    eq. 8.9. With missing answers: the same, of the items answered.
    """

    def weights(rows: np.ndarray) -> ScoreWeights:
        inverse = np.linalg.pinv(covariance[np.ix_(rows, rows)], hermitian=True)
        matrix = factor_covariance @ loadings[rows].T @ inverse
        explained = matrix @ loadings[rows] @ factor_covariance
        return ScoreWeights(matrix, factor_covariance - explained, explained)

    return scored(answers, weights, factor_mean, mean, np.diag(factor_covariance))


def bartlett_scores(
    answers: np.ndarray,
    *,
    loadings: np.ndarray,
    factor_covariance: np.ndarray,
    factor_mean: np.ndarray,
    covariance: np.ndarray,
    mean: np.ndarray,
) -> FactorScores:
    """Bartlett's scores: unbiased for each person's factor; parameters of `regression_scores`.

    A factor without items of its own (the general factor of a second-order model) has none.

    References
    ----------
    Bartlett, M. S. (1937). British Journal of Psychology, 28(1), 97-104.
    https://doi.org/10.1111/j.2044-8295.1937.tb00863.x
    """

    def weights(rows: np.ndarray) -> ScoreWeights:
        seen = loadings[rows]
        inverse = np.linalg.pinv(covariance[np.ix_(rows, rows)], hermitian=True)
        said = (seen != 0).any(axis=0)
        spread = np.full((len(said), len(said)), np.nan)
        matrix = np.full((len(said), len(rows)), np.nan)
        inner = np.linalg.pinv(seen[:, said].T @ inverse @ seen[:, said], hermitian=True)
        spread[np.ix_(said, said)] = inner
        matrix[said] = inner @ seen[:, said].T @ inverse
        return ScoreWeights(matrix, spread - factor_covariance, spread)

    return scored(
        answers, weights, factor_mean, mean, np.diag(factor_covariance), unbiased=True
    )


def scored(
    answers: np.ndarray,
    weights: Callable[[np.ndarray], ScoreWeights],
    factor_mean: np.ndarray,
    mean: np.ndarray,
    factor_variance: np.ndarray,
    *,
    unbiased: bool = False,
) -> FactorScores:
    """Scores of every pattern of missing answers with that pattern's weights."""
    scores = np.full((len(answers), len(factor_mean)), np.nan)
    errors = np.full_like(scores, np.nan)
    patterns, which = np.unique(~np.isnan(answers), axis=0, return_inverse=True)
    for pattern, seen in enumerate(patterns):
        rows = np.flatnonzero(which.ravel() == pattern)
        items = np.flatnonzero(seen)
        if len(items) == 0:
            continue
        made = weights(items)
        scores[rows] = (
            factor_mean + (answers[np.ix_(rows, items)] - mean[items]) @ made.weights.T
        )
        errors[rows] = root(np.diag(made.error))
    spread = np.diag(weights(np.arange(answers.shape[1])).covariance)
    ratio = factor_variance / spread if unbiased else spread / factor_variance
    return FactorScores(scores, errors, root(ratio))


def root(values: np.ndarray) -> np.ndarray:
    """Square root; NaN where negative: the model is improper there."""
    return np.sqrt(np.where(values >= 0, values, np.nan))
