"""Tests of one step of invariance against the step before it."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import cho_factor, cho_solve, null_space
from scipy.sparse import csr_array, vstack

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import scaled_test
from analysis.measurement.invariance.moment_weights import moment_weights
from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.difference_tests import (
    DifferenceTest,
    chi_square_difference,
    satorra_bentler_2001,
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
        Of any estimator.
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


def likelihood_difference(restricted: Tangent, general: Tangent) -> DifferenceTest:
    """Likelihood-ratio test; of robust fits scaled (Satorra & Bentler, 2001).

    Where the scaling factor of 2001 is not positive, the test of Satorra (2000) is taken,
    whose factor always is.
    """
    own, other = chi_square(restricted.fit), chi_square(general.fit)
    scaled = scaled_test(restricted.fit.tests)
    if scaled is None:
        return chi_square_difference(own, other)
    found = satorra_bentler_2001(
        replace(own, scaling=scaled.scaling),
        replace(other, scaling=scaling_of(general.fit)),
    )
    return found if found.scaling > 0 else shifted_difference(restricted, general)


def scaling_of(fit: CfaFit) -> float:
    """Scaling factor of a robust fit; of a saturated one it does not matter."""
    test = scaled_test(fit.tests)
    return test.scaling if test is not None and fit.tests["standard"].df else 1.0


def shifted_difference(restricted: Tangent, general: Tangent) -> DifferenceTest:
    """Satorra's (2000) test, scaled and shifted, of models fitted by maximum likelihood.

    Information is the one behind the errors; lavaan's method = "satorra.2000".
    """
    fit, known = general.fit, moment_weights(general.fit)
    total = sum(group.n for group in fit.sample)
    share = [group.n / total for group in fit.sample]
    heavy = [
        slope.T @ weight for slope, weight in zip(general.slopes, known.weights, strict=True)
    ]
    meat = sum(
        part * (pulled @ gamma @ pulled.T)
        for part, pulled, gamma in zip(share, heavy, known.gammas, strict=True)
    )
    naive = fit.naive_covariance * total
    bounds = restrictions(general, restricted)
    found = traces_of_covariances(naive, naive @ np.asarray(meat) @ naive, bounds)
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
