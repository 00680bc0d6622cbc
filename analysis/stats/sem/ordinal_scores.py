"""Factor scores of people who answered ordinal items: posterior modes (EBM) and means (EAP)."""

from dataclasses import dataclass

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from analysis.stats.sem.response_model import (
    ResponseModel,
    log_posterior,
    response_derivatives,
)

TOLERANCE = 1e-9
"""A mode stands when a full Newton step moves no factor by more than this."""

MAX_ITERATIONS = 100
MAX_HALVINGS = 30
CHUNK = 4_000_000
"""Person-node-item combinations worked at once: memory stays near 100 MB."""


@dataclass(frozen=True, slots=True)
class OrdinalScores:
    """Scores of people of one group.

    Attributes
    ----------
    scores
        Shape (n, m); NaN for a person who answered nothing.
    std_error
        Posterior standard deviations, shape (n, m): of EBM from the curvature at the mode.
    determinacy
        Square root of the empirical reliability: variance of the scores over that plus the mean
        squared standard error, shape (m,).
    converged
        Whether the search for each person's mode ended, shape (n,).
    """

    scores: np.ndarray
    std_error: np.ndarray
    determinacy: np.ndarray
    converged: np.ndarray


@dataclass(frozen=True, slots=True)
class Modes:
    """Posterior modes, shape (n, m), their inverse curvatures, shape (n, m, m), and success."""

    mode: np.ndarray
    covariance: np.ndarray
    converged: np.ndarray


def modal_scores(answers: np.ndarray, model: ResponseModel) -> OrdinalScores:
    """Empirical Bayes modal scores (EBM, also MAP).

    Parameters
    ----------
    answers
        Categories 0, 1, 2 ... of ordinal items, values of continuous ones; NaN where missing.
        Shape (n, p).

    References
    ----------
    Muthen, B. (2004). Mplus technical appendices, appendix 11, eq. 226.
    """
    found = modes(answers, model)
    errors = np.sqrt(np.diagonal(found.covariance, axis1=1, axis2=2))
    return summary(answers, found.mode.copy(), errors, found.converged)


def expected_scores(answers: np.ndarray, model: ResponseModel, *, nodes: int) -> OrdinalScores:
    """Expected a posteriori scores (EAP) by adaptive Gauss-Hermite quadrature.

    Parameters
    ----------
    answers
        As in `modal_scores`.
    nodes
        Quadrature points per factor: `nodes` to the power of m points for each person.

    References
    ----------
    Bock, R. D., & Mislevy, R. J. (1982). Applied Psychological Measurement, 6(4), 431-444.
    https://doi.org/10.1177/014662168200600405
    Naylor, J. C., & Smith, A. F. M. (1982). Applied Statistics, 31(3), 214-225 (nodes placed
    by the mode and curvature). https://doi.org/10.2307/2347995
    """
    found = modes(answers, model)
    grid, log_weight = product_grid(nodes, len(model.factor_mean))
    root = np.linalg.cholesky(found.covariance)
    scores, errors = np.empty_like(found.mode), np.empty_like(found.mode)
    size = max(1, CHUNK // (len(grid) * answers.shape[1]))
    for start in range(0, len(answers), size):
        rows = slice(start, start + size)
        points = found.mode[rows, None, :] + np.einsum("nij,gj->ngi", root[rows], grid)
        level = log_posterior(answers[rows], points, model)
        level += (grid**2).sum(axis=1) / 2 + log_weight
        weight = np.exp(level - level.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        mean = np.einsum("ng,ngi->ni", weight, points)
        spread = np.einsum("ng,ngi->ni", weight, (points - mean[:, None]) ** 2)
        scores[rows], errors[rows] = mean, np.sqrt(spread)
    return summary(answers, scores, errors, found.converged)


def summary(
    answers: np.ndarray, scores: np.ndarray, errors: np.ndarray, converged: np.ndarray
) -> OrdinalScores:
    """Scores with their determinacy; NaN where a person answered nothing or has no mode."""
    out = np.isnan(answers).all(axis=1) | ~converged
    scores[out] = np.nan
    errors[out] = np.nan
    between = scores[~out].var(axis=0)
    within = (errors[~out] ** 2).mean(axis=0)
    return OrdinalScores(scores, errors, np.sqrt(between / (between + within)), converged)


def product_grid(nodes: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """Points of m standard normal factors, shape (nodes^m, m), and their log weights."""
    points, weights = hermegauss(nodes)
    mesh = np.meshgrid(*[np.arange(nodes)] * m, indexing="ij")
    which = np.stack([part.ravel() for part in mesh], axis=1)
    return points[which], np.log(weights)[which].sum(axis=1)


def modes(answers: np.ndarray, model: ResponseModel) -> Modes:
    """Mode of every person's posterior by Newton steps, halved until the posterior rises.

    The posterior is log-concave: there is one mode.
    """
    precision = np.linalg.inv(model.factor_covariance)
    mode = np.tile(model.factor_mean, (len(answers), 1))
    curvature = np.tile(precision, (len(answers), 1, 1))
    moving = np.arange(len(answers))
    for _ in range(MAX_ITERATIONS):
        here, said = mode[moving], answers[moving]
        slope, bend = response_derivatives(said, here[:, None], model)
        gradient = slope[:, 0] @ model.loadings - (here - model.factor_mean) @ precision
        hessian = precision + np.einsum(
            "pi,np,pj->nij", model.loadings, bend[:, 0], model.loadings
        )
        curvature[moving] = hessian
        step = np.linalg.solve(hessian, gradient[:, :, None])[:, :, 0]
        mode[moving] = risen(said, here, step, model)
        moving = moving[np.abs(step).max(axis=1) > TOLERANCE]
        if len(moving) == 0:
            break
    converged = np.ones(len(answers), dtype=bool)
    converged[moving] = False
    return Modes(mode, np.linalg.inv(curvature), converged)


def risen(
    answers: np.ndarray, here: np.ndarray, step: np.ndarray, model: ResponseModel
) -> np.ndarray:
    """Points after steps that do not lower the posterior, halved where they would."""
    before = log_posterior(answers, here[:, None], model)[:, 0]
    size = np.ones(len(here))
    waiting = np.arange(len(here))
    for _ in range(MAX_HALVINGS):
        tried = here[waiting] + size[waiting, None] * step[waiting]
        after = log_posterior(answers[waiting], tried[:, None], model)[:, 0]
        waiting = waiting[~(after >= before[waiting] - 1e-12 * np.abs(before[waiting]))]
        if len(waiting) == 0:
            break
        size[waiting] /= 2
    return here + size[:, None] * step
