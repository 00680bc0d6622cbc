"""Tests of one step of invariance against the step before it."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve, null_space
from scipy.sparse import csr_array, vstack

from analysis.measurement.cfa.fit import CfaFit
from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.difference_tests import (
    DifferenceTest,
    shifted,
    traces_of_covariances,
)
from analysis.stats.sem.least_squares import sparse_changes
from analysis.stats.sem.model import elements


@dataclass(frozen=True, slots=True)
class Tangent:
    """A fitted step and where its moments go when its parameters change.

    Attributes
    ----------
    fit
        Estimated by least squares.
    slopes
        Derivatives of each group's moments by the free parameters, shape (s, q).
    """

    fit: CfaFit
    slopes: tuple[csr_array, ...]


def tangent(fit: CfaFit) -> Tangent:
    """The slopes of a fit at its estimates."""
    values = elements(fit.model, fit.parameters)
    groups = range(len(fit.model.groups))
    return Tangent(fit, tuple(sparse_changes(fit.model, group, values) for group in groups))


def ordinal_difference(restricted: Tangent, general: Tangent) -> DifferenceTest:
    """Scaled and shifted test of the restrictions, for models of the same groups and items.

    The general model's errors have to be robust: its two covariances of the parameters hold
    all that the test needs of weights and of Gamma.

    References
    ----------
    Satorra (2000), as in `analysis.stats.sem.difference_tests.traces`; lavaan's satorra.2000
    with A.method = "delta".
    """
    fit = general.fit
    found = traces_of_covariances(
        fit.naive_covariance, fit.covariance, restrictions(general, restricted)
    )
    return shifted(chi_square(restricted.fit), chi_square(fit), found)


def restrictions(general: Tangent, restricted: Tangent) -> np.ndarray:
    """As `analysis.stats.sem.difference_tests.restriction`, from sparse slopes."""
    own, other = vstack(general.slopes), vstack(restricted.slopes)
    size = np.sqrt((own * own).sum(axis=0))
    crossed = (own.T @ own).toarray() / np.outer(size, size)
    path = cho_solve(cho_factor(crossed), (own.T @ other).toarray() / size[:, None])
    return null_space((path / size[:, None]).T).T


def chi_square(fit: CfaFit) -> ChiSquare:
    """The statistic without corrections."""
    return ChiSquare(fit.tests["standard"].statistic, fit.tests["standard"].df)
