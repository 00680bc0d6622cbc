"""How differently two groups are expected to answer at the same standing."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.irt.ability import expected_scores
from analysis.stats.irt.graded_response import GradedItems


@dataclass(frozen=True, slots=True)
class ScoreDifferences:
    """Expected answers of the focal group less those that the reference group would give.

    Attributes
    ----------
    signed, unsigned
        Mean and mean absolute difference over the focal group, in categories, shape (p,).
    standardised
        The signed one over the standard deviation of expected answers, pooled over both item
        curves, shape (p,).
    """

    signed: np.ndarray
    unsigned: np.ndarray
    standardised: np.ndarray


def score_differences(
    reference: GradedItems,
    focal: GradedItems,
    *,
    mean: float,
    sd: float,
    points: np.ndarray,
) -> ScoreDifferences:
    """Effect sizes in the focal group's distribution of the attribute.

    Parameters
    ----------
    mean, sd
        Of the attribute in the focal group.
    points
        Equally spaced, shape (q,).

    References
    ----------
    Meade, A. W. (2010). Journal of Applied Psychology, 95(4), 728-743: SIDS, UIDS and ESSD.
    https://doi.org/10.1037/a0018966
    """
    density = np.exp(-(((points - mean) / sd) ** 2) / 2)
    density /= density.sum()
    theirs, ours = expected_scores(focal, points), expected_scores(reference, points)
    away = theirs - ours
    signed = away @ density
    spread = [(curve**2) @ density - (curve @ density) ** 2 for curve in (theirs, ours)]
    return ScoreDifferences(
        signed=signed,
        unsigned=np.abs(away) @ density,
        standardised=signed / np.sqrt(np.mean(spread, axis=0)),
    )
