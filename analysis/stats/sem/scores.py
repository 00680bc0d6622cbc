"""Casewise derivatives of the normal log-likelihood, and what their spread says."""

from collections.abc import Sequence

import numpy as np

from analysis.stats.sem.answers import Answers, pattern_rows
from analysis.stats.sem.implied import Directions, directions, implied
from analysis.stats.sem.model import Model

CHUNK = 4_000_000
"""Numbers of scores held at once."""


def person_scores(
    values: np.ndarray,
    mean: np.ndarray,
    covariance: np.ndarray,
    part: Directions,
    *,
    mean_structure: bool,
) -> np.ndarray:
    """Derivatives of each person's log-likelihood along the elements of a group, shape (n, f).

    Parameters
    ----------
    values
        Answers, shape (n, p); NaN where missing.
    mean, covariance
        Moments the people are compared with.
    part
        Derivatives of these moments.
    """
    result = np.zeros((len(values), part.u.shape[1]))
    for seen, rows in pattern_rows(values):
        inverse = np.linalg.inv(covariance[np.ix_(seen, seen)])
        away = (values[np.ix_(rows, seen)] - mean[seen]) @ inverse
        u, v = part.u[seen], part.v[seen]
        scores = (away @ u) * (away @ v) - (u * (inverse @ v)).sum(axis=0)
        result[rows] = scores + away @ part.w[seen] if mean_structure else scores
    return result


def clustered(scores: np.ndarray, people: Answers) -> np.ndarray:
    """Weighted scores, summed within clusters if there are any; shape (n or clusters, f)."""
    weighted = scores * people.case_weights[:, None]
    if people.clusters is None:
        return weighted
    codes, member = np.unique(people.clusters, return_inverse=True)
    result = np.zeros((len(codes), scores.shape[1]))
    np.add.at(result, member, weighted)
    return result


def cluster_correction(people: Answers) -> float:
    """Number of clusters over that number less one; 1 without clusters."""
    if people.clusters is None:
        return 1.0
    n = len(np.unique(people.clusters))
    return n / (n - 1)


def first_order_information(
    model: Model,
    groups: Sequence[Answers],
    values: np.ndarray,
    means: Sequence[np.ndarray],
) -> np.ndarray:
    """Sum of squared scores per person, the middle of the sandwich; shape (r, r).

    With clusters, of scores summed within clusters, times clusters / (clusters - 1) per group.

    Parameters
    ----------
    means
        Sample means of the groups, from which deviations are taken without mean structure.

    References
    ----------
    White (1982), Econometrica 50, 1-25, eq. 3.1; clusters: Asparouhov (2005), Structural
    Equation Modeling 12, 411-434, eq. 12.
    """
    total = sum(people.case_weights.sum() for people in groups)
    result = np.zeros((len(values), len(values)))
    for group, people in enumerate(groups):
        structure = model.groups[group]
        given = implied(model, group, values)
        part = directions(structure, given.matrices)
        centre = given.mean if model.mean_structure else means[group]
        own = np.zeros((len(structure.element),) * 2)
        for rows in chunks(people, len(structure.element)):
            some = subset(people, rows)
            scores = person_scores(
                some.values, centre, given.covariance, part, mean_structure=model.mean_structure
            )
            summed = clustered(scores, some)
            own += summed.T @ summed
        own *= cluster_correction(people) / total
        result[np.ix_(structure.element, structure.element)] = own
    return result


def chunks(people: Answers, width: int) -> list[np.ndarray]:
    """People in parts small enough for their scores; clusters stay together."""
    n = len(people.values)
    size = max(1, CHUNK // max(width, 1))
    if n <= size:
        return [np.arange(n)]
    if people.clusters is None:
        return np.array_split(np.arange(n), -(-n // size))
    order = np.argsort(people.clusters, kind="stable")
    ends = np.flatnonzero(np.diff(people.clusters[order])) + 1
    wanted = np.arange(size, n, size)
    cuts = np.unique(ends[np.minimum(np.searchsorted(ends, wanted), len(ends) - 1)])
    return np.split(order, cuts)


def subset(people: Answers, rows: np.ndarray) -> Answers:
    """Some people of a group."""
    clusters = None if people.clusters is None else people.clusters[rows]
    return Answers(people.values[rows], people.case_weights[rows], clusters)
