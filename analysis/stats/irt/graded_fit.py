"""Graded response models fitted by marginal maximum likelihood: EM, then Newton's method."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.special import logit

from analysis.stats.irt.graded_marginal import GradedAnswers, Marginal, marginal
from analysis.stats.irt.graded_model import GradedModel

NEAR = 1e-2
"""EM hands over to Newton's method when no free parameter moves by more than this."""

DONE = 1e-9
"""The search ends when no free parameter moves by more than this."""

SINGULAR = 1e-10
"""Eigenvalues below this share of the largest count as zero."""

MAX_EM_STEPS = 500
MAX_NEWTON_STEPS = 50
MAX_HALVINGS = 40
MIN_SHARE = 1e-3
"""Smallest share of answers a starting intercept is made from."""


@dataclass(frozen=True, slots=True)
class GradedFit:
    """A fitted graded response model.

    Attributes
    ----------
    free
        Estimates of the free parameters, shape (k,).
    parameters
        All parameters of all groups in the layout of this package, shape (g, f).
    log_likelihood
        At the estimates.
    information
        Observed information of the free parameters, shape (k, k).
    covariance
        Its inverse; NaN if the information is not positive definite. Shape (k, k).
    scores
        Gradient of each distinct row of answers, one array (n, k) a group.
    converged
        Whether the search ended at a maximum.
    stopped_because
        "maximum", "steps" or "not_identified".
    n_steps
        Steps of EM and of Newton's method.
    """

    free: np.ndarray
    parameters: np.ndarray
    log_likelihood: float
    information: np.ndarray
    covariance: np.ndarray
    scores: tuple[np.ndarray, ...]
    converged: bool
    stopped_because: str
    n_steps: tuple[int, int]


def graded_fit(
    model: GradedModel, answers: list[GradedAnswers], points: np.ndarray
) -> GradedFit:
    """Maximum likelihood estimates of the free parameters.

    Parameters
    ----------
    answers
        Of each group.
    points
        Equally spaced points over which the attribute is integrated out, shape (q,).

    Notes
    -----
    Each step solves the complete-data information (EM with one Newton step) until parameters
    hardly move, then the observed information; a step is halved until the likelihood rises and
    the intercepts of every item fall.
    """
    free = starts(model, answers)
    free, moved, em = climbed(
        model, free, answers, points, exact=False, still=NEAR, steps=MAX_EM_STEPS
    )
    near = moved < NEAR
    free, moved, newton = climbed(
        model, free, answers, points, exact=True, still=DONE, steps=MAX_NEWTON_STEPS
    )
    return result(
        model, free, answers, points, reached=near and moved < DONE, n_steps=(em, newton)
    )


def climbed(
    model: GradedModel,
    free: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
    *,
    exact: bool,
    still: float,
    steps: int,
) -> tuple[np.ndarray, float, int]:
    """Parameters after steps until none moves by `still`, their last move, and the steps."""
    taken, moved = 0, np.inf
    while moved >= still and taken < steps:
        free, moved = stepped(model, free, answers, points, exact=exact)
        taken += 1
    return free, moved, taken


def result(
    model: GradedModel,
    free: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
    *,
    reached: bool,
    n_steps: tuple[int, int],
) -> GradedFit:
    """The fit at the last parameters."""
    end = marginal(model, free, answers, points, exact=True)
    if end.information is None or end.scores is None:
        raise RuntimeError("marginal(exact=True) gives information and scores")
    definite = is_definite(end.information)
    missing = np.full_like(end.information, np.nan)
    ended = "maximum" if reached else "steps"
    return GradedFit(
        free=free,
        parameters=model.complete(free),
        log_likelihood=end.log_likelihood,
        information=end.information,
        covariance=np.linalg.inv(end.information) if definite else missing,
        scores=end.scores,
        converged=reached and definite,
        stopped_because=ended if definite else "not_identified",
        n_steps=n_steps,
    )


def starts(model: GradedModel, answers: list[GradedAnswers]) -> np.ndarray:
    """Slopes of 1 and intercepts from the shares of answers of all groups."""
    p, most = model.n_items, int(model.n_categories.max())
    counts = sum(given.weights @ given.chosen for given in answers)
    counts = np.asarray(counts).reshape(p, most)
    above = counts[:, ::-1].cumsum(axis=1)[:, ::-1][:, 1:] / counts.sum(axis=1, keepdims=True)
    item, position = model.places
    shares = np.clip(above[item, position], MIN_SHARE, 1 - MIN_SHARE)
    guess = np.concatenate([np.ones(p), logit(shares), np.zeros(2)])
    free = np.zeros(model.n_free)
    for index in model.index:
        free[index[index >= 0]] = guess[index >= 0]
    return free


def stepped(
    model: GradedModel,
    free: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
    *,
    exact: bool,
) -> tuple[np.ndarray, float]:
    """The parameters after one step, and the most that one of them moved."""
    here = marginal(model, free, answers, points, exact=exact)
    step = direction(here)
    for _ in range(MAX_HALVINGS):
        there = free + step
        if in_order(model, there):
            level = marginal(model, there, answers, points, exact=False).log_likelihood
            if level >= here.log_likelihood - 1e-10 * abs(here.log_likelihood):
                return there, float(np.abs(step).max())
        step = step / 2
    return free, 0.0


def direction(here: Marginal) -> np.ndarray:
    """Newton's step; that of EM where the observed information is not positive definite.

    What even the complete data do not tell does not move.
    """
    use = here.information
    if use is None or not is_definite(use):
        use = here.complete_information
    if not is_definite(use):
        return np.linalg.pinv(use, rcond=SINGULAR, hermitian=True) @ here.gradient
    return cho_solve(cho_factor(use), here.gradient)


def is_definite(matrix: np.ndarray) -> bool:
    """Whether a symmetric matrix is positive definite, by its scaled eigenvalues."""
    size = np.sqrt(np.abs(np.diag(matrix)))
    if (size == 0).any() or not np.isfinite(matrix).all():
        return False
    return bool(np.linalg.eigvalsh(matrix / np.outer(size, size))[0] > SINGULAR)


def in_order(model: GradedModel, free: np.ndarray) -> bool:
    """Whether the intercepts of every item fall from category to category."""
    item, _ = model.places
    inner = np.flatnonzero(item[1:] == item[:-1])
    intercepts = model.complete(free)[:, model.n_items : -2]
    return bool((intercepts[:, inner + 1] < intercepts[:, inner]).all())
