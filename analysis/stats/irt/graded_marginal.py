"""The marginal likelihood of graded answers, its gradient and its information."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.irt.graded_model import FIXED, GradedModel
from analysis.stats.irt.graded_response import CategoryCurves, category_curves

CHUNK = 16_000
"""Person-parameter-point combinations worked at once: they stay in the processor's cache, which
is ten times as fast as 4 million."""


@dataclass(frozen=True, slots=True)
class GradedAnswers:
    """Answers of one group.

    Attributes
    ----------
    chosen
        1 where a person chose a category of an item, shape (n, p * c) with items outermost; a
        missing answer has no 1.
    weights
        How many people each row stands for, shape (n,).
    """

    chosen: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True, slots=True)
class Marginal:
    """The marginal log likelihood at given parameters.

    Attributes
    ----------
    log_likelihood
        Summed over all groups.
    gradient
        By the free parameters, shape (k,).
    complete_information
        Expected information if the attribute were known, shape (k, k).
    information
        Observed information (Louis, 1982), shape (k, k); None where not asked for.
    scores
        Gradient of each row of answers before weighting, one array (n, k) a group; None where
        not asked for.
    """

    log_likelihood: float
    gradient: np.ndarray
    complete_information: np.ndarray
    information: np.ndarray | None
    scores: tuple[np.ndarray, ...] | None


def graded_answers(codes: np.ndarray, weights: np.ndarray, *, categories: int) -> GradedAnswers:
    """Answers as codes 0, 1, 2 ..., shape (n, p), NaN where missing; alike rows become one."""
    seen, where = np.unique(codes, axis=0, return_inverse=True)
    together = np.bincount(where.ravel(), weights=weights, minlength=len(seen))
    return GradedAnswers(choices(seen, categories), together)


def answers_by_person(codes: np.ndarray, *, categories: int) -> GradedAnswers:
    """The same with a row for every person, in their order."""
    return GradedAnswers(choices(codes, categories), np.ones(len(codes)))


def choices(codes: np.ndarray, categories: int) -> np.ndarray:
    """1 where a code is chosen, shape (n, p * categories)."""
    chosen = codes[:, :, None] == np.arange(categories)
    return chosen.reshape(len(codes), codes.shape[1] * categories).astype(float)


def marginal(
    model: GradedModel,
    free: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
    *,
    exact: bool,
) -> Marginal:
    """The likelihood, the attribute integrated out over equally spaced `points`, shape (q,).

    Parameters
    ----------
    exact
        Whether the observed information and the scores of people are wanted.

    References
    ----------
    Bock, R. D., & Aitkin, M. (1981). Psychometrika, 46(4), 443-459.
    https://doi.org/10.1007/BF02293801
    Louis, T. A. (1982). JRSS B, 44(2), 226-233.
    https://doi.org/10.1111/j.2517-6161.1982.tb01203.x
    """
    complete = model.complete(free)
    total, k = 0.0, model.n_free
    gradient, known, observed = np.zeros(k), np.zeros((k, k)), np.zeros((k, k))
    scores = []
    for group, given in enumerate(answers):
        curves = category_curves(model.items(complete[group]), points)
        level, posterior = posteriors(given, curves, complete[group], points)
        total += float(given.weights @ level)
        spread = free_of(model, group)
        slopes = score_table(model, curves, complete[group], points)
        counts = (given.chosen * given.weights[:, None]).T @ posterior
        people = given.weights @ posterior
        gradient += spread.T @ summed_score(slopes, counts, people)
        bend = spread.T @ summed_curvature(
            model, curves, complete[group], points, counts, people
        )
        known += bend @ spread
        if exact:
            own, missing = missing_information(given, slopes, posterior)
            observed += spread.T @ missing @ spread
            scores.append(own @ spread)
    return Marginal(
        log_likelihood=total,
        gradient=gradient,
        complete_information=known,
        information=known - observed if exact else None,
        scores=tuple(scores) if exact else None,
    )


def posteriors(
    answers: GradedAnswers, curves: CategoryCurves, parameters: np.ndarray, points: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Log likelihood of each row, shape (n,), and its posterior over points, shape (n, q)."""
    mean, log_sd = parameters[-2:]
    prior = -(((points - mean) / np.exp(log_sd)) ** 2) / 2 - log_sd
    prior += np.log((points[1] - points[0]) / np.sqrt(2 * np.pi))
    joint = answers.chosen @ flat(curves.log_probability) + prior
    highest = joint.max(axis=1)
    posterior = np.exp(joint - highest[:, None])
    total = posterior.sum(axis=1)
    return highest + np.log(total), posterior / total[:, None]


def flat(curves: np.ndarray) -> np.ndarray:
    """Items and categories (p, c, ...) as one axis (p * c, ...)."""
    return curves.reshape(-1, *curves.shape[2:])


def free_of(model: GradedModel, group: int) -> np.ndarray:
    """Derivatives (f, k) of a group's parameters by the free ones: 0 and 1."""
    index = model.index[group]
    return ((index[:, None] == np.arange(model.n_free)) & (index[:, None] != FIXED)).astype(
        float
    )


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Derivatives of log probability by the parameters of one group.

    Attributes
    ----------
    answers
        Of each category, shape (p * c, f, q).
    attribute
        Of the distribution of the attribute, shape (f, q).
    """

    answers: np.ndarray
    attribute: np.ndarray


def score_table(
    model: GradedModel, curves: CategoryCurves, parameters: np.ndarray, points: np.ndarray
) -> ScoreTable:
    """Derivatives of every category and of the attribute's density at every point."""
    p, c, q = curves.lower.shape
    table = np.zeros((p, c, len(parameters), q))
    items = np.arange(p)
    table[items, :, items] = points * (curves.lower + curves.upper)
    item, position = model.places
    place = p + np.arange(len(item))
    table[item, position + 1, place] = curves.lower[item, position + 1]
    table[item, position, place] = curves.upper[item, position]
    away = (points - parameters[-2]) / np.exp(parameters[-1])
    attribute = np.zeros((len(parameters), q))
    attribute[-2], attribute[-1] = away / np.exp(parameters[-1]), away**2 - 1
    return ScoreTable(flat(table), attribute)


def summed_score(table: ScoreTable, counts: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Expected complete-data score, shape (f,), from counts (p * c, q) and people (q,)."""
    return np.einsum("cfq,cq->f", table.answers, counts) + table.attribute @ people


def summed_curvature(
    model: GradedModel,
    curves: CategoryCurves,
    parameters: np.ndarray,
    points: np.ndarray,
    counts: np.ndarray,
    people: np.ndarray,
) -> np.ndarray:
    """Minus the expected second derivatives of the complete-data likelihood, shape (f, f)."""
    p, f = model.n_items, len(parameters)
    counts = counts.reshape(curves.lower.shape)
    lower, upper, mixed = (
        counts * part
        for part in (curves.lower_curvature, curves.upper_curvature, curves.mixed_curvature)
    )
    bend = np.zeros((f, f))
    items = np.arange(p)
    bend[items, items] = ((lower + upper + 2 * mixed) @ points**2).sum(axis=1)
    item, position = model.places
    place = p + np.arange(len(item))
    own = lower[item, position + 1] + upper[item, position]
    side = mixed[item, position + 1] + mixed[item, position]
    bend[place, place] = own.sum(axis=1)
    bend[place, item] = bend[item, place] = (own + side) @ points
    neighbours = np.flatnonzero(item[1:] == item[:-1])
    between = mixed[item[neighbours], position[neighbours] + 1].sum(axis=1)
    bend[place[neighbours], place[neighbours + 1]] = between
    bend[place[neighbours + 1], place[neighbours]] = between
    away = (points - parameters[-2]) / np.exp(parameters[-1])
    sd = np.exp(parameters[-1])
    bend[-2, -2] = -people.sum() / sd**2
    bend[-1, -1] = -2 * people @ away**2
    bend[-2, -1] = bend[-1, -2] = -2 * people @ away / sd
    return -bend


def missing_information(
    answers: GradedAnswers, table: ScoreTable, posterior: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Scores of rows, (n, f), and the information lost to the unknown attribute, (f, f)."""
    n, (_, f, q) = len(posterior), table.answers.shape
    scores, lost = np.empty((n, f)), np.zeros((f, f))
    size = max(1, CHUNK // (f * q))
    answer_slopes = table.answers.reshape(len(table.answers), -1)
    for start in range(0, n, size):
        rows = slice(start, start + size)
        each = (answers.chosen[rows] @ answer_slopes).reshape(-1, f, q) + table.attribute
        mean = np.einsum("nfq,nq->nf", each, posterior[rows])
        weight = posterior[rows] * answers.weights[rows, None]
        points = each.transpose(0, 2, 1).reshape(-1, f)
        lost += (points * weight.reshape(-1, 1)).T @ points
        lost -= (mean * answers.weights[rows, None]).T @ mean
        scores[rows] = mean
    return scores, lost
