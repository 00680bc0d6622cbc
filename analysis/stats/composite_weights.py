"""Weights of standardised predictors in a composite, by several schemes."""

from collections.abc import Callable, Sequence

import numpy as np

from analysis.stats.dominance import general_dominance
from analysis.stats.nonnegative_regression import nonnegative_slopes
from analysis.stats.relative_weights import relative_weights

COLLINEAR = 1e-10
"""An eigenvalue of the predictor correlations below this is zero."""


def as_weights(raw: np.ndarray) -> np.ndarray:
    """`raw` (..., p) with negative numbers set to 0, and sum 1; NaN where none is positive."""
    kept = np.maximum(raw, 0.0)
    total = kept.sum(axis=-1, keepdims=True)
    return np.divide(kept, total, out=np.full(kept.shape, np.nan), where=total > 0)


def composite_weights(correlations: np.ndarray, scheme: str) -> np.ndarray:
    """Non-negative weights that sum to 1.

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (b, p + 1, p + 1).
    scheme
        unit: all equal. zero_order: correlations with the criterion. ols: least-squares
        slopes. nnls: non-negative least-squares slopes. general_dominance, relative_weight:
        shares of R².

    Returns
    -------
    numpy.ndarray
        Shape (b, p). NaN where no predictor goes with more of the criterion and the scheme
        is not unit.

    Notes
    -----
    Importance has no sign. A predictor whose correlation with the criterion is not positive
    would pull the composite in the wrong direction, so its share is set to 0 and the others'
    shares are rescaled. So are negative slopes of ols.

    References
    ----------
    Dawes & Corrigan (1974), Psychological Bulletin 81, https://doi.org/10.1037/h0037613
    (unit weights); Budescu (1993), https://doi.org/10.1037/0033-2909.114.3.542; Johnson
    (2000), https://doi.org/10.1207/S15327906MBR3501_1
    """
    return as_weights(RAW[scheme](correlations))


def least_squares_slopes(correlations: np.ndarray) -> np.ndarray:
    """Standardised slopes, shape (b, p); of collinear predictors the shortest solution."""
    inverse = np.linalg.pinv(correlations[:, :-1, :-1], rcond=COLLINEAR, hermitian=True)
    return (inverse @ correlations[:, :-1, -1:])[:, :, 0]


def _positive(correlations: np.ndarray) -> np.ndarray:
    return correlations[:, :-1, -1] > 0


RAW: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "unit": lambda R: np.ones(R[:, :-1, -1].shape),
    "zero_order": lambda R: R[:, :-1, -1],
    "ols": least_squares_slopes,
    "nnls": nonnegative_slopes,
    "general_dominance": lambda R: general_dominance(R) * _positive(R),
    "relative_weight": lambda R: relative_weights(R) * _positive(R),
}
"""What each scheme weighs by, before negative numbers are set to 0."""


def composite_correlation(among: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Correlation of composites `a` and `b` (..., p) of scores that correlate `among`."""
    between = np.einsum("...p,...pq,...q->...", a, among, b)
    own = [np.einsum("...p,...pq,...q->...", w, among, w) for w in (a, b)]
    return between / np.sqrt(own[0] * own[1])


def within_bounds(weights: np.ndarray, *, floor: float, cap: float) -> np.ndarray:
    """The closest weights (..., p) with sum 1 that are neither below floor nor above cap.

    Notes
    -----
    Closest by squared distance: one number is added to all weights and what leaves the bounds
    is set to them; the number is found by halving an interval until nothing changes.
    """
    low = (floor - weights.max(axis=-1, keepdims=True)) - 1.0
    high = (cap - weights.min(axis=-1, keepdims=True)) + 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        total = np.clip(weights + middle, floor, cap).sum(axis=-1, keepdims=True)
        low, high = np.where(total < 1, middle, low), np.where(total < 1, high, middle)
    return np.clip(weights + (low + high) / 2, floor, cap)


HALVINGS = 60
"""An interval of length 4 halved so often is shorter than the spacing of numbers near 1."""


def largest_remainder(weights: Sequence[float], *, total: int, step: int) -> list[int]:
    """`weights` as multiples of `step` that sum exactly to `total`, a multiple of it.

    Parameters
    ----------
    weights
        Not negative, with sum 1.

    Notes
    -----
    Each weight is rounded down; the steps that are left go to the largest remainders, of
    equal ones (to nine decimals) to the first. No weight is off by a whole step.

    References
    ----------
    Balinski & Young (2001), Fair representation, chapter 2 (Hamilton's method; no DOI).
    """
    steps = np.asarray(weights) * (total // step)
    whole = np.floor(np.round(steps, 9))
    order = np.argsort(-np.round(steps - whole, 9), kind="stable")
    whole[order[: round(total / step - whole.sum())]] += 1
    return [int(n) * step for n in whole]
