"""Minimisation with analytic slopes: scoring steps first, Newton steps near the minimum."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

MAX_ITERATIONS = 150
DECREMENT = 1e-20
"""Newton decrement of a mean log-likelihood or fit function at which steps stop: parameters are
then within 1e-8 standard errors for a hundred thousand people."""

ROUNDING = 1e-13
"""Relative rise of the objective that rounding can cause; such a step is accepted."""

SMALL_DECREMENT = 1e-12
"""Decrement below which no further fall can be seen in the objective itself."""

NEAR = 1e-2
"""Decrement below which Newton steps replace scoring steps."""

FIRST_DAMPING, LEAST_DAMPING, MOST_DAMPING = 1e-4, 1e-12, 1e12

PATIENCE = 40
"""Steps after which a search that lowers the objective by less than `SLOW` is given up: a
variance runs away (a Heywood case without a minimum) or nothing identifies a parameter."""

SLOW = 1e-5

VALLEY_STEPS = 600
"""Quasi-Newton steps along a curved valley before Newton steps are tried once more."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A function to minimise, of parameters of shape (q,).

    Attributes
    ----------
    objective
        Value; inf where it is not defined.
    gradient
        First derivatives, shape (q,).
    scoring
        Positive semidefinite approximation of the second derivatives, shape (q, q).
    hessian
        Second derivatives, shape (q, q).
    """

    objective: Callable[[np.ndarray], float]
    gradient: Callable[[np.ndarray], np.ndarray]
    scoring: Callable[[np.ndarray], np.ndarray]
    hessian: Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True)
class Estimates:
    """Where a minimisation ended.

    Attributes
    ----------
    parameters
        Shape (q,).
    objective
        Value at the parameters.
    gradient
        Shape (q,).
    converged
        Whether the Newton decrement vanished.
    stopped_because
        "converged", "no_descent", "no_minimum_in_sight", "too_many_steps" or
        "start_not_admissible".
    n_iterations
        Steps taken.
    """

    parameters: np.ndarray
    objective: float
    gradient: np.ndarray
    converged: bool
    stopped_because: str
    n_iterations: int


def minimise(problem: Problem, start: np.ndarray) -> Estimates:
    """A local minimum from `start` by damped scoring and Newton steps.

    Where these make no way, quasi-Newton steps (BFGS) follow the valley, then they try again.

    References
    ----------
    Nocedal & Wright (2006), Numerical optimization, 2nd ed., ch. 6.1 and 10.3; Lee & Jennrich
    (1979), Psychometrika 44, 99-113 (scoring for covariance structures).
    """
    found = descended(problem, start)
    if found.converged or found.stopped_because == "start_not_admissible":
        return found
    return along_valley(problem, found)


def along_valley(problem: Problem, found: Estimates) -> Estimates:
    """Where quasi-Newton steps lead from a search that made no way, then descended again."""
    with np.errstate(all="ignore"):
        followed = minimize(
            problem.objective,
            found.parameters,
            jac=problem.gradient,
            method="BFGS",
            options={"maxiter": VALLEY_STEPS, "gtol": 1e-8},
        )
    again = descended(problem, followed.x)
    steps = found.n_iterations + int(followed.nit) + again.n_iterations
    return replace(again if again.objective <= found.objective else found, n_iterations=steps)


def descended(problem: Problem, start: np.ndarray) -> Estimates:
    """Where damped scoring and Newton steps lead from `start`."""
    at, value = start.astype(float), problem.objective(start)
    if not np.isfinite(value):
        nothing = np.full(len(start), np.nan)
        return Estimates(at, value, nothing, False, "start_not_admissible", 0)
    if len(at) == 0:
        return Estimates(at, value, at, True, "converged", 0)
    damping, decrement, newton, past = FIRST_DAMPING, np.inf, False, []
    for iteration in range(MAX_ITERATIONS):
        past.append(value)
        if iteration > PATIENCE and past[-PATIENCE] - value < SLOW:
            slope = problem.gradient(at)
            return Estimates(at, value, slope, False, "no_minimum_in_sight", iteration)
        slope = problem.gradient(at)
        curvature, newton = curvature_at(problem, at, newton or decrement < NEAR)
        undamped = solved(curvature, -slope, 0.0)
        decrement = np.inf if undamped is None else float(-slope @ undamped) / 2
        if 0 <= decrement < DECREMENT:
            return Estimates(at, value, slope, True, "converged", iteration)
        taken = lower_point(problem, at, value, slope, curvature, damping)
        if taken is None or (taken.value >= value and decrement < SMALL_DECREMENT):
            converged = 0 <= decrement < SMALL_DECREMENT
            reason = "converged" if converged else "no_descent"
            return Estimates(at, value, slope, converged, reason, iteration)
        at, value, damping = taken.parameters, taken.value, taken.damping
    return Estimates(at, value, problem.gradient(at), False, "too_many_steps", MAX_ITERATIONS)


def curvature_at(problem: Problem, at: np.ndarray, near: bool) -> tuple[np.ndarray, bool]:
    """Second derivatives near a minimum where they are positive definite, else scoring."""
    if near and problem.hessian is not problem.scoring:
        hessian = problem.hessian(at)
        if np.linalg.eigvalsh(hessian)[0] > 0:
            return hessian, True
    return problem.scoring(at), False


def solved(curvature: np.ndarray, right: np.ndarray, damping: float) -> np.ndarray | None:
    """(H + damping diag H)^-1 right, None where that matrix is not positive definite."""
    diagonal = np.diag(curvature)
    scale = np.sqrt(np.maximum(diagonal, 1e-12 * max(diagonal.max(), 1e-300)))
    matrix = curvature / np.outer(scale, scale)
    matrix[np.diag_indices(len(scale))] += damping
    try:
        return cho_solve(cho_factor(matrix), right / scale) / scale
    except np.linalg.LinAlgError:
        return None


@dataclass(frozen=True, slots=True)
class Step:
    """A point not worse than the one before, and the damping that led to it."""

    parameters: np.ndarray
    value: float
    damping: float


def lower_point(
    problem: Problem,
    at: np.ndarray,
    value: float,
    slope: np.ndarray,
    curvature: np.ndarray,
    damping: float,
) -> Step | None:
    """The next point: the undamped step if it lowers the objective, else a damped one."""
    allowed = value + ROUNDING * (1 + abs(value))
    for tried in (0.0, *damping * 10.0 ** np.arange(25)):
        if tried > MOST_DAMPING:
            return None
        step = solved(curvature, -slope, tried)
        if step is None:
            continue
        new = problem.objective(at + step)
        if new <= allowed:
            return Step(at + step, new, max(LEAST_DAMPING, tried / 10))
    return None
