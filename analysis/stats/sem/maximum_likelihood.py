"""Maximum likelihood estimates of a model of continuous variables."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.stats.sem import likelihood
from analysis.stats.sem.admissible_search import Search, searched
from analysis.stats.sem.likelihood import Groups
from analysis.stats.sem.model import Model, elements, parameters_of
from analysis.stats.sem.optimise import Estimates, Problem, along_valley, descended
from analysis.stats.sem.saturated import SaturatedMoments
from analysis.stats.sem.starts import (
    SHRINKAGES,
    inner_starts,
    shrunken_start,
    start_elements,
)


def searched_likelihood(
    model: Model, groups: Groups, saturated: Sequence[SaturatedMoments]
) -> Search:
    """The same, searched for once more among admissible values where these were left."""
    means, covariances = ([getattr(at, n) for at in saturated] for n in ("mean", "covariance"))
    none = [np.zeros(0) for _ in saturated]
    return searched(
        model,
        lambda other: likelihood_problem(other, groups),
        maximum_likelihood(model, groups, saturated),
        inner_starts(model, means, covariances, none),
    )


def maximum_likelihood(
    model: Model, groups: Groups, saturated: Sequence[SaturatedMoments]
) -> Estimates:
    """Estimates from complete or incomplete answers.

    Starting values of the model come first. If they are not admissible or lead nowhere, values
    from the data are tried, then the same with smaller loadings. If no start leads to a
    minimum, quasi-Newton steps go on from the lowest point.

    References
    ----------
    Joreskog (1969), Psychometrika 34, 183-202; incomplete answers: Arbuckle (1996), in
    Marcoulides & Schumacker (eds.), Advanced structural equation modeling, 243-277.
    """
    problem = likelihood_problem(model, groups)
    best: Estimates | None = None
    for start in starts(model, saturated):
        ended = descended(problem, parameters_of(model, start))
        if best is None or better(ended, best):
            best = ended
        if best.converged:
            break
    assert best is not None
    if best.converged or not np.isfinite(best.objective):
        return best
    return along_valley(problem, best)


def better(new: Estimates, old: Estimates) -> bool:
    """Whether an end is to be preferred: converged first, then the lower objective."""
    return (new.converged, -new.objective) > (old.converged, -old.objective)


def starts(model: Model, saturated: Sequence[SaturatedMoments]) -> list[np.ndarray]:
    """Starting values of the elements in the order in which they are tried."""
    means = [moments.mean for moments in saturated]
    covariances = [moments.covariance for moments in saturated]
    none = [np.zeros(0) for _ in saturated]
    found = [start_elements(model, means, covariances, none)]
    plain = replace(model, start=np.full(len(model.start), np.nan))
    from_data = start_elements(plain, means, covariances, none)
    if not np.isnan(model.start).all():
        found.append(from_data)
    return found + [
        shrunken_start(model, covariances, from_data, shrinkage) for shrinkage in SHRINKAGES
    ]


def likelihood_problem(model: Model, groups: Groups) -> Problem:
    """The objective of maximum likelihood as a function of the free parameters."""
    basis = model.basis
    return Problem(
        objective=lambda at: likelihood.objective(model, groups, elements(model, at)),
        gradient=lambda at: basis.T @ likelihood.gradient(model, groups, elements(model, at)),
        scoring=lambda at: (
            basis.T
            @ likelihood.expected_information(model, groups, elements(model, at))
            @ basis
        ),
        hessian=lambda at: (
            basis.T
            @ likelihood.observed_information(model, groups, elements(model, at))
            @ basis
        ),
    )


def log_likelihood(objective: float, groups: Groups) -> float:
    """The log-likelihood of all answers, with its constant."""
    answered = sum(
        pattern.n * len(pattern.observed) for patterns in groups for pattern in patterns
    )
    return -likelihood.people(groups) * objective - 0.5 * answered * np.log(2 * np.pi)


def saturated_objective(groups: Groups, saturated: Sequence[SaturatedMoments]) -> float:
    """The objective at the moments without a model."""
    total, result = likelihood.people(groups), 0.0
    for patterns, moments in zip(groups, saturated, strict=True):
        for pattern in patterns:
            terms = likelihood.pattern_terms(
                moments.mean, moments.covariance, pattern, total, mean_structure=True
            )
            if terms is None:
                return np.nan
            result += 0.5 * terms.share * terms.value
    return result
