"""Bootstrap intervals that are corrected for bias and for a spread that changes with size."""

import numpy as np
from scipy.special import ndtr, ndtri


def bca_interval(
    estimate: np.ndarray, draws: np.ndarray, deleted: np.ndarray, *, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Bias-corrected and accelerated limits, each of the shape of `estimate`.

    Parameters
    ----------
    estimate
        Of the sample, shape (...).
    draws
        Of the bootstrap samples, shape (b, ...).
    deleted
        Of the sample without each person or cluster, shape (g, ...): what was resampled is
        what is deleted.

    Notes
    -----
    NaN where the bias correction is infinite: the sample's estimate lies outside all draws,
    as it does where a constant has no draws above or below it.

    References
    ----------
    Efron (1987), JASA 82, 171, https://doi.org/10.1080/01621459.1987.10478410; as in Efron &
    Tibshirani (1993), section 14.3, https://doi.org/10.1201/9780429246593
    """
    below = (draws < estimate).mean(axis=0) + (draws == estimate).mean(axis=0) / 2
    bias = ndtri(np.where((below > 0) & (below < 1), below, np.nan))
    change = deleted.mean(axis=0) - deleted
    cubes, squares = (change**3).sum(axis=0), (change**2).sum(axis=0)
    acceleration = np.divide(
        cubes, 6 * squares**1.5, out=np.zeros_like(cubes), where=squares > 0
    )
    tail = ndtri((1 - confidence) / 2)
    limits = []
    for z in (tail, -tail):
        moved = bias + z
        limits.append(
            quantile_by_column(draws, ndtr(bias + moved / (1 - acceleration * moved)))
        )
    return limits[0], limits[1]


def quantile_by_column(draws: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """The quantile of each column of `draws` (b, ...) at its own share (...), by type 7.

    NaN where a share is.
    """
    ordered = np.sort(draws, axis=0, kind="stable")
    place = np.where(np.isfinite(shares), shares, 0.0) * (len(draws) - 1)
    lower = np.floor(place).astype(int)
    upper = np.minimum(lower + 1, len(draws) - 1)
    low, high = (np.take_along_axis(ordered, k[None], axis=0)[0] for k in (lower, upper))
    return np.where(np.isfinite(shares), low + (place - lower) * (high - low), np.nan)
