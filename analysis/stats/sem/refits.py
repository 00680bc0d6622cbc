"""One model fitted again to the moments of many resamples, from its estimates in the sample."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.implied import implied, moments
from analysis.stats.sem.least_squares import (
    WeightedMoments,
    moment_changes,
    statistics,
    weighted,
)
from analysis.stats.sem.model import Model, elements

MAX_STEPS = 30
MAX_HALVINGS = 20
"""Resamples that need more identify the model badly; they are left out and counted."""

NEAR_ENOUGH = 1e-6
"""Newton decrement times people: estimates are then within a hundredth of a standard error."""


@dataclass(frozen=True, slots=True)
class Refits:
    """Estimates in every resample.

    Attributes
    ----------
    parameters
        Shape (b, q); NaN where the search failed.
    converged
        Shape (b,).
    """

    parameters: np.ndarray
    converged: np.ndarray


def refits(
    model: Model, observed: np.ndarray, *, weight: np.ndarray, n: float, start: np.ndarray
) -> Refits:
    """Least-squares estimates of a model of one group in every resample.

    Parameters
    ----------
    observed
        Moments of every resample, shape (b, s).
    weight
        Diagonal of the weight matrix, shape (s,), or whole, shape (s, s): that of the sample.
    n
        People.
    start
        Estimates in the sample, shape (q,).

    Notes
    -----
    Weights stay those of the sample. Where the model is right their error moves the estimates
    by O(1/n) only, as it does in the estimates themselves, and no resample needs the asymptotic
    covariance of its moments.
    """
    found = [refit(model, WeightedMoments(row, weight, n), start) for row in observed]
    parameters = np.array(found).reshape(-1, len(start))
    return Refits(parameters, np.asarray(np.isfinite(parameters).all(axis=1)))


def refit(model: Model, sample: WeightedMoments, start: np.ndarray) -> np.ndarray:
    """Estimates in one resample by Gauss-Newton steps, NaN if there are none."""
    at, nothing = start, np.full(len(start), np.nan)
    value = statistic(model, sample, at)
    for _ in range(MAX_STEPS):
        step, decrement = gauss_newton(model, sample, at)
        if not np.isfinite(decrement):
            return nothing
        if decrement < NEAR_ENOUGH:
            return at + step
        for _ in range(MAX_HALVINGS):
            tried = statistic(model, sample, at + step)
            if tried < value:
                break
            step = step / 2
        else:
            return nothing
        at, value = at + step, tried
    return nothing


def statistic(model: Model, sample: WeightedMoments, at: np.ndarray) -> float:
    """Weighted sum of squared residuals; inf where the model implies nothing."""
    value = float(statistics(model, [sample], at)[0])
    return value if np.isfinite(value) else np.inf


def gauss_newton(
    model: Model, sample: WeightedMoments, at: np.ndarray
) -> tuple[np.ndarray, float]:
    """The next step, and the fall of the statistic it promises; NaN where there is none."""
    values = elements(model, at)
    change = moment_changes(model, 0, values)
    pulled = weighted(sample.weight, change)
    slope = pulled.T @ (sample.observed - moments(model, 0, implied(model, 0, values)))
    try:
        step = np.linalg.solve(pulled.T @ change, slope)
    except np.linalg.LinAlgError:
        return np.full(len(at), np.nan), np.nan
    return step, float(sample.n * slope @ step)
