"""Score tests of sets of parameters that a model holds equal or fixed."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.distributions import chi2_tail
from analysis.stats.sem.least_squares import weighted

RANK = 1e-7
"""Share of the largest singular value below which a direction adds nothing to the model."""


@dataclass(frozen=True, slots=True)
class GroupSlopes:
    """What one group knows of a restricted model.

    Attributes
    ----------
    own
        Derivatives of the moments by the free parameters, shape (s, q).
    away
        Observed less implied moments, shape (s,).
    weight
        Of the moments, shape (s, s) or its diagonal, shape (s,).
    gamma
        Covariance of root-n times the moments, shape (s, s).
    n
        People.
    """

    own: np.ndarray
    away: np.ndarray
    weight: np.ndarray
    gamma: np.ndarray
    n: float


@dataclass(frozen=True, slots=True)
class ReleaseTest:
    """Would the model fit better with these parameters free?

    Attributes
    ----------
    statistic, df, p_value
        Generalised (robust) score test; df counts the directions that are identified.
    change
        Expected change of each parameter if all of the set were free, shape (l,); the smallest
        such change where not all directions are identified.
    """

    statistic: float
    df: int
    p_value: float
    change: np.ndarray


def unfollowed(groups: list[GroupSlopes], directions: list[np.ndarray]) -> list[np.ndarray]:
    """The part of `directions`, (s, l) a group, that the free parameters cannot follow."""
    total = sum(group.n for group in groups)
    q, size = groups[0].own.shape[1], directions[0].shape[1]
    information, cross = np.zeros((q, q)), np.zeros((q, size))
    for group, direction in zip(groups, directions, strict=True):
        pulled = weighted(group.weight, group.own) * (group.n / total)
        information += group.own.T @ pulled
        cross += pulled.T @ direction
    path = np.linalg.solve(information, cross)
    return [d - group.own @ path for group, d in zip(groups, directions, strict=True)]


def release_test(groups: list[GroupSlopes], slopes: list[np.ndarray]) -> ReleaseTest:
    """The test of one set of parameters.

    Parameters
    ----------
    slopes
        Columns of `unfollowed` that belong to the set, (s, l) a group.

    Notes
    -----
    The score is the derivative of minus half the fit function; the people's moments vary as
    Gamma says, not as the weights assume, so it is compared with its own covariance.

    References
    ----------
    Satorra, A. (1989). Alternative test criteria in covariance structure analysis: A unified
    approach. Psychometrika, 54(1), 131-151, eq. 29. https://doi.org/10.1007/BF02294453
    """
    total = sum(group.n for group in groups)
    size = slopes[0].shape[1]
    score, information, spread = np.zeros(size), np.zeros((size, size)), np.zeros((size, size))
    for group, slope in zip(groups, slopes, strict=True):
        share, pulled = group.n / total, weighted(group.weight, slope)
        score += share * pulled.T @ group.away
        information += share * slope.T @ pulled
        spread += share * pulled.T @ group.gamma @ pulled
    values, vectors = np.linalg.eigh(information)
    known = vectors[:, values > RANK * max(values[-1], np.finfo(float).tiny)]
    along = known.T @ score
    statistic = float(total * along @ np.linalg.solve(known.T @ spread @ known, along))
    change = known @ np.linalg.solve(known.T @ information @ known, along)
    df = known.shape[1]
    return ReleaseTest(statistic, df, float(chi2_tail(statistic, df)), change)
