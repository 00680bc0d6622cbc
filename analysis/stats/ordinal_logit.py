"""Ordinal logistic regression (proportional odds) by Newton's method."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit, logit

DONE = 1e-8
"""The search ends when no parameter moves by more than this."""

MAX_STEPS = 50
MAX_HALVINGS = 30


@dataclass(frozen=True, slots=True)
class OrdinalLogit:
    """A fitted regression of ordered categories.

    Attributes
    ----------
    cuts
        Intercepts of category 1, 2 ... or higher, falling, shape (c - 1,).
    slopes
        Of the regressors on the log odds of a higher category, shape (k,).
    covariance
        Of cuts and slopes, from the observed information, shape (c - 1 + k, c - 1 + k).
    log_likelihood, empty_log_likelihood
        At the estimates, and without any regressor.
    n
        Answers.
    converged
        Whether the search ended at a maximum.
    """

    cuts: np.ndarray
    slopes: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    empty_log_likelihood: float
    n: int
    converged: bool


@dataclass(frozen=True, slots=True)
class Derivatives:
    """Log likelihood, its gradient (k,) and minus its second derivatives (k, k)."""

    value: float
    gradient: np.ndarray
    information: np.ndarray


def ordinal_logit(codes: np.ndarray, regressors: np.ndarray) -> OrdinalLogit:
    """Maximum likelihood estimates of P(code >= k) = F(cut_k + regressors @ slopes).

    Parameters
    ----------
    codes
        Categories 0, 1 ... c - 1, each of which occurs, shape (n,).
    regressors
        Shape (n, k).

    References
    ----------
    McCullagh, P. (1980). JRSS B, 42(2), 109-142, eq. 2.3 and 3.
    https://doi.org/10.1111/j.2517-6161.1980.tb01109.x
    """
    counts = np.bincount(codes)
    cuts = logit(counts[::-1].cumsum()[::-1][1:] / len(codes))
    at = np.concatenate([cuts, np.zeros(regressors.shape[1])])
    designs = boundary_designs(codes, regressors, len(counts))
    empty = float((counts * np.log(counts / len(codes))).sum())
    here, moved, steps = derivatives(at, designs), np.inf, 0
    while moved >= DONE and steps < MAX_STEPS:
        at, here, moved = stepped(at, here, designs, len(cuts))
        steps += 1
    definite = is_definite(here.information)
    missing = np.full_like(here.information, np.nan)
    return OrdinalLogit(
        cuts=at[: len(cuts)],
        slopes=at[len(cuts) :],
        covariance=np.linalg.inv(here.information) if definite else missing,
        log_likelihood=here.value,
        empty_log_likelihood=empty,
        n=len(codes),
        converged=moved < DONE and definite,
    )


def boundary_designs(
    codes: np.ndarray, regressors: np.ndarray, n_categories: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Rows that make the boundary below and above each answer, and where these are infinite."""
    numbers = np.arange(1, n_categories)
    below = np.hstack([codes[:, None] == numbers, regressors]).astype(float)
    above = np.hstack([codes[:, None] + 1 == numbers, regressors]).astype(float)
    lowest, highest = codes == 0, codes == n_categories - 1
    below[lowest], above[highest] = 0, 0
    return below, above, lowest, highest


def derivatives(
    at: np.ndarray, designs: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
) -> Derivatives:
    """The likelihood at cuts and slopes, as in `analysis.stats.irt.graded_response`."""
    below, above, lowest, highest = designs
    eta_below = np.where(lowest, np.inf, below @ at)
    eta_above = np.where(highest, -np.inf, above @ at)
    inner = ~lowest & ~highest
    gap = np.full(len(lowest), -np.inf)
    gap[inner] = eta_above[inner] - eta_below[inner]
    with np.errstate(invalid="ignore", divide="ignore"):
        log_gap = np.log(-np.expm1(gap))
        level = log_expit(eta_below) + log_expit(-eta_above) + log_gap
        at_lower = np.exp(log_expit(-eta_below) - log_expit(-eta_above) - log_gap)
        at_upper = np.exp(log_expit(eta_above) - log_expit(eta_below) - log_gap)
    at_lower, at_upper = np.where(lowest, 0, at_lower), np.where(highest, 0, at_upper)
    lower = at_lower * -np.tanh(eta_below / 2) - at_lower**2
    upper = -at_upper * -np.tanh(eta_above / 2) - at_upper**2
    mixed = (below * (at_lower * at_upper)[:, None]).T @ above
    bend = (below * lower[:, None]).T @ below + (above * upper[:, None]).T @ above
    return Derivatives(
        value=float(level.sum()),
        gradient=at_lower @ below - at_upper @ above,
        information=-(bend + mixed + mixed.T),
    )


def stepped(
    at: np.ndarray,
    here: Derivatives,
    designs: tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray],
    n_cuts: int,
) -> tuple[np.ndarray, Derivatives, float]:
    """Parameters after one step that does not lower the likelihood, and how far they moved."""
    if not is_definite(here.information):
        return at, here, 0.0
    step = np.linalg.solve(here.information, here.gradient)
    for _ in range(MAX_HALVINGS):
        there = at + step
        if (np.diff(there[:n_cuts]) < 0).all():
            found = derivatives(there, designs)
            if found.value >= here.value - 1e-10 * abs(here.value):
                return there, found, float(np.abs(step).max())
        step = step / 2
    return at, here, 0.0


def is_definite(information: np.ndarray) -> bool:
    """Whether the information can be inverted."""
    size = np.sqrt(np.abs(np.diag(information)))
    if not np.isfinite(information).all() or (size == 0).any():
        return False
    return bool(np.linalg.eigvalsh(information / np.outer(size, size))[0] > 1e-12)
