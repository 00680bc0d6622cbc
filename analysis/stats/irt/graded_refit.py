"""A graded response model fitted again after a small change, from where the last one ended."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from analysis.stats.irt.graded_fit import DONE, in_order, is_definite, stepped
from analysis.stats.irt.graded_marginal import GradedAnswers, marginal
from analysis.stats.irt.graded_model import FIXED, GradedModel

STILL = 1e-4
"""Steps end when no free parameter moves by more than this: the likelihood, flat at its top, is
then known to about 1e-6."""

MAX_CHORDS = 60
MAX_NEWTON_STEPS = 50
SHRINKS = 0.7
"""A step of the chord method that is not shorter than this share of the last calls for a new
slope."""


@dataclass(frozen=True, slots=True)
class GradedRefit:
    """Parameters (g, f) of all groups, the free ones (k,), and the log likelihood."""

    parameters: np.ndarray
    free: np.ndarray
    log_likelihood: float
    converged: bool


def graded_refit(
    model: GradedModel,
    parameters: np.ndarray,
    information: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
) -> GradedRefit:
    """The maximum near `parameters`, shape (g, f), of a model that may share them otherwise.

    Parameters
    ----------
    information
        Of the model's free parameters near there, shape (k, k); see `shared_information`.

    Notes
    -----
    One information serves several steps (the chord method); where steps do not shrink, Newton's
    method with safeguards goes on.
    """
    free, reached = chords(model, free_values(model, parameters), information, answers, points)
    moved, steps = np.inf, 0
    while not reached and moved >= DONE and steps < MAX_NEWTON_STEPS:
        free, moved = stepped(model, free, answers, points, exact=True)
        steps += 1
    level = marginal(model, free, answers, points, exact=False).log_likelihood
    return GradedRefit(model.complete(free), free, level, reached or moved < DONE)


def shared_information(
    wide: GradedModel, information: np.ndarray, model: GradedModel
) -> np.ndarray:
    """Information (k, k) of a model's parameters from that of one that shares fewer of them."""
    given = (wide.index != FIXED) & (model.index != FIXED)
    share = np.zeros((wide.n_free, model.n_free))
    share[wide.index[given], model.index[given]] = 1
    return share.T @ information @ share


def free_values(model: GradedModel, parameters: np.ndarray) -> np.ndarray:
    """Values of the free parameters: the mean over where each stands."""
    at = model.index[model.index != FIXED]
    sums = np.bincount(at, parameters[model.index != FIXED], minlength=model.n_free)
    return sums / np.bincount(at, minlength=model.n_free)


def chords(
    model: GradedModel,
    free: np.ndarray,
    information: np.ndarray,
    answers: list[GradedAnswers],
    points: np.ndarray,
) -> tuple[np.ndarray, bool]:
    """Free parameters after steps of one slope, and whether they came to rest."""
    if not is_definite(information):
        return free, False
    slope, last = cho_factor(information), np.inf
    for _ in range(MAX_CHORDS):
        here = marginal(model, free, answers, points, exact=False)
        step = cho_solve(slope, here.gradient)
        size = float(np.abs(step).max())
        if size > SHRINKS * last or not in_order(model, free + step):
            return free, False
        free, last = free + step, size
        if size < STILL:
            return free, True
    return free, False
