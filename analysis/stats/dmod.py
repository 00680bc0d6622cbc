"""Differential prediction as an effect size: what one group's regression says of another."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

NO_SLOPE = 1e-12
"""A standard deviation of the difference of two lines below this is none."""


@dataclass(frozen=True, slots=True)
class DMod:
    """How far the reference group's line misses focal people, in criterion SDs.

    Attributes
    ----------
    signed
        Mean prediction by the reference line less that by the focal line: positive where the
        reference line says too much of focal people.
    unsigned
        Mean of the absolute difference.
    over, under
        Mean of what is too much, and of what is too little (negative): they sum to `signed`.
    """

    signed: np.ndarray
    unsigned: np.ndarray
    over: np.ndarray
    under: np.ndarray


def d_mod(
    intercept: np.ndarray,
    slope: np.ndarray,
    mean: np.ndarray,
    sd: np.ndarray,
    scale: np.ndarray,
) -> DMod:
    """d_Mod for normal scores; every argument and result has the same shape.

    Parameters
    ----------
    intercept, slope
        Of the reference line less those of the focal line.
    mean, sd
        Of the focal group's scores.
    scale
        Standard deviation of the reference group's criterion.

    Notes
    -----
    The difference of the lines over normal scores is normal, so the integrals of the
    definition have a closed form (a folded and a truncated normal mean).

    References
    ----------
    Nye & Sackett (2017), Organizational Research Methods 20, 639,
    https://doi.org/10.1177/1094428116644505, equations 1 and 2; Dahlke & Sackett (2018),
    Psychological Methods 23, 640 *(pages not re-read)*: over and under.
    """
    centre = intercept + slope * mean
    spread = np.abs(slope) * sd
    flat = spread < NO_SLOPE
    ratio = centre / np.where(flat, 1.0, spread)
    density = spread * np.exp(-(ratio**2) / 2) / np.sqrt(2 * np.pi)
    over = np.where(flat, np.maximum(centre, 0), centre * ndtr(ratio) + density)
    under = centre - over
    return DMod(centre / scale, (over - under) / scale, over / scale, under / scale)


def d_mod_of_moments(reference: np.ndarray, focal: np.ndarray) -> DMod:
    """d_Mod from the moments of two groups.

    Parameters
    ----------
    reference, focal
        Mean of score, mean of criterion, variance of score, covariance, variance of criterion
        along the last axis, shape (..., 5).
    """
    lines = []
    for moments in (reference, focal):
        slope = moments[..., 3] / moments[..., 2]
        lines.append((moments[..., 1] - slope * moments[..., 0], slope))
    return d_mod(
        lines[0][0] - lines[1][0],
        lines[0][1] - lines[1][1],
        focal[..., 0],
        np.sqrt(focal[..., 2]),
        np.sqrt(reference[..., 4]),
    )


def resampled_moments(
    x: np.ndarray, y: np.ndarray, clusters: np.ndarray, counts: np.ndarray
) -> np.ndarray:
    """Moments as in `d_mod_of_moments` of resampled clusters, shape (b, 5).

    Variances divide by n - 1, as those behind other standardised differences do.

    Parameters
    ----------
    x, y, clusters
        Score, criterion and cluster code of each person of a group, shape (n,).
    counts
        How often each cluster is in each resample, shape (b, g).
    """
    values = np.column_stack([np.ones(len(x)), x, y, x * x, x * y, y * y])
    sums = np.zeros((counts.shape[1], 6))
    np.add.at(sums, clusters, values)
    n, sx, sy, sxx, sxy, syy = (counts @ sums).T
    with np.errstate(invalid="ignore", divide="ignore"):
        mx, my = sx / n, sy / n
        spread = np.stack([sxx / n - mx**2, sxy / n - mx * my, syy / n - my**2]) * n / (n - 1)
        return np.column_stack([mx, my, *spread])
