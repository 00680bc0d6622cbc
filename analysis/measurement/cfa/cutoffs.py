"""Dynamic cutoffs: what the fit indices of this model look like when it is right, and wrong."""

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.measurement.cfa.dimensions import standardised_loadings
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
from analysis.measurement.cfa.ordinal_samples import OrdinalSamples, ordinal_samples
from analysis.measurement.cfa.solution import factor_covariance
from analysis.stats.sem.comparative_fit import comparative_fit
from analysis.stats.sem.dynamic_cutoffs import FitIndices, dynamic_cutoffs
from analysis.stats.sem.implied import implied
from analysis.stats.sem.model import elements
from analysis.stats.sem.moment_fit import moment_fit
from analysis.stats.sem.population_misfit import (
    Population,
    StandardisedModel,
    misfit_levels,
)
from analysis.stats.sem.residuals import Moments, as_correlation, srmr
from analysis.stats.sem.rmsea import rmsea

LEVELS = 2
"""Levels of misfit that are simulated; what is beyond the second is found all the more."""

FAILED = FitIndices(np.nan, np.nan, np.nan)
"""What a sample without estimates gives."""


def cutoff_table(
    fit: CfaFit,
    model: FactorModel,
    populations: list[Population],
    *,
    draws: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Cutoffs of the scaled indices of an ordinal model of one group, level by level.

    Columns index (srmr, rmsea, cfi), variant, level, cutoff, sensitivity, magnitude, draws,
    n_failed: the samples of this level without an estimate.
    """
    structure = fit.model.groups[0]
    cuts = [
        fit.sample[0].thresholds[structure.threshold_item == item]
        for item in range(len(fit.table.items))
    ]
    found = dynamic_cutoffs(
        populations,
        n=round(fit.sample[0].n),
        thresholds=cuts,
        draws=draws,
        rng=rng,
        fit=lambda answers: simulated_indices(fit, model, answers),
    )
    return pd.DataFrame(
        [
            {
                "index": cutoff.index,
                "variant": "standard" if cutoff.index == "srmr" else "scaled",
                "level": cutoff.level,
                "cutoff": cutoff.value,
                "sensitivity": cutoff.sensitivity,
                "magnitude": cutoff.magnitude,
                "draws": draws,
                "n_failed": int(found.n_failed[cutoff.level]),
            }
            for cutoff in found.cutoffs
        ]
    )


def populations_of(fit: CfaFit) -> list[Population]:
    """The population that the model describes, and those in which it is wrong.

    Raises
    ------
    ValueError
        If the model leaves no item free to be misspecified.
    """
    given = fit.implied[0].matrices
    direct = np.flatnonzero((given.lambda_ != 0).any(axis=0))
    model = StandardisedModel(
        loadings=standardised_loadings(fit)[:, direct],
        factor_correlation=as_correlation(factor_covariance(fit)[np.ix_(direct, direct)]),
        residual_correlation=residual_correlation(given.theta),
    )
    return misfit_levels(model)[: LEVELS + 1]


def residual_correlation(theta: np.ndarray) -> np.ndarray:
    """Correlations of residuals; zero where a residual has no variance."""
    size = np.sqrt(np.where(np.diag(theta) > 0, np.diag(theta), np.inf))
    return theta / np.outer(size, size)


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
    if len(samples.samples[0].moments.observed) != len(fit.sample_vector[0]):
        return refitted(fit, model, samples)
    sample, estimator = samples.samples[0], ESTIMATORS[fit.estimator]
    found = moment_fit(
        fit.model,
        [sample.moments.observed],
        [sample.gamma],
        [sample.moments.n],
        weighting=estimator.weighting,
        start=fit.parameters,
    )
    if not found.estimates.converged or not found.errors.identified:
        return FAILED
    expected = implied(fit.model, 0, elements(fit.model, found.estimates.parameters))
    return indices_of(
        tests_of_fit(estimator, float(found.statistic.sum()), found.df, found.errors),
        tests_of_fit(estimator, found.baseline.statistic, found.baseline.df, found.baseline),
        (sample.moments.covariance, expected.covariance),
        n=people_counted(fit),
    )


def refitted(fit: CfaFit, model: FactorModel, samples: OrdinalSamples) -> FitIndices:
    """The indices where a category is empty, so that the model has fewer thresholds."""
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
