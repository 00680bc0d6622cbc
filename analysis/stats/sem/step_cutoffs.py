"""What a true constraint costs in fit by chance, for the design at hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from analysis.stats.sem.least_squares import rows_times, weighted

RIDGE = 1e-6
"""Part of the mean variance that is added before a root is taken."""


@dataclass(frozen=True, slots=True)
class Followed:
    """How a model fares in samples that differ from its population by chance alone.

    Attributes
    ----------
    statistic
        Its unscaled statistic in every sample, shape (b,).
    left
        Deviations of the moments that it cannot follow, shape (s, b) a group.
    """

    statistic: np.ndarray
    left: list[np.ndarray]


def chance_deviations(
    gammas: Sequence[np.ndarray],
    n: Sequence[float],
    *,
    draws: int,
    rng: np.random.Generator,
) -> list[np.ndarray]:
    """Deviations of sample moments from their population, shape (s, b) a group.

    Parameters
    ----------
    gammas
        Covariance of sqrt(n_g) times the moments of each group, shape (s, s).
    n
        People in each group.
    """
    return [
        root(gamma) @ rng.normal(size=(len(gamma), draws)) / np.sqrt(count)
        for gamma, count in zip(gammas, n, strict=True)
    ]


def followed(
    slopes: Sequence[csr_array],
    weights: Sequence[np.ndarray],
    n: Sequence[float],
    drawn: Sequence[np.ndarray],
) -> Followed:
    """What is left of drawn deviations when a model follows them along its tangent.

    Parameters
    ----------
    slopes
        Derivatives of each group's moments by the free parameters, shape (s, q).
    weights
        Weight matrix of each group, shape (s, s), or its diagonal, shape (s,).
    drawn
        As from `chance_deviations`; two models that share it differ by the constraint alone.

    Notes
    -----
    Two projections instead of two fits: the residuals of a model are
    (I - D (D'WD)^-1 D'W) e, its statistic is the sum of n e'We of these.
    """
    information, pull = 0.0, 0.0
    for slope, weight, count, part in zip(slopes, weights, n, drawn, strict=True):
        heavy = slope.T @ weight if weight.ndim == 2 else rows_times(slope, weight).T
        information = information + count * dense(heavy @ slope)
        pull = pull + count * (heavy @ part)
    change = np.linalg.solve(np.asarray(information), np.asarray(pull))
    left = [part - slope @ change for slope, part in zip(slopes, drawn, strict=True)]
    statistic = sum(
        count * (part * weighted(weight, part)).sum(axis=0)
        for weight, count, part in zip(weights, n, left, strict=True)
    )
    return Followed(np.asarray(statistic), left)


def dense(matrix: np.ndarray | csr_array) -> np.ndarray:
    """A matrix that may be sparse, whole."""
    return matrix if isinstance(matrix, np.ndarray) else matrix.toarray()


def root(matrix: np.ndarray) -> np.ndarray:
    """A square root of a covariance matrix, shape (s, s).

    A ridge of a millionth of the mean variance lets a singular one have it too.
    """
    ridge = RIDGE * np.trace(matrix) / len(matrix)
    return np.linalg.cholesky(matrix + ridge * np.eye(len(matrix)))
