"""Tests of one step of invariance against the step before it."""

from collections.abc import Callable
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
    satorra_bentler_2010,
    shifted,
    traces_of_covariances,
)
from analysis.stats.sem.implied import implied, moments
from analysis.stats.sem.least_squares import sparse_changes
from analysis.stats.sem.model import elements

ScalingAt = Callable[[CfaFit, np.ndarray], float]
"""The scaling factor of a robust fit's test at other parameters, shape (q,)."""

STEPS, STILL = 50, 1e-9
"""Most steps to other moments, and the largest change of a parameter that ends them."""


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


def likelihood_difference(
    restricted: Tangent, general: Tangent, *, scaling_at: ScalingAt
) -> DifferenceTest:
    """Likelihood-ratio test; of robust fits scaled (Satorra & Bentler, 2001).

    Where the scaling factor of 2001 is not positive, that of 2010 is taken, with the general
    model at the moments of the restricted one. As the information observed there need not be
    positive definite, it can fail too; the test of Satorra (2000) cannot.
    """
    own, other = chi_square(restricted.fit), chi_square(general.fit)
    scaled = scaled_test(restricted.fit.tests)
    if scaled is None:
        return chi_square_difference(own, other)
    own = replace(own, scaling=scaled.scaling)
    found = satorra_bentler_2001(own, replace(other, scaling=scaling_of(general.fit)))
    if not found.scaling > 0:
        found = positive_difference(restricted, general, scaling_at=scaling_at)
    return found if found.scaling > 0 else shifted_difference(restricted, general)


def positive_difference(
    restricted: Tangent, general: Tangent, *, scaling_at: ScalingAt
) -> DifferenceTest:
    """Satorra and Bentler's (2010) test: the general model where the restricted one holds.

    Notes
    -----
    Away from the maximum the observed information of robust fits, and with it the test, depends
    on how factors are scaled: here by their variances.
    """
    fit, scaled = general.fit, scaled_test(restricted.fit.tests)
    assert scaled is not None
    saturated = not fit.tests["standard"].df
    return satorra_bentler_2010(
        replace(chi_square(restricted.fit), scaling=scaled.scaling),
        chi_square(fit),
        hybrid_scaling=1.0 if saturated else scaling_at(fit, same_moments(fit, restricted.fit)),
    )


def same_moments(general: CfaFit, restricted: CfaFit) -> np.ndarray:
    """Parameters of a general model that imply the moments of a restricted one, shape (q,)."""
    groups = range(len(general.model.groups))
    wanted = [moments(restricted.model, g, restricted.implied[g]) for g in groups]
    found = general.parameters
    for _ in range(STEPS):
        values = elements(general.model, found)
        away = [wanted[g] - moments(general.model, g, implied(general.model, g, values))
                for g in groups]  # fmt: skip
        slopes = [sparse_changes(general.model, g, values).toarray() for g in groups]
        step = np.linalg.lstsq(np.vstack(slopes), np.concatenate(away), rcond=None)[0]
        found = found + step
        if np.abs(step).max() < STILL:
            break
    return found


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
