"""Ridge regression on correlations, for many penalties and many samples at once."""

import numpy as np


def ridge_path(correlations: np.ndarray, penalties: np.ndarray) -> np.ndarray:
    """Standardised ridge slopes for every penalty.

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (..., p + 1, p + 1).
    penalties
        Added to the diagonal of the predictor correlations, positive, shape (l,), or
        (..., 1, l) where each matrix has its own.

    Returns
    -------
    numpy.ndarray
        Shape (..., l, p).

    Notes
    -----
    One eigendecomposition serves all penalties. The smaller the penalty, the closer to least
    squares; the larger, the closer to being proportional to the zero-order correlations.

    References
    ----------
    Hoerl & Kennard (1970), Technometrics 12, 55,
    https://doi.org/10.1080/00401706.1970.10488634, equation 2.1
    """
    eigenvalues, V = np.linalg.eigh(correlations[..., :-1, :-1])
    rotated = np.swapaxes(V, -1, -2) @ correlations[..., :-1, -1:]
    shrunk = rotated / (eigenvalues[..., :, None] + penalties)
    return np.swapaxes(V @ shrunk, -1, -2)


def gcv(correlations: np.ndarray, penalties: np.ndarray, *, n: int) -> np.ndarray:
    """Generalised cross-validation error of every penalty, shape (..., l).

    Parameters as in `ridge_path`; `n` people, who are independent of one another.

    References
    ----------
    Golub, Heath & Wahba (1979), Technometrics 21, 215,
    https://doi.org/10.1080/00401706.1979.10489751, equation 1.4
    """
    R, r = correlations[..., :-1, :-1], correlations[..., :-1, -1]
    slopes = ridge_path(correlations, penalties)
    fitted = np.einsum("...lp,...p->...l", slopes, r)
    quadratic = np.einsum("...lp,...pq,...lq->...l", slopes, R, slopes)
    eigenvalues = np.linalg.eigvalsh(R)[..., :, None]
    used = (eigenvalues / (eigenvalues + penalties)).sum(axis=-2) + 1
    return (1 - 2 * fitted + quadratic) / (1 - used / n) ** 2
