"""How far an observed score may lie from the true one."""

import numpy as np


def spearman_brown(reliability: float | np.ndarray, length: float | np.ndarray) -> np.ndarray:
    """Reliability of a scale made `length` times as long, broadcast shape.

    References
    ----------
    Spearman (1910), British Journal of Psychology 3, 271,
    https://doi.org/10.1111/j.2044-8295.1910.tb00206.x; Brown (1910), same volume, 296,
    https://doi.org/10.1111/j.2044-8295.1910.tb00207.x
    """
    reliability, length = np.asarray(reliability, float), np.asarray(length, float)
    return length * reliability / (1 + (length - 1) * reliability)


def standard_error_of_measurement(
    sd: float, reliability: float, share_answered: np.ndarray
) -> np.ndarray:
    """Standard error of a mean of some of a scale's items, shape of `share_answered`.

    Parameters
    ----------
    sd
        Standard deviation of the score from all items.
    reliability
        Reliability of the score from all items, in [0, 1].
    share_answered
        Share c of the items that was answered, in [0, 1]; NaN is returned where it is 0.

    Notes
    -----
    The score from c of the items has the variance ``s² (r + (1 - r) / c)`` and the reliability
    ``r_c`` of Spearman and Brown; ``s_c sqrt(1 - r_c)`` is then ``s sqrt((1 - r) / c)``. The
    standard deviation has to change together with the reliability: ``s sqrt(1 - r_c)`` would
    make the error of a short answer too small.

    References
    ----------
    Lord & Novick (1968), Statistical Theories of Mental Test Scores, chapters 3 and 5.
    """
    share_answered = np.asarray(share_answered, float)
    variance = np.full(share_answered.shape, np.nan)
    np.divide(sd**2 * (1 - reliability), share_answered, out=variance, where=share_answered > 0)
    return np.sqrt(variance)
