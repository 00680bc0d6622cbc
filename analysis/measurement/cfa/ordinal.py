"""Factor models of ordinal answers, perhaps with continuous ones, by weighted least squares."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.measurement.cfa.admissibility import search_notes
from analysis.measurement.cfa.estimates import parameter_estimates
from analysis.measurement.cfa.fit import CfaFit, GroupMoments
from analysis.measurement.cfa.model_matrices import structural_model
from analysis.measurement.cfa.model_names import names
from analysis.measurement.cfa.ordinal_estimators import ESTIMATORS, tests_of_fit
from analysis.measurement.cfa.ordinal_notes import fit_notes
from analysis.measurement.cfa.ordinal_samples import (
    OrdinalSamples,
    ordinal_samples,
    samples_of_items,
)
from analysis.measurement.cfa.parameter_table import ParameterTable, parameter_table
from analysis.measurement.cfa.syntax import ModelSyntax, parse
from analysis.stats.sem.implied import implied
from analysis.stats.sem.model import Model, elements, parameters_of
from analysis.stats.sem.moment_fit import MomentFit, moment_fit
from analysis.stats.sem.starts import inner_starts, start_elements


def fit_ordinal(
    syntax: str | ModelSyntax,
    answers: pd.DataFrame,
    *,
    ordinal: Sequence[str],
    estimator: str,
    missing: str,
    groups: pd.Series | None,
    case_weights: pd.Series | None,
    clusters: pd.Series | None,
    std_lv: bool,
    orthogonal: bool,
    parameterization: str,
    group_equal: Sequence[str],
    group_partial: Sequence[str],
    confidence: float,
) -> CfaFit:
    """A factor model fitted to thresholds and correlations.

    Parameters
    ----------
    syntax
        In lavaan's language, or parsed.
    answers
        One column per item; other columns are ignored.
    ordinal
        Which columns are ordinal; those the model does not name are ignored.
    estimator
        One of `ESTIMATORS`.
    missing, groups, case_weights, clusters
        See `ordinal_samples`.
    std_lv, orthogonal, parameterization, group_equal, group_partial
        See `parameter_table`.
    confidence
        Of the intervals.

    Raises
    ------
    AnalysisError
        If the model or the choices are not valid.
    DataError
        If an item is absent, constant or unanswered in a group.
    """
    model = parse(syntax) if isinstance(syntax, str) else syntax
    items = names(model)[1]
    samples = ordinal_samples(
        answers,
        items=items,
        ordinal=ordinal,
        missing=missing,
        groups=groups,
        case_weights=case_weights,
        clusters=clusters,
    )
    return fit_samples(
        model,
        samples,
        estimator=estimator,
        std_lv=std_lv,
        orthogonal=orthogonal,
        parameterization=parameterization,
        group_equal=group_equal,
        group_partial=group_partial,
        confidence=confidence,
    )


def fit_samples(
    syntax: str | ModelSyntax,
    samples: OrdinalSamples,
    *,
    estimator: str,
    std_lv: bool,
    orthogonal: bool,
    parameterization: str,
    group_equal: Sequence[str],
    group_partial: Sequence[str],
    confidence: float,
) -> CfaFit:
    """The same from sample moments: several models of the same answers count them once.

    Parameters
    ----------
    samples
        Of all items of the model, in any order, or of more items; see `ordinal_samples`.
    """
    if estimator not in ESTIMATORS:
        raise AnalysisError(f"estimator={estimator!r}: expected one of {', '.join(ESTIMATORS)}")
    if estimator == "dwls" and any(sample.n_clusters for sample in samples.samples):
        raise AnalysisError("estimator='dwls' ignores clusters: take 'wlsmv' or 'wlsm'")
    model_syntax = parse(syntax) if isinstance(syntax, str) else syntax
    samples = samples_of_items(samples, names(model_syntax)[1])
    table = parameter_table(
        model_syntax,
        groups=samples.groups,
        ordinal=_n_thresholds(samples),
        std_lv=std_lv,
        orthogonal=orthogonal,
        mean_structure=True,
        parameterization=parameterization,
        group_equal=group_equal,
        group_partial=group_partial,
    )
    model = structural_model(table)
    moments = [sample.moments for sample in samples.samples]
    given = (
        [each.mean for each in moments],
        [np.nan_to_num(each.covariance) for each in moments],
        [each.thresholds for each in moments],
    )
    start = start_elements(model, *given)
    found = moment_fit(
        model,
        [each.observed for each in moments],
        [sample.gamma for sample in samples.samples],
        [each.n for each in moments],
        weighting=ESTIMATORS[estimator].weighting,
        start=parameters_of(model, start),
        inner_starts=inner_starts(model, *given),
    )
    return _result(table, model, samples, found, estimator=estimator, confidence=confidence)


def _result(
    table: ParameterTable,
    model: Model,
    samples: OrdinalSamples,
    found: MomentFit,
    *,
    estimator: str,
    confidence: float,
) -> CfaFit:
    """Everything a fit tells, put together."""
    chosen, parameters = ESTIMATORS[estimator], found.estimates.parameters
    moments = [sample.moments for sample in samples.samples]
    covariance = found.errors.robust if chosen.robust else found.errors.naive
    values, baseline = elements(model, parameters), found.baseline
    given = tuple(implied(model, group, values) for group in range(len(moments)))
    return CfaFit(
        table=table,
        model=model,
        estimator=estimator,
        missing=samples.missing,
        parameters=parameters,
        covariance=covariance,
        naive_covariance=found.errors.naive,
        implied=given,
        sample=tuple(
            GroupMoments(each.mean, each.covariance, each.thresholds, each.n)
            for each in moments
        ),
        sample_vector=tuple(each.observed for each in moments),
        weight=found.weights,
        gamma=tuple(sample.gamma for sample in samples.samples),
        saturated=None,
        tests=tests_of_fit(chosen, float(found.statistic.sum()), found.df, found.errors),
        baseline=tests_of_fit(chosen, baseline.statistic, baseline.df, baseline),
        baseline_implied=tuple(
            GroupMoments(each.mean, np.diag(np.diag(each.covariance)), each.thresholds, each.n)
            for each in moments
        ),
        log_likelihood=None,
        saturated_log_likelihood=None,
        scaling_model=np.nan,
        scaling_saturated=np.nan,
        n_clusters=tuple(sample.n_clusters or 0 for sample in samples.samples),
        ended=found.search.ended,
        converged=found.estimates.converged,
        stopped_because=found.estimates.stopped_because,
        notes=[
            *samples.notes,
            *search_notes(table, model, found.search, n=sum(each.n for each in moments)),
            *fit_notes(table, found, given),
        ],
        estimates=parameter_estimates(
            table, model, parameters, covariance, confidence=confidence
        ),
    )


def _n_thresholds(samples: OrdinalSamples) -> dict[str, list[int]]:
    """Thresholds of each ordinal item in each group."""
    return {
        item: [
            int(sample.moments.n_thresholds[samples.items.index(item)])
            for sample in samples.samples
        ]
        for item in samples.ordinal
    }
