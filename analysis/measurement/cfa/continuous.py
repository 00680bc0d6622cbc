"""Factor models of continuous items by maximum likelihood or least squares."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError, raise_all
from analysis.measurement.cfa.admissibility import admissibility_notes, search_notes
from analysis.measurement.cfa.estimates import parameter_estimates
from analysis.measurement.cfa.fit import CfaFit, GroupMoments
from analysis.measurement.cfa.least_squares_fit import fit_least_squares
from analysis.measurement.cfa.likelihood_inference import (
    Given,
    baseline,
    inferred,
    prepared,
    saturated_scaling,
    weights,
)
from analysis.measurement.cfa.model_matrices import structural_model
from analysis.measurement.cfa.parameter_table import ParameterTable, parameter_table
from analysis.measurement.cfa.samples import Sample, group_labels, sample
from analysis.measurement.cfa.syntax import ModelSyntax, parse
from analysis.stats.sem import likelihood
from analysis.stats.sem.answers import Answers
from analysis.stats.sem.implied import implied, moment_vector
from analysis.stats.sem.maximum_likelihood import (
    log_likelihood,
    saturated_objective,
    searched_likelihood,
)
from analysis.stats.sem.model import Model, elements
from analysis.stats.sem.optimise import Estimates

LIKELIHOOD = ("ml", "mlr", "mlm", "mlmv")
LEAST_SQUARES = ("uls", "wls")


def fit_continuous(
    syntax: str | ModelSyntax,
    answers: pd.DataFrame,
    *,
    estimator: str,
    missing: str,
    groups: pd.Series | None,
    case_weights: pd.Series | None,
    clusters: pd.Series | None,
    std_lv: bool,
    orthogonal: bool,
    mean_structure: bool,
    group_equal: Sequence[str],
    group_partial: Sequence[str],
    confidence: float,
) -> CfaFit:
    """A factor model of continuous items.

    Parameters
    ----------
    syntax
        The model in lavaan's syntax.
    answers
        One row per person, one column per item; NaN or NA where missing.
    estimator
        "ml", "mlr" (Huber-White errors, Yuan-Bentler-Mplus test), "mlm" (Satorra-Bentler),
        "mlmv" (scaled and shifted test), "uls" or "wls" (asymptotically distribution free).
    missing
        "listwise", or "fiml": all answers of everybody, by full information.
    groups, case_weights, clusters
        Per row of `answers`, or None. Weights and clusters need "mlr".
    mean_structure
        Model means even if nothing else asks for it; always so with "fiml", clusters and
        several groups.
    group_equal, group_partial
        Equalities across groups, and exceptions (see `parameter_table`).

    Raises
    ------
    AnalysisError
        If model, choices or answers do not allow a fit; one line per problem.
    """
    raise_all(problems(estimator, missing, case_weights, clusters), AnalysisError)
    table = parameter_table(
        parse(syntax) if isinstance(syntax, str) else syntax,
        groups=group_labels(groups),
        ordinal={},
        std_lv=std_lv,
        orthogonal=orthogonal,
        mean_structure=mean_structure or missing == "fiml" or clusters is not None,
        parameterization="delta",
        group_equal=group_equal,
        group_partial=group_partial,
    )
    model = structural_model(table)
    taken = sample(
        answers,
        table.items,
        missing=missing,
        groups=groups,
        case_weights=case_weights,
        clusters=clusters,
    )
    if estimator in LEAST_SQUARES:
        return fit_least_squares(
            table, model, taken.groups, estimator=estimator, confidence=confidence
        )
    return fit_likelihood(
        table, model, taken, estimator=estimator, missing=missing, confidence=confidence
    )


def fit_likelihood(
    table: ParameterTable,
    model: Model,
    taken: Sample,
    *,
    estimator: str,
    missing: str,
    confidence: float,
) -> CfaFit:
    """A maximum likelihood fit of a model to checked answers."""
    given = prepared(taken.groups, estimator, missing, model.mean_structure)
    search = searched_likelihood(model, given.patterns, given.moments)
    found = search.estimates
    inference = inferred(model, given, found)
    values = elements(model, found.parameters)
    base_moments, base_tests = baseline(model, given)
    fitted = np.isfinite(found.objective)
    robust = estimator == "mlr"
    return CfaFit(
        table=table,
        model=model,
        estimator=estimator,
        missing=missing,
        parameters=found.parameters,
        covariance=inference.covariance,
        naive_covariance=inference.naive,
        implied=tuple(implied(model, g, values) for g in range(len(model.groups))),
        sample=sample_moments(given),
        sample_vector=tuple(
            moment_vector(structure, model.mean_structure, at.mean, at.covariance, np.zeros(0))
            for structure, at in zip(model.groups, given.moments, strict=True)
        ),
        weight=tuple(weights(model, values)) if fitted and missing != "fiml" else None,
        gamma=None if given.gamma is None else tuple(given.gamma),
        saturated=None if given.information is None else tuple(given.information),
        tests=inference.tests,
        baseline=base_tests,
        baseline_implied=base_moments,
        log_likelihood=log_likelihood(found.objective, given.patterns),
        saturated_log_likelihood=log_likelihood(
            saturated_objective(given.patterns, given.moments), given.patterns
        ),
        scaling_model=inference.trace / len(model.offset) if robust else np.nan,
        scaling_saturated=saturated_scaling(given) if robust else np.nan,
        n_clusters=tuple(cluster_count(people) for people in given.people),
        ended=search.ended,
        converged=found.converged,
        stopped_because=found.stopped_because,
        notes=[
            *search_notes(table, model, search, n=likelihood.people(given.patterns)),
            *admissibility_notes(table, model, found, inference.covariance, given.moments),
        ],
        estimates=parameter_estimates(
            table, model, found.parameters, inference.covariance, confidence=confidence
        ),
    )


def scaling_at(
    fit: CfaFit,
    parameters: np.ndarray,
    answers: pd.DataFrame,
    *,
    groups: pd.Series | None,
    case_weights: pd.Series | None,
) -> float:
    """Scaling factor of a robust test at other parameters of the fitted model, shape (q,).

    Parameters
    ----------
    answers, groups, case_weights
        What `fit_continuous` was given.
    """
    taken = sample(
        answers,
        fit.table.items,
        missing=fit.missing,
        groups=groups,
        case_weights=case_weights,
        clusters=None,
    )
    given = prepared(taken.groups, fit.estimator, fit.missing, fit.model.mean_structure)
    at = Estimates(parameters, 0.0, np.zeros_like(parameters), True, "converged", 0)
    tests = inferred(fit.model, given, at).tests
    return next(test.scaling for name, test in tests.items() if name != "standard")


def sample_moments(given: Given) -> tuple[GroupMoments, ...]:
    """Moments of every group without a model."""
    return tuple(
        GroupMoments(at.mean, at.covariance, np.zeros(0), sum(part.n for part in seen))
        for at, seen in zip(given.moments, given.patterns, strict=True)
    )


def cluster_count(people: Answers) -> int:
    """Number of clusters of a group, 0 without clusters."""
    return 0 if people.clusters is None else len(np.unique(people.clusters))


def problems(
    estimator: str, missing: str, case_weights: pd.Series | None, clusters: pd.Series | None
) -> list[str]:
    """Choices that do not go together, one line each."""
    found = []
    known = (*LIKELIHOOD, *LEAST_SQUARES)
    if estimator not in known:
        found.append(f"estimator {estimator!r}: expected one of {', '.join(known)}")
    elif missing == "fiml" and estimator not in ("ml", "mlr"):
        found.append(f"estimator {estimator!r} needs complete answers; use 'mlr' with 'fiml'")
    robust = estimator == "mlr"
    if case_weights is not None and not robust:
        found.append(f"case weights need estimator 'mlr', not {estimator!r}")
    if clusters is not None and not robust:
        found.append(f"clusters need estimator 'mlr', not {estimator!r}")
    return found
