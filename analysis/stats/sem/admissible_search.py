"""A second search, inside what a population could be, where a free search left it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np

from analysis.stats.sem.admissible import (
    Part,
    barrier,
    barrier_slope,
    is_inside,
    is_possible,
    parts_of,
)
from analysis.stats.sem.implied import implied
from analysis.stats.sem.markers import to_markers, to_unit_variances, unit_variances
from analysis.stats.sem.model import Model, elements, parameters_of
from analysis.stats.sem.optimise import Estimates, Problem, descended

WEIGHTS = (1e-2, 1e-4, 1e-6)
"""Of the barrier, one after the other: the last moves a chi-square of a thousand people by
about a hundredth, so that what is left near the boundary is the boundary's doing."""

MEETING = 1e-9
"""Difference of two objectives below which two searches have met."""

SAME = 1e-9
"""Largest difference of two covariances that counts as none."""

Builder = Callable[[Model], Problem]
"""The objective of a model as a function of its parameters."""


class Ended(StrEnum):
    """How a search ended, and what the estimates are."""

    FREE = "free"
    INSIDE = "inside"
    BOUNDARY = "boundary"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Search:
    """The estimates of a model and how they were found.

    Attributes
    ----------
    estimates
        Of the free search, or the admissible local minimum where that left what is admissible
        and such a minimum was found.
    free
        Where the free search ended.
    ended
        "free": admissible, or no second search was asked for. "inside": the second search found
        a local minimum among admissible values. "boundary": it went to their boundary. "lost":
        it found nothing.
    second
        Where the second search ended: a minimum, or the lowest point near the boundary. None if
        there was none.
    """

    estimates: Estimates
    free: Estimates
    ended: Ended
    second: Estimates | None = None


def searched(
    model: Model, build: Builder, free: Estimates, starts: Sequence[np.ndarray]
) -> Search:
    """The free search's estimates if they are admissible, else what a confined search finds.

    Parameters
    ----------
    build
        Makes the objective of the model, or of the same model on other scales.
    free
        Where the free search ended.
    starts
        Starting values of the elements, shape (r,) each; those outside are passed over. None:
        no second search.

    Notes
    -----
    The objective is infinite outside; from every start a logarithmic barrier that fades away
    leads to the neighbourhood of a minimum, then steps go on without it. A minimum strictly
    inside is a stationary point of the objective like any other: its errors and tests are the
    ordinary ones. Scales fixed by a marker of small loading are traded for variances of one.

    References
    ----------
    Nocedal & Wright (2006), Numerical optimization, 2nd ed., ch. 19.6 (logarithmic barriers);
    Savalei & Kolenikov (2008), Psychological Methods 13, 150-170 (constrained estimates).
    """
    values = elements(model, free.parameters)
    if not starts or (free.converged and is_possible(model, values)):
        return Search(free, free, Ended.FREE)
    if not np.isfinite(free.objective):
        return Search(free, free, Ended.LOST)
    region = parts_of(model, starts[0])
    inside = [start for start in starts if is_inside(model, region, start)]
    ends = confined(model, build, inside)
    if not any(end.converged for end in ends):
        ends += rescaled_ends(model, build, inside)
    if not ends:
        return Search(free, free, Ended.LOST)
    best = min(ends, key=lambda end: (not end.converged, end.objective))
    if best.converged:
        return Search(best, free, Ended.INSIDE, best)
    return Search(free, free, Ended.BOUNDARY, best)


def confined(model: Model, build: Builder, starts: Sequence[np.ndarray]) -> list[Estimates]:
    """Where steps inside lead: with a barrier that fades away, then without.

    Starts that the strongest barrier leads to one point are followed once.
    """
    problem, ends, seen = build(model), [], []
    for start in starts:
        region = parts_of(model, start)
        walls = [within(model, problem, region, weight) for weight in (*WEIGHTS, 0.0)]
        end = descended(walls[0], parameters_of(model, start))
        if any(abs(end.objective - other) < MEETING for other in seen):
            continue
        seen.append(end.objective)
        for wall in walls[1:]:
            end = descended(wall, end.parameters)
        ends.append(end)
    return ends


def within(model: Model, problem: Problem, region: Sequence[Part], weight: float) -> Problem:
    """The objective plus `weight` times the barrier; infinite outside."""

    def objective(at: np.ndarray) -> float:
        wall = barrier(model, region, elements(model, at))
        return problem.objective(at) + weight * wall if np.isfinite(wall) else np.inf

    @lru_cache(maxsize=1)
    def raised(parameters: bytes) -> tuple[np.ndarray, np.ndarray]:
        values = elements(model, np.frombuffer(parameters))
        slope, curvature = barrier_slope(model, region, values)
        basis = weight * model.basis.T
        return basis @ slope, basis @ curvature @ model.basis

    def wall(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return raised(at.tobytes())

    if weight == 0:
        return replace(problem, objective=objective)
    return Problem(
        objective,
        lambda at: problem.gradient(at) + wall(at)[0],
        lambda at: problem.scoring(at) + wall(at)[1],
        lambda at: problem.hessian(at) + wall(at)[1],
    )


def rescaled_ends(
    model: Model, build: Builder, starts: Sequence[np.ndarray]
) -> list[Estimates]:
    """Where the same model on other scales leads to, on its own scales again."""
    other = unit_variances(model)
    if other is None:
        return []
    pairs = [(start, to_unit_variances(model, start)) for start in starts]
    there = [unit for own, unit in pairs if same_covariance(model, own, other, unit)]
    found = []
    for end in confined(other, build, there):
        back = to_markers(model, elements(other, end.parameters))
        region = parts_of(model, starts[0])
        if np.isfinite(back).all() and is_inside(model, region, back):
            problem = within(model, build(model), region, 0.0)
            found.append(descended(problem, parameters_of(model, back)))
    return found


def same_covariance(model: Model, values: np.ndarray, other: Model, others: np.ndarray) -> bool:
    """Whether two models of one group imply the same covariances."""
    one, two = implied(model, 0, values).covariance, implied(other, 0, others).covariance
    return bool(np.abs(one - two).max() < SAME * np.abs(one).max())
