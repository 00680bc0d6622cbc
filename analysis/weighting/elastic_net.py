"""Elastic net on correlations, by scikit-learn."""

import numpy as np


def elastic_net_slopes(correlations: np.ndarray, penalties: np.ndarray) -> np.ndarray:
    """Standardised slopes, not negative, under a penalty on their size.

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (b, p + 1, p + 1).
    penalties
        Penalty, and the share of it that is on absolute values (the rest on squares), of each
        matrix; shape (b, 2).

    Returns
    -------
    numpy.ndarray
        Shape (b, p).

    Notes
    -----
    The symmetric root of the predictor correlations stands for the people: the sums of squares
    and products, which are all that the solution rests on, are the same.

    References
    ----------
    Zou & Hastie (2005), J. Royal Statistical Society B 67, 301,
    https://doi.org/10.1111/j.1467-9868.2005.00503.x
    Friedman, Hastie & Tibshirani (2010), J. Statistical Software 33(1),
    https://doi.org/10.18637/jss.v033.i01, equation 2 (the objective)
    """
    roots = predictor_roots(correlations)
    found = [
        elastic_net_path(x, y, penalty[:1], float(penalty[1]))[0]
        for x, y, penalty in zip(*roots, penalties, strict=True)
    ]
    return np.array(found)


def predictor_roots(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pseudo-data (b, p, p) and criteria (b, p) with these correlations as cross-products."""
    eigenvalues, vectors = np.linalg.eigh(correlations[:, :-1, :-1])
    usable = eigenvalues > COLLINEAR
    root = np.sqrt(np.where(usable, eigenvalues, 0.0))
    inverse = np.divide(1.0, root, out=np.zeros_like(root), where=usable)
    turned = vectors.transpose(0, 2, 1)
    y = (vectors @ (inverse[:, :, None] * (turned @ correlations[:, :-1, -1:])))[:, :, 0]
    return (vectors * root[:, None, :]) @ turned, y


def elastic_net_path(
    x: np.ndarray, y: np.ndarray, penalties: np.ndarray, share: float
) -> np.ndarray:
    """Slopes (l, p) for descending `penalties` (l,) from one matrix of pseudo-data."""
    from sklearn.linear_model import enet_path  # heavy: only where this scheme is compared

    slopes = enet_path(
        *(x, y),
        l1_ratio=share,
        alphas=penalties / len(y),
        positive=True,
        tol=TOLERANCE,
        max_iter=LONGEST_SEARCH,
    )[1]
    return slopes.T


COLLINEAR = 1e-10
"""An eigenvalue of the predictor correlations below this is zero."""

TOLERANCE = 1e-8
"""Duality gap, relative to the criterion's sum of squares, at which the search stops."""

LONGEST_SEARCH = 100_000
"""Rounds over the predictors; nearly collinear ones need many."""
