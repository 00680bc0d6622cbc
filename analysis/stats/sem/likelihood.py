"""Normal likelihood of complete or incomplete data: value, gradient, information."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.curvature import second_derivatives
from analysis.stats.sem.implied import Directions, directions, implied
from analysis.stats.sem.model import Model


@dataclass(frozen=True, slots=True)
class Pattern:
    """People of one group who answered the same variables, by their moments.

    Complete data are one pattern.

    Attributes
    ----------
    observed
        Positions of the observed variables, ascending, shape (o,).
    n
        Sum of case weights, scaled so that all groups together sum to the number of people.
    mean
        Shape (o,).
    covariance
        With divisor n, shape (o, o).
    """

    observed: np.ndarray
    n: float
    mean: np.ndarray
    covariance: np.ndarray


Groups = Sequence[Sequence[Pattern]]
"""Patterns of every group."""


@dataclass(frozen=True, slots=True)
class PatternTerms:
    """What one pattern contributes at given moments.

    Attributes
    ----------
    share
        Share of the pattern in all people.
    inverse
        Inverse of the implied covariance of the observed variables, shape (o, o).
    deviation
        Observed less implied mean, shape (o,); zero without mean structure.
    weighted
        Inverse times (S + d d') times inverse, shape (o, o).
    value
        log|Sigma| + tr(Sigma^-1 (S + d d')).
    """

    share: float
    inverse: np.ndarray
    deviation: np.ndarray
    weighted: np.ndarray
    value: float


def people(groups: Groups) -> float:
    """Number of people (sum of case weights) in all groups."""
    return sum(pattern.n for patterns in groups for pattern in patterns)


def pattern_terms(
    mean: np.ndarray,
    covariance: np.ndarray,
    pattern: Pattern,
    total: float,
    mean_structure: bool,
) -> PatternTerms | None:
    """Terms of a pattern, None where the implied covariance is not positive definite."""
    seen = pattern.observed
    sigma = covariance[np.ix_(seen, seen)]
    try:
        factor = np.linalg.cholesky(sigma)
    except np.linalg.LinAlgError:
        return None
    root = np.linalg.inv(factor)
    inverse = root.T @ root
    deviation = pattern.mean - mean[seen] if mean_structure else np.zeros(len(seen))
    second = pattern.covariance + np.outer(deviation, deviation)
    log_determinant = 2 * np.log(np.diag(factor)).sum()
    value = float(log_determinant + (inverse * second).sum())
    return PatternTerms(
        pattern.n / total, inverse, deviation, inverse @ second @ inverse, value
    )


def objective(model: Model, groups: Groups, values: np.ndarray) -> float:
    """Minus the mean log-likelihood of a person without its constant; inf if not defined.

    F = 1/2 sum_k n_k/N (log|Sigma_k| + tr(Sigma_k^-1 (S_k + d_k d_k'))).
    """
    total, result = people(groups), 0.0
    for group, patterns in enumerate(groups):
        given = implied(model, group, values)
        if not np.isfinite(given.covariance).all():
            return np.inf
        for pattern in patterns:
            terms = pattern_terms(
                given.mean, given.covariance, pattern, total, model.mean_structure
            )
            if terms is None:
                return np.inf
            result += 0.5 * terms.share * terms.value
    return result if np.isfinite(result) else np.inf


@dataclass(frozen=True, slots=True)
class MomentSlopes:
    """Derivatives of the objective by the moments of a group, and the patterns' terms.

    Attributes
    ----------
    covariance
        dF/dSigma as a symmetric matrix, shape (p, p): dF = sum_ij covariance_ij dSigma_ij.
    mean
        dF/dmu, shape (p,).
    terms
        One per pattern.
    """

    covariance: np.ndarray
    mean: np.ndarray
    terms: list[PatternTerms]


def moment_slopes(
    mean: np.ndarray,
    covariance: np.ndarray,
    patterns: Sequence[Pattern],
    total: float,
    mean_structure: bool,
) -> MomentSlopes:
    """Derivatives of the objective by the implied moments of a group.

    References
    ----------
    Savalei (2010), Psychological Methods 15, 352-367, eq. 2-4.
    """
    p = len(mean)
    by_covariance, by_mean, kept = np.zeros((p, p)), np.zeros(p), []
    for pattern in patterns:
        terms = pattern_terms(mean, covariance, pattern, total, mean_structure)
        if terms is None:
            raise np.linalg.LinAlgError("implied covariance is not positive definite")
        seen = pattern.observed
        slope = 0.5 * terms.share * (terms.inverse - terms.weighted)
        by_covariance[np.ix_(seen, seen)] += slope
        by_mean[seen] -= terms.share * (terms.inverse @ terms.deviation)
        kept.append(terms)
    return MomentSlopes(by_covariance, by_mean, kept)


def gradient(model: Model, groups: Groups, values: np.ndarray) -> np.ndarray:
    """Derivatives of the objective by the elements, shape (r,); NaN where it is not defined."""
    if not np.isfinite(objective(model, groups, values)):
        return np.full(len(values), np.nan)
    total, result = people(groups), np.zeros(len(values))
    for group, patterns in enumerate(groups):
        given = implied(model, group, values)
        part = directions(model.groups[group], given.matrices)
        slopes = moment_slopes(
            given.mean, given.covariance, patterns, total, model.mean_structure
        )
        result[model.groups[group].element] = along(part, slopes, model.mean_structure)
    return result


def along(part: Directions, slopes: MomentSlopes, mean_structure: bool) -> np.ndarray:
    """Slopes along the elements of a group, shape (f,)."""
    result = 2 * (part.u * (slopes.covariance @ part.v)).sum(axis=0)
    return result + slopes.mean @ part.w if mean_structure else result


def expected_information(model: Model, groups: Groups, values: np.ndarray) -> np.ndarray:
    """Expected information of a person about the elements, shape (r, r).

    With incomplete data the expectation is over answers within each observed pattern.
    """
    total, result = people(groups), np.zeros((len(values), len(values)))
    for group, patterns in enumerate(groups):
        structure = model.groups[group]
        given = implied(model, group, values)
        part = directions(structure, given.matrices)
        own = np.zeros((len(structure.element),) * 2)
        for pattern in patterns:
            seen = pattern.observed
            inverse = np.linalg.inv(given.covariance[np.ix_(seen, seen)])
            own += pattern.n / total * normal_information(
                inverse, part.u[seen], part.v[seen], part.w[seen], model.mean_structure
            )  # fmt: skip
        result[np.ix_(structure.element, structure.element)] = own
    return result


def normal_information(
    inverse: np.ndarray, u: np.ndarray, v: np.ndarray, w: np.ndarray, mean_structure: bool
) -> np.ndarray:
    """1/2 tr(P dSigma_i P dSigma_j) + dmu_i' P dmu_j, shape (f, f)."""
    pu, pv = inverse @ u, inverse @ v
    crossed = u.T @ pv
    result = (u.T @ pu) * (v.T @ pv) + crossed * crossed.T
    return result + w.T @ inverse @ w if mean_structure else result


def observed_information(model: Model, groups: Groups, values: np.ndarray) -> np.ndarray:
    """Second derivatives of the objective by the elements, shape (r, r)."""
    total, result = people(groups), np.zeros((len(values), len(values)))
    for group, patterns in enumerate(groups):
        structure = model.groups[group]
        given = implied(model, group, values)
        part = directions(structure, given.matrices)
        slopes = moment_slopes(
            given.mean, given.covariance, patterns, total, model.mean_structure
        )
        by_mean = slopes.mean if model.mean_structure else np.zeros_like(slopes.mean)
        own = second_derivatives(structure, given.matrices, slopes.covariance, by_mean)
        for pattern, terms in zip(patterns, slopes.terms, strict=True):
            seen = pattern.observed
            own += terms.share * pattern_curvature(
                terms, part.u[seen], part.v[seen], part.w[seen], model.mean_structure
            )
        result[np.ix_(structure.element, structure.element)] = own
    return result


def pattern_curvature(
    terms: PatternTerms, u: np.ndarray, v: np.ndarray, w: np.ndarray, mean_structure: bool
) -> np.ndarray:
    """Second derivatives of a pattern's value by moments, along the elements, shape (f, f).

    -1/2 tr(P A P B) + tr(P A P B P T) with T = S + dd', and the terms of the mean.
    """
    inverse, weighted = terms.inverse, terms.weighted
    pu, pv, qu, qv = inverse @ u, inverse @ v, weighted @ u, weighted @ v
    upu, upv, vpv = u.T @ pu, u.T @ pv, v.T @ pv
    uqu, uqv, vqv = u.T @ qu, u.T @ qv, v.T @ qv
    result = upv.T * uqv + vpv * uqu + upu * vqv + upv * uqv.T
    result -= upu * vpv + upv * upv.T
    if not mean_structure:
        return result
    slope = inverse @ terms.deviation
    pw = inverse @ w
    cross = (u.T @ pw) * (v.T @ slope)[:, None] + (v.T @ pw) * (u.T @ slope)[:, None]
    return result + w.T @ pw + cross + cross.T
