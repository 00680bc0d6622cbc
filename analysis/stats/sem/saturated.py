"""Mean and covariance matrix of a group without a model, also from incomplete answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.likelihood import Pattern

MAX_STEPS = 5000
CHANGE = 1e-11
"""Largest change of a mean or covariance, relative to standard deviations, at which EM stops.
EM errs by many times its last step; this keeps the moments exact to about 1e-9."""


@dataclass(frozen=True, slots=True)
class SaturatedMoments:
    """Moments of a group without a model.

    Attributes
    ----------
    mean
        Shape (p,).
    covariance
        Shape (p, p).
    converged
        Whether EM stopped moving; True for complete answers.
    """

    mean: np.ndarray
    covariance: np.ndarray
    converged: bool


def saturated_moments(patterns: Sequence[Pattern], p: int) -> SaturatedMoments:
    """Maximum likelihood moments of a group by expectation and maximisation.

    Steps are accelerated by squared extrapolation (SQUAREM); an extrapolation that is not
    positive definite or lowers the likelihood is dropped.

    References
    ----------
    Little & Rubin (2002), Statistical analysis with missing data, 2nd ed., sec. 11.2;
    Varadhan & Roland (2008), Scandinavian Journal of Statistics 35, 335-353, scheme S3.
    """
    if len(patterns) == 1 and len(patterns[0].observed) == p:
        return SaturatedMoments(patterns[0].mean, patterns[0].covariance, True)
    at = pack(*first_moments(patterns, p))
    scale = pack_scale(at, p)
    for _ in range(MAX_STEPS):
        one = step(at, patterns, p)
        two = step(one, patterns, p)
        first, second = one - at, two - 2 * one + at
        if np.abs((two - one) / scale).max() < CHANGE:
            return SaturatedMoments(*unpack(two, p), True)
        size = np.linalg.norm(second / scale)
        length = np.linalg.norm(first / scale) / size if size > 0 else 1.0
        far = at + 2 * length * first + length**2 * second
        better = length > 1 and minus_log(far, patterns, p) <= minus_log(two, patterns, p)
        at = step(far, patterns, p) if better else two
    return SaturatedMoments(*unpack(at, p), False)


def pack(mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """Mean and upper triangle in one vector."""
    return np.concatenate([mean, covariance[np.triu_indices(len(mean))]])


def unpack(packed: np.ndarray, p: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance matrix from one vector."""
    covariance = np.zeros((p, p))
    rows, columns = np.triu_indices(p)
    covariance[rows, columns] = covariance[columns, rows] = packed[p:]
    return packed[:p], covariance


def pack_scale(packed: np.ndarray, p: int) -> np.ndarray:
    """Standard deviations and their products, in the order of the packed moments."""
    _, covariance = unpack(packed, p)
    deviation = np.sqrt(np.diag(covariance))
    return pack(deviation, np.outer(deviation, deviation))


def first_moments(patterns: Sequence[Pattern], p: int) -> tuple[np.ndarray, np.ndarray]:
    """Means and variances of the available answers, no covariances."""
    n, total, square = np.zeros(p), np.zeros(p), np.zeros(p)
    for pattern in patterns:
        seen = pattern.observed
        n[seen] += pattern.n
        total[seen] += pattern.n * pattern.mean
    mean = total / n
    for pattern in patterns:
        seen = pattern.observed
        away = pattern.mean - mean[seen]
        square[seen] += pattern.n * (np.diag(pattern.covariance) + away**2)
    return mean, np.diag(square / n)


def step(packed: np.ndarray, patterns: Sequence[Pattern], p: int) -> np.ndarray:
    """One step of expectation and maximisation."""
    mean, covariance = unpack(packed, p)
    n, total, square = 0.0, np.zeros(p), np.zeros((p, p))
    for pattern in patterns:
        seen = pattern.observed
        slopes = np.linalg.solve(covariance[np.ix_(seen, seen)], covariance[seen]).T
        left = covariance - slopes @ covariance[seen]
        expected = mean + slopes @ (pattern.mean - mean[seen])
        spread = slopes @ pattern.covariance @ slopes.T
        n += pattern.n
        total += pattern.n * expected
        square += pattern.n * (left + spread + np.outer(expected, expected))
    new = total / n
    return pack(new, square / n - np.outer(new, new))


def minus_log(packed: np.ndarray, patterns: Sequence[Pattern], p: int) -> float:
    """Minus twice the log-likelihood without its constant; inf if not positive definite."""
    mean, covariance = unpack(packed, p)
    result = 0.0
    for pattern in patterns:
        seen = pattern.observed
        away = pattern.mean - mean[seen]
        try:
            root = np.linalg.inv(np.linalg.cholesky(covariance[np.ix_(seen, seen)]))
        except np.linalg.LinAlgError:
            return np.inf
        within = ((root @ pattern.covariance) * root).sum() + ((root @ away) ** 2).sum()
        result += pattern.n * (within - 2 * np.log(np.diag(root)).sum())
    return result
