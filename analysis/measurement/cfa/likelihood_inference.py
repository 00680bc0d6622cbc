"""What sampling does to maximum likelihood estimates of a model, and its tests."""

from dataclasses import dataclass

import numpy as np

from analysis.measurement.cfa.fit import GroupMoments
from analysis.stats.sem import likelihood
from analysis.stats.sem.answers import Answers, patterns
from analysis.stats.sem.implied import implied, jacobian
from analysis.stats.sem.least_squares_errors import least_squares_errors
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.maximum_likelihood import maximum_likelihood, saturated_objective
from analysis.stats.sem.model import Model, elements
from analysis.stats.sem.normal_theory import moment_gamma, moment_spread, normal_weight
from analysis.stats.sem.optimise import Estimates
from analysis.stats.sem.sandwich import (
    SaturatedInformation,
    inverse_information,
    sandwich,
    saturated_information,
    yuan_bentler_mplus,
)
from analysis.stats.sem.saturated import SaturatedMoments, saturated_moments
from analysis.stats.sem.saturated_model import independence_model
from analysis.stats.sem.scaled_tests import (
    TestStatistic,
    satorra_bentler,
    scaled_shifted,
    standard_test,
)
from analysis.stats.sem.scores import first_order_information


@dataclass(frozen=True, slots=True)
class Given:
    """What all models of the same people share.

    Attributes
    ----------
    people, patterns, moments
        Answers, patterns and saturated moments per group.
    estimator, missing
        As in `CfaFit`.
    information
        Of the saturated model per group, None where nothing rests on it.
    gamma
        Asymptotic covariance of the sample moments per group, None where not needed.
    """

    people: list[Answers]
    patterns: list[list[Pattern]]
    moments: list[SaturatedMoments]
    estimator: str
    missing: str
    information: list[SaturatedInformation] | None
    gamma: list[np.ndarray] | None


@dataclass(frozen=True, slots=True)
class Inference:
    """What sampling does to the estimates of a model, and its tests."""

    covariance: np.ndarray
    naive: np.ndarray
    tests: dict[str, TestStatistic]
    trace: float


def prepared(
    people: list[Answers], estimator: str, missing: str, mean_structure: bool
) -> Given:
    """Everything about the people that does not depend on the model."""
    own = [patterns(group) for group in people]
    p = people[0].values.shape[1]
    moments = [saturated_moments(group, p) for group in own]
    information = gamma = None
    if estimator == "mlr" or missing == "fiml":
        information = [
            saturated_information(group, seen, at, mean_structure=mean_structure)
            for group, seen, at in zip(people, own, moments, strict=True)
        ]
    if estimator == "mlmv":
        gamma = [
            moment_gamma(group, seen[0], mean_structure=mean_structure)
            for group, seen in zip(people, own, strict=True)
        ]
    return Given(people, own, moments, estimator, missing, information, gamma)


def inferred(model: Model, given: Given, found: Estimates) -> Inference:
    """Covariances of the estimates and tests of one model."""
    values, n = elements(model, found.parameters), likelihood.people(given.patterns)
    statistic = 2 * n * (found.objective - saturated_objective(given.patterns, given.moments))
    df = moment_count(model) - model.basis.shape[1]
    tests = {"standard": standard_test(statistic, df, chi_square=True)}
    if not np.isfinite(found.objective):
        nothing = np.full((len(found.parameters),) * 2, np.nan)
        return Inference(nothing, nothing, tests, np.nan)
    observed = given.missing == "fiml" or given.estimator == "mlr"
    information = (
        likelihood.observed_information(model, given.patterns, values)
        if observed
        else likelihood.expected_information(model, given.patterns, values)
    )
    inverse = inverse_information(model.basis.T @ information @ model.basis)
    if given.estimator == "ml":
        return Inference(inverse / n, inverse / n, tests, np.nan)
    if given.estimator == "mlr":
        return huber_white(model, given, values, inverse, tests)
    return normal_theory(model, given, values, inverse, tests)


def moment_count(model: Model) -> int:
    """Number of sample moments in all groups."""
    p = len(model.groups[0].ordinal)
    return len(model.groups) * (p * (p + 1) // 2 + (p if model.mean_structure else 0))


def huber_white(
    model: Model,
    given: Given,
    values: np.ndarray,
    inverse: np.ndarray,
    tests: dict[str, TestStatistic],
) -> Inference:
    """Sandwich from likelihood scores and the Yuan-Bentler-Mplus test (MLR)."""
    n = likelihood.people(given.patterns)
    means = [moments.mean for moments in given.moments]
    middle = first_order_information(model, given.people, values, means)
    middle = model.basis.T @ middle @ model.basis
    trace = float((middle * inverse.T).sum())
    without = sum(
        float(np.trace(np.linalg.solve(part.information, part.scores)))
        for part in given.information or []
    )
    standard = tests["standard"]
    robust = yuan_bentler_mplus(standard.statistic, int(standard.df), without - trace)
    return Inference(
        sandwich(inverse, middle) / n, inverse / n, {**tests, robust.name: robust}, trace
    )


def normal_theory(
    model: Model,
    given: Given,
    values: np.ndarray,
    inverse: np.ndarray,
    tests: dict[str, TestStatistic],
) -> Inference:
    """Satorra-Bentler errors and test (MLM), or the scaled and shifted test (MLMV)."""
    n, standard = likelihood.people(given.patterns), tests["standard"]
    samples = [seen[0] for seen in given.patterns]
    spread = moment_spread(model, given.people, samples, values)
    middle = model.basis.T @ spread.middle @ model.basis
    covariance = sandwich(inverse, middle) / n
    trace = spread.trace - float((middle * inverse.T).sum())
    if given.gamma is None:
        robust = satorra_bentler(standard.statistic, int(standard.df), trace)
    else:
        errors = least_squares_errors(
            [jacobian(model, g, values) @ model.basis for g in range(len(samples))],
            weights(model, values),
            given.gamma,
            [seen.n for seen in samples],
        )
        robust = scaled_shifted(
            standard.statistic, int(standard.df), errors.trace, errors.trace_of_square
        )
    return Inference(covariance, inverse / n, {**tests, robust.name: robust}, trace)


def weights(model: Model, values: np.ndarray) -> list[np.ndarray]:
    """Normal-theory weight of the moments at the estimates, per group."""
    return [
        normal_weight(
            implied(model, group, values).covariance, mean_structure=model.mean_structure
        )
        for group in range(len(model.groups))
    ]


def saturated_scaling(given: Given) -> float:
    """Correction factor of the saturated log-likelihood: mean of tr(B A^-1) over moments."""
    parts = given.information or []
    traces = [np.trace(np.linalg.solve(part.information, part.scores)) for part in parts]
    return float(sum(traces) / sum(len(part.information) for part in parts))


def baseline(
    model: Model, given: Given
) -> tuple[tuple[GroupMoments, ...], dict[str, TestStatistic]]:
    """Moments and tests of the model in which no two items correlate."""
    p = len(model.groups[0].ordinal)
    alone = independence_model(p, len(model.groups), mean_structure=model.mean_structure)
    found = maximum_likelihood(alone, given.patterns, given.moments)
    inference = inferred(alone, given, found)
    values = elements(alone, found.parameters)
    fitted = [implied(alone, group, values) for group in range(len(model.groups))]
    moments = tuple(
        GroupMoments(
            at.mean if model.mean_structure else own.mean,
            at.covariance,
            np.zeros(0),
            sum(part.n for part in seen),
        )
        for at, own, seen in zip(fitted, given.moments, given.patterns, strict=True)
    )
    return moments, inference.tests
