"""Factor models of continuous items by unweighted or distribution-free least squares."""

import numpy as np

from analysis.measurement.cfa.admissibility import admissibility_notes, search_notes
from analysis.measurement.cfa.estimates import parameter_estimates
from analysis.measurement.cfa.fit import CfaFit, GroupMoments
from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.notes import Note, fit_note
from analysis.stats.sem.admissible_search import Search, searched
from analysis.stats.sem.answers import Answers, patterns
from analysis.stats.sem.implied import implied, moment_vector
from analysis.stats.sem.independence import independence
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.least_squares import (
    WeightedMoments,
    least_squares,
    least_squares_problem,
    moment_changes,
    statistics,
)
from analysis.stats.sem.least_squares_errors import least_squares_errors
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.model import Model, elements, parameters_of
from analysis.stats.sem.moment_fit import full_weight, unit_weight
from analysis.stats.sem.normal_theory import moment_gamma
from analysis.stats.sem.saturated import SaturatedMoments
from analysis.stats.sem.scaled_tests import standard_test
from analysis.stats.sem.starts import inner_starts, start_elements


def fit_least_squares(
    table: ParameterTable,
    model: Model,
    people: list[Answers],
    *,
    estimator: str,
    confidence: float,
) -> CfaFit:
    """A fit to the covariances by "uls" (all alike) or "wls" (inverse of their covariance).

    Notes
    -----
    As lavaan: covariances have divisor n - 1, Gamma divisor n, statistics count n - 1 per
    group, the standard errors of "uls" are those of a weight matrix that were right, and its
    statistic has no chi-square distribution.

    References
    ----------
    Browne (1984), British Journal of Mathematical and Statistical Psychology 37, 62-83.
    https://doi.org/10.1111/j.2044-8317.1984.tb00789.x
    """
    samples = [patterns(group)[0] for group in people]
    moments = [unbiased(sample) for sample in samples]
    gammas = [
        moment_gamma(group, sample, mean_structure=model.mean_structure)
        for group, sample in zip(people, samples, strict=True)
    ]
    weighted = [
        WeightedMoments(
            moment_vector(structure, model.mean_structure, at.mean, at.covariance, np.zeros(0)),
            weight_of(gamma, estimator),
            sample.n,
        )
        for structure, at, gamma, sample in zip(
            model.groups, moments, gammas, samples, strict=True
        )
    ]
    seen = (
        [at.mean for at in moments],
        [at.covariance for at in moments],
        [np.zeros(0) for _ in moments],
    )
    start = parameters_of(model, start_elements(model, *seen))
    search = searched(
        model,
        lambda other: least_squares_problem(other, weighted),
        least_squares(model, weighted, start=start),
        inner_starts(model, *seen),
    )
    return described(
        table,
        model,
        weighted,
        gammas,
        moments,
        search,
        estimator=estimator,
        confidence=confidence,
    )


def unbiased(sample: Pattern) -> SaturatedMoments:
    """Sample moments with divisor n - 1."""
    return SaturatedMoments(sample.mean, sample.covariance * sample.n / (sample.n - 1), True)


def weight_of(gamma: np.ndarray, estimator: str) -> np.ndarray:
    """Weight of the moments: ones, or the inverse of their asymptotic covariance.

    NaN if that has no inverse: fewer people than moments, for example.
    """
    return unit_weight(gamma) if estimator == "uls" else full_weight(gamma)


def described(
    table: ParameterTable,
    model: Model,
    weighted: list[WeightedMoments],
    gammas: list[np.ndarray],
    moments: list[SaturatedMoments],
    search: Search,
    *,
    estimator: str,
    confidence: float,
) -> CfaFit:
    """Errors, tests and notes of least-squares estimates."""
    found = search.estimates
    values = elements(model, found.parameters)
    errors = least_squares_errors(
        [moment_changes(model, group, values) for group in range(len(moments))],
        [part.weight for part in weighted],
        gammas,
        [part.n for part in weighted],
    )
    statistic = float(statistics(model, weighted, found.parameters).sum())
    df = sum(len(part.observed) for part in weighted) - len(found.parameters)
    layouts = [
        moment_layout(group, mean_structure=model.mean_structure) for group in model.groups
    ]
    alone = independence(weighted, gammas, [part.kind == Moment.COVARIANCE for part in layouts])
    notes = search_notes(table, model, search, n=sum(part.n for part in weighted))
    notes += admissibility_notes(table, model, found, errors.naive, moments)
    if any(np.isnan(part.weight).any() for part in weighted):
        notes.append(too_few(weighted))
    sample = tuple(
        GroupMoments(at.mean, at.covariance, np.zeros(0), part.n)
        for at, part in zip(moments, weighted, strict=True)
    )
    return CfaFit(
        table=table,
        model=model,
        estimator=estimator,
        missing="listwise",
        parameters=found.parameters,
        covariance=errors.naive,
        naive_covariance=errors.naive,
        implied=tuple(implied(model, group, values) for group in range(len(moments))),
        sample=sample,
        sample_vector=tuple(part.observed for part in weighted),
        weight=tuple(part.weight for part in weighted),
        gamma=tuple(gammas),
        saturated=None,
        tests={"standard": standard_test(statistic, df, chi_square=estimator == "wls")},
        baseline={
            "standard": standard_test(alone.statistic, alone.df, chi_square=estimator == "wls")
        },
        baseline_implied=tuple(
            GroupMoments(at.mean, np.diag(np.diag(at.covariance)), np.zeros(0), at.n)
            for at in sample
        ),
        log_likelihood=None,
        saturated_log_likelihood=None,
        scaling_model=np.nan,
        scaling_saturated=np.nan,
        n_clusters=(0,) * len(moments),
        ended=search.ended,
        converged=found.converged,
        stopped_because=found.stopped_because,
        notes=notes,
        estimates=parameter_estimates(
            table, model, found.parameters, errors.naive, confidence=confidence
        ),
    )


def too_few(weighted: list[WeightedMoments]) -> Note:
    """The note that people are too few for the weight matrix."""
    return fit_note(
        "weight_matrix_singular",
        n=min(part.n for part in weighted),
        n_moments=max(len(part.observed) for part in weighted),
    )
