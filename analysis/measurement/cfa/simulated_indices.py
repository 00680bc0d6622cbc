"""The fit indices of an ordinal model of one group in simulated answers."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import (
    CLOSE,
    NOT_CLOSE,
    Tests,
    people_counted,
    scaled_chi_squares,
)
from analysis.measurement.cfa.models import FactorModel
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_estimators import ESTIMATORS, tests_of_fit
from analysis.measurement.cfa.ordinal_samples import (
    GroupSample,
    OrdinalSamples,
    ordinal_samples,
)
from analysis.stats.sem.comparative_fit import comparative_fit
from analysis.stats.sem.dynamic_cutoffs import FitIndices
from analysis.stats.sem.implied import implied
from analysis.stats.sem.independence import independence
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.least_squares import (
    WeightedMoments,
    least_squares,
    moment_changes,
    statistics,
)
from analysis.stats.sem.least_squares_errors import least_squares_errors
from analysis.stats.sem.model import Matrix, Model, elements
from analysis.stats.sem.ordinal_moments import OrdinalMoments
from analysis.stats.sem.residuals import Moments, srmr
from analysis.stats.sem.rmsea import rmsea

FAILED = FitIndices(np.nan, np.nan, np.nan)
"""What a sample without estimates gives."""


def simulated_indices(fit: CfaFit, model: FactorModel, answers: np.ndarray) -> FitIndices:
    """The indices of the model fitted to simulated answers, shape (n, p).

    NaN if an item does not vary, or the model finds no estimates.
    """
    items = fit.table.items
    try:
        samples = ordinal_samples(
            pd.DataFrame(answers, columns=items),
            items=items,
            ordinal=items,
            missing="listwise",
            groups=None,
            case_weights=None,
            clusters=None,
        )
    except DataError:
        return FAILED
    if thresholds_are_free(fit):
        return fitted_to_correlations(fit, samples.samples[0])
    return refitted(fit, model, samples)


def thresholds_are_free(fit: CfaFit) -> bool:
    """Whether every threshold is a parameter of its own, and scales are fixed."""
    rows = fit.table.rows
    stated = zip(rows["user"], rows["operator"], strict=True)
    return not fit.table.constraints and not any(u and o in ("|", "~*~") for u, o in stated)


def fitted_to_correlations(fit: CfaFit, sample: GroupSample) -> FitIndices:
    """The indices with thresholds at their sample values, where diagonal weights put them."""
    estimator, moments = ESTIMATORS[fit.estimator], sample.moments
    model = without_thresholds(fit.model, moments)
    given = WeightedMoments(moments.observed, estimator.weighting(sample.gamma), moments.n)
    found = least_squares(model, [given], start=fit.parameters[kept_parameters(fit.model)])
    if not found.converged:
        return FAILED
    kind = moment_layout(model.groups[0], mean_structure=True).kind
    own = moment_changes(model, 0, elements(model, found.parameters))
    change = np.hstack([own, np.eye(len(kind))[:, kind == Moment.THRESHOLD]])
    errors = least_squares_errors([change], [given.weight], [sample.gamma], [moments.n])
    if not errors.identified:
        return FAILED
    alone = independence([given], [sample.gamma], [kind == Moment.COVARIANCE])
    statistic = float(statistics(model, [given], found.parameters).sum())
    expected = implied(model, 0, elements(model, found.parameters))
    return indices_of(
        tests_of_fit(estimator, statistic, change.shape[0] - change.shape[1], errors),
        tests_of_fit(estimator, alone.statistic, alone.df, alone),
        (moments.covariance, expected.covariance),
        n=people_counted(fit),
    )


def without_thresholds(model: Model, moments: OrdinalMoments) -> Model:
    """The model of one group with thresholds fixed at those of a sample, of any number."""
    structure = model.groups[0]
    kept = structure.matrix != Matrix.TAU
    stay = np.sort(structure.element[kept])
    group = replace(
        structure,
        fixed=replace(structure.fixed, tau=moments.thresholds),
        matrix=structure.matrix[kept],
        row=structure.row[kept],
        column=structure.column[kept],
        element=np.searchsorted(stay, structure.element[kept]),
        threshold_item=np.repeat(np.arange(len(moments.ordinal)), moments.n_thresholds),
    )
    return replace(
        model,
        groups=(group,),
        basis=model.basis[np.ix_(stay, kept_parameters(model))],
        offset=model.offset[stay],
        start=model.start[stay],
    )


def kept_parameters(model: Model) -> np.ndarray:
    """Positions of the parameters that are no thresholds."""
    structure = model.groups[0]
    cuts = structure.element[structure.matrix == Matrix.TAU]
    return np.flatnonzero(~(model.basis[cuts] != 0).any(axis=0))


def refitted(fit: CfaFit, model: FactorModel, samples: OrdinalSamples) -> FitIndices:
    """The indices of a model that says something of thresholds."""
    found = fit_samples(
        model.syntax,
        samples,
        estimator=fit.estimator,
        std_lv=model.std_lv,
        orthogonal=model.orthogonal,
        parameterization=fit.table.parameterization,
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )
    if not found.converged or not np.isfinite(found.covariance).all():
        return FAILED
    return indices_of(
        found.tests,
        found.baseline,
        (found.sample[0].covariance, found.implied[0].covariance),
        n=people_counted(fit),
    )


def indices_of(
    tests: Tests, baselines: Tests, correlations: tuple[np.ndarray, np.ndarray], *, n: float
) -> FitIndices:
    """The scaled indices, and SRMR from observed and implied correlations."""
    given = scaled_chi_squares(tests, baselines)
    error = rmsea(
        given.interval,
        given.interval,
        n=n,
        groups=1,
        confidence=0.95,
        close=CLOSE,
        not_close=NOT_CLOSE,
    )
    observed, expected = (Moments(each, np.empty(0)) for each in correlations)
    return FitIndices(
        srmr=srmr([observed], [expected], n=np.ones(1)),
        rmsea=error.estimate,
        cfi=comparative_fit(given.model, given.baseline),
    )
