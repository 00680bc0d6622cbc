"""The baseline model, in which no two items correlate, by least squares in closed form."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.least_squares import WeightedMoments
from analysis.stats.sem.least_squares_errors import trace_of_product, trace_of_squared_product


@dataclass(frozen=True, slots=True)
class Independence:
    """Unscaled test of the baseline model and what scales it.

    Attributes
    ----------
    statistic, df
        Over all groups.
    trace, trace_of_square
        Of U Gamma and of its square; NaN without Gamma.
    """

    statistic: float
    df: int
    trace: float
    trace_of_square: float


def independence(
    samples: Sequence[WeightedMoments],
    gammas: Sequence[np.ndarray | None],
    covariances: Sequence[np.ndarray],
) -> Independence:
    """Test that all covariances are zero, everything else being free in every group.

    Parameters
    ----------
    samples
        Moments and weights of each group.
    gammas
        Covariance of sqrt(n_g) times the moments of each group, shape (s, s), or None.
    covariances
        Which moments are covariances of two items, per group, shape (s,).

    Notes
    -----
    The moments that are free are fitted for given covariances of zero: with a whole weight
    matrix this leaves its Schur complement as the weight of the covariances, with a diagonal
    one just their part of it.
    """
    statistic = trace = square = 0.0
    for sample, gamma, chosen in zip(samples, gammas, covariances, strict=True):
        weight = _remaining_weight(sample.weight, chosen)
        left = sample.observed[chosen]
        pulled = weight @ left if weight.ndim == 2 else weight * left
        statistic += (sample.n - 1) * float(left @ pulled)
        if gamma is None:
            trace = square = np.nan
            continue
        spread = gamma[np.ix_(chosen, chosen)]
        trace += trace_of_product(weight, spread)
        square += trace_of_squared_product(weight, spread)
    df = sum(int(chosen.sum()) for chosen in covariances)
    return Independence(statistic, df, float(trace), float(square))


def _remaining_weight(weight: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Weight of the chosen moments once the others have been fitted."""
    if weight.ndim == 1:
        return weight[chosen]
    free = ~chosen
    across = weight[np.ix_(free, chosen)]
    explained = across.T @ np.linalg.solve(weight[np.ix_(free, free)], across)
    return weight[np.ix_(chosen, chosen)] - explained
