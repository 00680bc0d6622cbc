"""Robust inference for normal-theory estimates from complete answers (Satorra-Bentler)."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.answers import Answers
from analysis.stats.sem.implied import directions, implied
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.model import Model
from analysis.stats.sem.scores import clustered, person_scores


@dataclass(frozen=True, slots=True)
class MomentSpread:
    """What the spread of sample moments does to normal-theory estimates.

    Attributes
    ----------
    middle
        Delta' V Gamma V Delta of a person, weighted over groups, shape (r, r).
    trace
        tr(V Gamma), summed over groups.
    """

    middle: np.ndarray
    trace: float


def moment_spread(
    model: Model, groups: Sequence[Answers], samples: Sequence[Pattern], values: np.ndarray
) -> MomentSpread:
    """Products of the asymptotic covariance of the sample moments, person by person.

    V is the normal-theory weight at the implied covariance, Gamma the asymptotic covariance of
    means and covariances with divisor n. Neither is formed: V z of a person is a score.

    References
    ----------
    Satorra & Bentler (1994), eq. 10 and 16.
    """
    total = sum(sample.n for sample in samples)
    middle, trace = np.zeros((len(values), len(values))), 0.0
    for group, (people, sample) in enumerate(zip(groups, samples, strict=True)):
        structure = model.groups[group]
        given = implied(model, group, values)
        part = directions(structure, given.matrices)
        inverse = np.linalg.inv(given.covariance)
        scores = person_scores(
            people.values,
            sample.mean,
            given.covariance,
            part,
            mean_structure=model.mean_structure,
        )
        level = inverse - inverse @ sample.covariance @ inverse
        scores += (part.u * (level @ part.v)).sum(axis=0)
        scores = clustered(scores, people)
        middle[np.ix_(structure.element, structure.element)] = scores.T @ scores / total
        trace += weighted_length(people, sample, inverse, model.mean_structure)
    return MomentSpread(middle, trace)


def weighted_length(
    people: Answers, sample: Pattern, inverse: np.ndarray, mean_structure: bool
) -> float:
    """tr(V Gamma) of a group: the mean of z'Vz over people, without forming V or Gamma."""
    away = people.values - sample.mean
    turned = away @ inverse
    within = inverse @ sample.covariance @ inverse
    own = (away * turned).sum(axis=1) ** 2 - 2 * ((away @ within) * away).sum(axis=1)
    length = 0.5 * (own + (within * sample.covariance).sum())
    if mean_structure:
        length += (away * turned).sum(axis=1)
    return float(people.case_weights @ length / people.case_weights.sum())


def moment_gamma(people: Answers, sample: Pattern, *, mean_structure: bool) -> np.ndarray:
    """Asymptotic covariance matrix of the sample moments with divisor n, shape (s, s).

    References
    ----------
    Browne (1984), British Journal of Mathematical and Statistical Psychology 37, 62-83, eq. 3.4
    (without normality).
    """
    away = people.values - sample.mean
    rows, columns = np.triu_indices(away.shape[1])
    second = away[:, rows] * away[:, columns] - sample.covariance[rows, columns]
    moments = np.hstack([away, second]) if mean_structure else second
    moments = clustered(moments, people)
    return moments.T @ moments / people.case_weights.sum()


def normal_weight(covariance: np.ndarray, *, mean_structure: bool) -> np.ndarray:
    """Inverse of the covariance of sample moments under normality, shape (s, s).

    V = blockdiag(Sigma^-1, 1/2 D'(Sigma^-1 x Sigma^-1) D).

    References
    ----------
    Browne (1974), South African Statistical Journal 8, 1-24.
    """
    inverse = np.linalg.inv(covariance)
    p = len(inverse)
    rows, columns = np.triu_indices(p)
    twice = np.where(rows == columns, 1.0, 2.0)
    second = inverse[np.ix_(rows, rows)] * inverse[np.ix_(columns, columns)]
    second += inverse[np.ix_(rows, columns)] * inverse[np.ix_(columns, rows)]
    second *= np.outer(twice, twice) / 4
    if not mean_structure:
        return second
    result = np.zeros((p + len(rows),) * 2)
    result[:p, :p], result[p:, p:] = inverse, second
    return result
