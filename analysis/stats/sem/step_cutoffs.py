"""How far fit falls by chance when a constraint is true, for the design at hand."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.least_squares import weighted
from analysis.stats.sem.release_tests import GroupSlopes


@dataclass(frozen=True, slots=True)
class StepChanges:
    """Simulated statistics of two nested models that both hold, shape (b,) each.

    Attributes
    ----------
    restricted, general
        Unscaled statistics.
    restricted_residual, general_residual
        Root mean square residual correlation, groups averaged by people.
    """

    restricted: np.ndarray
    general: np.ndarray
    restricted_residual: np.ndarray
    general_residual: np.ndarray


def simulated_step(
    restricted: list[GroupSlopes],
    general: list[GroupSlopes],
    correlations: list[np.ndarray],
    *,
    draws: int,
    rng: np.random.Generator,
) -> StepChanges:
    """Both statistics of moments drawn around what the restricted model implies.

    Parameters
    ----------
    restricted, general
        The models at the restricted one's and their own estimates, group by group.
    correlations
        Positions of correlations among the moments of each group.

    Notes
    -----
    Moments are drawn from their asymptotic distribution and the models follow them along their
    tangents, so that a draw costs two projections instead of two fits. The residuals of a model
    are (I - D (D'WD)^-1 D'W) e for drawn deviations e, and its statistic is n e'We of these.
    """
    total = sum(group.n for group in restricted)
    drawn = [
        root(group.gamma) @ rng.normal(size=(len(group.gamma), draws)) / np.sqrt(group.n)
        for group in restricted
    ]
    found = []
    for model in (restricted, general):
        left = residuals(model, drawn, total)
        statistic = sum(
            group.n * np.einsum("sb,sb->b", part, weighted(group.weight, part))
            for group, part in zip(model, left, strict=True)
        )
        rough = sum(
            group.n / total * np.sqrt((part[at] ** 2).mean(axis=0))
            for group, part, at in zip(model, left, correlations, strict=True)
        )
        found.append((np.asarray(statistic), np.asarray(rough)))
    (one, rough_one), (other, rough_other) = found
    return StepChanges(one, other, rough_one, rough_other)


def residuals(
    model: list[GroupSlopes], drawn: list[np.ndarray], total: float
) -> list[np.ndarray]:
    """What a model cannot follow of drawn deviations, (s, b) a group."""
    q = model[0].own.shape[1]
    information, pull = np.zeros((q, q)), np.zeros((q, drawn[0].shape[1]))
    for group, part in zip(model, drawn, strict=True):
        heavy = weighted(group.weight, group.own) * (group.n / total)
        information += group.own.T @ heavy
        pull += heavy.T @ part
    follows = np.linalg.solve(information, pull)
    return [part - group.own @ follows for group, part in zip(model, drawn, strict=True)]


def root(matrix: np.ndarray) -> np.ndarray:
    """A square root of a matrix that may be singular."""
    values, vectors = np.linalg.eigh(matrix)
    return vectors * np.sqrt(np.maximum(values, 0))
