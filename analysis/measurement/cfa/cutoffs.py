"""Dynamic cutoffs: what the fit indices of this model look like when it is right, and wrong."""

import numpy as np
import pandas as pd

from analysis.measurement.cfa.dimensions import standardised_loadings
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.models import FactorModel
from analysis.measurement.cfa.simulated_indices import simulated_indices
from analysis.measurement.cfa.solution import factor_covariance
from analysis.stats.sem.dynamic_cutoffs import dynamic_cutoffs
from analysis.stats.sem.population_misfit import (
    Population,
    StandardisedModel,
    misfit_levels,
)
from analysis.stats.sem.residuals import as_correlation

LEVELS = 2
"""Levels of misfit that are simulated; what is beyond the second is found all the more."""


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
