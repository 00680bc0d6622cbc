"""Weights of standardised predictors in a composite, by several schemes."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from analysis.stats.dominance import general_dominance
from analysis.stats.nonnegative_regression import nonnegative_slopes
from analysis.stats.relative_weights import relative_weights

Scheme = Literal["unit", "regression", "general_dominance", "relative_weight"]

SCHEMES: tuple[Scheme, ...] = get_args(Scheme)
"""Every scheme; the one that the others have to beat comes first."""


def composite_weights(correlations: np.ndarray, scheme: Scheme) -> np.ndarray:
    """Non-negative weights that sum to 1.

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (b, p + 1, p + 1).
    scheme
        unit: all equal. regression: non-negative least-squares slopes. general_dominance,
        relative_weight: shares of R².

    Returns
    -------
    numpy.ndarray
        Shape (b, p). NaN where no predictor goes with more of the criterion and the scheme
        is not unit.

    Notes
    -----
    Importance has no sign. A predictor whose correlation with the criterion is not positive
    would pull the composite in the wrong direction, so its share is set to 0 and the others'
    shares are rescaled.

    References
    ----------
    Dawes & Corrigan (1974), Psychological Bulletin 81, https://doi.org/10.1037/h0037613
    (unit weights); Budescu (1993), https://doi.org/10.1037/0033-2909.114.3.542; Johnson
    (2000), https://doi.org/10.1207/S15327906MBR3501_1
    """
    b, p = len(correlations), correlations.shape[-1] - 1
    if scheme == "unit":
        return np.full((b, p), 1 / p)
    positive = correlations[:, :-1, -1] > 0
    raw = {
        "regression": nonnegative_slopes,
        "general_dominance": lambda R: general_dominance(R) * positive,
        "relative_weight": lambda R: relative_weights(R) * positive,
    }[scheme](correlations)
    total = raw.sum(axis=1, keepdims=True)
    return np.divide(raw, total, out=np.full((b, p), np.nan), where=total > 0)


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
