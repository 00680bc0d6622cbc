"""The interval of a share."""

import numpy as np
from scipy.special import ndtri


def wilson_interval(
    share: np.ndarray, *, n: int, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper limit (0 to 1) of Wilson's score interval, each of the shape of `share`.

    Parameters
    ----------
    share
        Observed shares, 0 to 1. A count that holds halves (a mid-rank) varies less than a
        binomial one, so the interval is then a little wider than it has to be.
    n
        Number of people behind each share.

    References
    ----------
    Wilson (1927), JASA 22, 209, https://doi.org/10.1080/01621459.1927.10502953;
    Brown, Cai & DasGupta (2001), Statistical Science 16, 101,
    https://doi.org/10.1214/ss/1009213286
    """
    z2 = ndtri((1 + confidence) / 2) ** 2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
