"""A model fitted to sample moments by least squares, with errors, tests and baseline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.admissible_search import Search, searched
from analysis.stats.sem.independence import Independence, independence
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.least_squares import (
    WeightedMoments,
    least_squares,
    least_squares_problem,
    moment_changes,
    statistics,
)
from analysis.stats.sem.least_squares_errors import LeastSquaresErrors, least_squares_errors
from analysis.stats.sem.model import Model, elements
from analysis.stats.sem.optimise import Estimates

Weighting = Callable[[np.ndarray], np.ndarray]
"""Weight matrix from Gamma: diagonal, shape (s,), or whole, shape (s, s)."""


@dataclass(frozen=True, slots=True)
class MomentFit:
    """A fitted model.

    Attributes
    ----------
    search
        How the estimates were found.
    weights
        Weight matrix of each group.
    errors
        Covariances of the parameters and traces of U Gamma; NaN where the search did not get
        anywhere or the information is singular.
    statistic
        Unscaled test statistic of each group, shape (g,).
    df
        Moments minus parameters.
    baseline
        The independence model.
    """

    search: Search
    weights: tuple[np.ndarray, ...]
    errors: LeastSquaresErrors
    statistic: np.ndarray
    df: int
    baseline: Independence

    @property
    def estimates(self) -> Estimates:
        """Where the search ended."""
        return self.search.estimates


def diagonal_weight(gamma: np.ndarray) -> np.ndarray:
    """Inverse variances of the moments (DWLS), shape (s,)."""
    variance = np.diag(gamma)
    return np.divide(1.0, variance, out=np.full(len(variance), np.nan), where=variance > 0)


def unit_weight(gamma: np.ndarray) -> np.ndarray:
    """Ones (ULS), shape (s,)."""
    return np.ones(len(gamma))


def full_weight(gamma: np.ndarray) -> np.ndarray:
    """Inverse of Gamma (WLS), shape (s, s); NaN where it is not positive definite."""
    if not np.isfinite(gamma).all():
        return np.full_like(gamma, np.nan)
    size = np.sqrt(np.diag(gamma))
    values, vectors = np.linalg.eigh(gamma / np.outer(size, size))
    if not values[0] > len(gamma) * np.finfo(float).eps * values[-1]:
        return np.full_like(gamma, np.nan)
    return (vectors / values) @ vectors.T / np.outer(size, size)


def moment_fit(
    model: Model,
    observed: Sequence[np.ndarray],
    gammas: Sequence[np.ndarray],
    n: Sequence[float],
    *,
    weighting: Weighting,
    start: np.ndarray,
    inner_starts: Sequence[np.ndarray] = (),
) -> MomentFit:
    """Least-squares estimates with everything that Gamma says about them.

    Parameters
    ----------
    observed
        Sample moments of each group, shape (s,), in the layout of the model.
    gammas
        Covariance of sqrt(n_g) times these, shape (s, s).
    n
        People in each group (sum of case weights).
    weighting
        `diagonal_weight`, `unit_weight` or `full_weight`.
    start
        Starting parameters, shape (q,).
    inner_starts
        Starting elements, shape (r,) each, of a second search among admissible values where
        the first one leaves them; none: no second search.
    """
    weights = tuple(weighting(gamma) for gamma in gammas)
    samples = [WeightedMoments(*each) for each in zip(observed, weights, n, strict=True)]
    search = searched(
        model,
        lambda other: least_squares_problem(other, samples),
        least_squares(model, samples, start=start),
        inner_starts,
    )
    estimates = search.estimates
    values = elements(model, estimates.parameters)
    groups = range(len(samples))
    changes = [moment_changes(model, group, values) for group in groups]
    chosen = [
        moment_layout(model.groups[group], mean_structure=model.mean_structure).kind
        == Moment.COVARIANCE
        for group in groups
    ]
    return MomentFit(
        search=search,
        weights=weights,
        errors=least_squares_errors(changes, weights, gammas, n),
        statistic=statistics(model, samples, estimates.parameters),
        df=sum(len(part) for part in observed) - len(estimates.parameters),
        baseline=independence(samples, gammas, chosen),
    )
