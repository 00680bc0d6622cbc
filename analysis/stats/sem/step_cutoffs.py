"""What a true constraint costs in fit by chance, for the design at hand."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.least_squares import weighted
from analysis.stats.sem.release_tests import GroupSlopes

RIDGE = 1e-6
"""Part of the mean variance that is added before a root is taken."""


@dataclass(frozen=True, slots=True)
class ChanceCost:
    """Drawn differences of two nested models where the restricted one holds.

    Attributes
    ----------
    statistic
        By how much the restricted model's unscaled statistic exceeds the general one's, (b,).
    residuals
        By how much its residual moments differ, (s, b) a group.
    """

    statistic: np.ndarray
    residuals: list[np.ndarray]


def chance_cost(
    restricted: list[GroupSlopes],
    general: list[GroupSlopes],
    *,
    draws: int,
    rng: np.random.Generator,
) -> ChanceCost:
    """The cost of a constraint in samples that differ from the population by chance alone.

    Parameters
    ----------
    restricted, general
        The two models at their estimates, group by group, with the same weights.

    Notes
    -----
    Deviations e of the moments are drawn from their asymptotic distribution, and each model
    follows them along its tangent, so that a draw costs two projections instead of two fits:
    the residuals of a model are (I - D (D'WD)^-1 D'W) e, its statistic is the sum of n e'We of
    these.
    """
    drawn = [
        root(group.gamma) @ rng.normal(size=(len(group.gamma), draws)) / np.sqrt(group.n)
        for group in restricted
    ]
    left, other = (residuals(model, drawn) for model in (restricted, general))
    return ChanceCost(
        statistic=statistic(restricted, left) - statistic(general, other),
        residuals=[one - two for one, two in zip(left, other, strict=True)],
    )


def residuals(model: list[GroupSlopes], drawn: list[np.ndarray]) -> list[np.ndarray]:
    """What a model cannot follow of drawn deviations, (s, b) a group."""
    q = model[0].own.shape[1]
    information, pull = np.zeros((q, q)), np.zeros((q, drawn[0].shape[1]))
    for group, part in zip(model, drawn, strict=True):
        heavy = weighted(group.weight, group.own) * group.n
        information += group.own.T @ heavy
        pull += heavy.T @ part
    follows = np.linalg.solve(information, pull)
    return [part - group.own @ follows for group, part in zip(model, drawn, strict=True)]


def statistic(model: list[GroupSlopes], left: list[np.ndarray]) -> np.ndarray:
    """The unscaled statistic of every draw, shape (b,)."""
    parts = [
        group.n * np.einsum("sb,sb->b", part, weighted(group.weight, part))
        for group, part in zip(model, left, strict=True)
    ]
    return np.sum(parts, axis=0)


def root(matrix: np.ndarray) -> np.ndarray:
    """A square root of a covariance matrix, shape (s, s).

    A ridge of a millionth of the mean variance lets a singular one have it too.
    """
    ridge = RIDGE * np.trace(matrix) / len(matrix)
    return np.linalg.cholesky(matrix + ridge * np.eye(len(matrix)))
