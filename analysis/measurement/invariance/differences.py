"""Tests of one step of invariance against the step before it."""

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.difference_tests import DifferenceTest, restriction, shifted, traces
from analysis.stats.sem.implied import jacobian
from analysis.stats.sem.least_squares import weighted
from analysis.stats.sem.model import elements


def ordinal_difference(restricted: CfaFit, general: CfaFit) -> DifferenceTest:
    """Scaled and shifted test of the restrictions, for models of the same groups and items.

    References
    ----------
    Satorra (2000), as in `analysis.stats.sem.difference_tests.traces`; lavaan's satorra.2000
    with A.method = "delta".
    """
    assert general.weight is not None
    assert general.gamma is not None
    total = sum(group.n for group in general.sample)
    own, other = (slopes(fit) for fit in (general, restricted))
    q = own[0].shape[1]
    information, meat = np.zeros((q, q)), np.zeros((q, q))
    for slope, weight, gamma, group in zip(
        own, general.weight, general.gamma, general.sample, strict=True
    ):
        share, heavy = group.n / total, weighted(weight, slope)
        information += share * slope.T @ heavy
        meat += share * heavy.T @ gamma @ heavy
    bounds = restriction(np.vstack(own), np.vstack(other))
    return shifted(
        chi_square(restricted), chi_square(general), traces(information, meat, bounds)
    )


def chi_square(fit: CfaFit) -> ChiSquare:
    """The statistic without corrections."""
    return ChiSquare(fit.tests["standard"].statistic, fit.tests["standard"].df)


def slopes(fit: CfaFit) -> list[np.ndarray]:
    """Derivatives of each group's moments by the free parameters, shapes (s, q)."""
    values = elements(fit.model, fit.parameters)
    return [
        jacobian(fit.model, group, values) @ fit.model.basis
        for group in range(len(fit.model.groups))
    ]
