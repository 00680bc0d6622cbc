"""Correlations as they would be with a perfect criterion or in an unrestricted group."""

import numpy as np


def disattenuated(
    r: np.ndarray, *, reliability_x: float = 1.0, reliability_y: float = 1.0
) -> np.ndarray:
    """`r` divided by the root of the reliabilities; the result may exceed 1.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15, https://doi.org/10.2307/1412159
    """
    return r / np.sqrt(reliability_x * reliability_y)


def direct_restriction(r: np.ndarray, u: float) -> np.ndarray:
    """Case II: people were selected on the predictor itself.

    Parameters
    ----------
    r
        Correlation in the restricted group; any shape.
    u
        Unrestricted over restricted standard deviation of the predictor.

    References
    ----------
    Thorndike (1949), Personnel Selection, case 2; as in Sackett & Yang (2000), J. Applied
    Psychology 85, https://doi.org/10.1037/0021-9010.85.1.112
    """
    return u * r / np.sqrt(1 + (u**2 - 1) * r**2)


def indirect_restriction(
    r: np.ndarray, u: float, *, reliability_x: float, reliability_y: float
) -> np.ndarray:
    """Case IV: selection was on something else, whose effect on the criterion runs through x.

    Parameters
    ----------
    r
        Correlation in the restricted group.
    u
        Unrestricted over restricted standard deviation of the predictor's scores.
    reliability_x
        Of the predictor in the unrestricted group.
    reliability_y
        Of the criterion in the restricted group.

    Returns
    -------
    numpy.ndarray
        Correlation of scores and criterion in the unrestricted group, both as unreliable as
        they are there; NaN where the restricted group would have no true variance.

    Notes
    -----
    The restriction of the true scores follows from that of the observed ones; the correlation
    of true scores is corrected by case II and then attenuated again.

    References
    ----------
    Hunter, Schmidt & Le (2006), J. Applied Psychology 91, eqs. 16-26,
    https://doi.org/10.1037/0021-9010.91.3.594
    """
    restricted_reliability = 1 - u**2 * (1 - reliability_x)
    true_variance = 1 / u**2 - (1 - reliability_x)
    if restricted_reliability <= 0 or true_variance <= 0:
        return np.full(np.shape(r), np.nan)
    u_true = np.sqrt(reliability_x / true_variance)
    true = disattenuated(r, reliability_x=restricted_reliability, reliability_y=reliability_y)
    unrestricted = direct_restriction(true, float(u_true))
    possible = np.abs(true) < 1
    narrowing = (1 - unrestricted**2) / (1 - np.where(possible, true, 0.0) ** 2)
    wider_y = 1 / (1 + narrowing * (1 - reliability_y) / reliability_y)
    return np.where(possible, unrestricted * np.sqrt(reliability_x * wider_y), np.nan)


def bivariate_indirect_restriction(
    r: np.ndarray,
    u_x: float,
    u_y: float,
    *,
    same_direction: bool,
) -> np.ndarray:
    """Case V: selection was on something that goes with the predictor and with the criterion.

    Parameters
    ----------
    r
        Correlation in the restricted group.
    u_x, u_y
        Unrestricted over restricted standard deviation of predictor and criterion.
    same_direction
        Whether both went with what people were selected on in the same direction.

    Returns
    -------
    numpy.ndarray
        Correlation in the unrestricted group, both as unreliable as they are there.

    Notes
    -----
    Exact where one variable narrowed, or widened, both. It cannot narrow one and widen the
    other; where the standard deviations say so, the term of the selection is scaled down by
    how far the two disagree.

    References
    ----------
    Bryant & Gokhale (1972), JASA 67, https://doi.org/10.1080/01621459.1972.10482387;
    Le, Oh, Schmidt & Wooldridge (2016), Personnel Psychology 69,
    https://doi.org/10.1111/peps.12122; sign as in Dahlke & Wiernik (2020), Organizational
    Research Methods 23, https://doi.org/10.1177/1094428119885398
    """
    narrow_x, narrow_y = 1 / u_x, 1 / u_y
    sides = np.sign([1 - narrow_x, 1 - narrow_y])
    agreement = np.average(sides, weights=[min(u, 1 / u) for u in (u_x, u_y)])
    sign = sides.prod() * agreement * (1 if same_direction else -1)
    selected = np.sqrt(abs(1 - narrow_x**2) * abs(1 - narrow_y**2))
    return r * narrow_x * narrow_y + sign * selected


def multivariate_restriction(
    covariance: np.ndarray, unrestricted: np.ndarray, selected: np.ndarray
) -> np.ndarray:
    """Covariances in the group from which people were selected on several variables.

    Parameters
    ----------
    covariance
        In the restricted group, shape (..., q, q).
    unrestricted
        Covariances of the selection variables in the unrestricted group, shape (s, s).
    selected
        Their positions among the q variables, shape (s,).

    Returns
    -------
    numpy.ndarray
        Shape (..., q, q).

    Notes
    -----
    Regressions on the selection variables, and what these leave unexplained, are the same in
    both groups. With one selection variable the correlations are those of case II.

    References
    ----------
    Lawley (1943), Proc. Royal Society of Edinburgh A 62; as in Sackett & Yang (2000), eqs. 4-5
    """
    within = covariance[..., selected[:, None], selected[None, :]]
    slopes = np.linalg.solve(within, covariance[..., selected, :])
    return covariance + np.swapaxes(slopes, -1, -2) @ (unrestricted - within) @ slopes
