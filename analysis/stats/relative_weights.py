"""Johnson's relative weights: R² divided through the closest orthogonal predictors."""

import numpy as np

COLLINEAR = 1e-10
"""An eigenvalue of the predictor correlations below this is zero."""


def relative_weights(correlations: np.ndarray) -> np.ndarray:
    """Relative weights, which sum to R².

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (..., p + 1, p + 1).

    Returns
    -------
    numpy.ndarray
        Shape (..., p), in the metric of R².

    Notes
    -----
    Collinear predictors: the pseudo-inverse takes the place of the inverse, the sum stays
    R². Thomas et al. (2014) hold the derivation to be flawed where predictors correlate;
    general dominance is the exact alternative.

    References
    ----------
    Johnson (2000), Multivariate Behavioral Research 35,
    https://doi.org/10.1207/S15327906MBR3501_1
    Thomas, Zumbo, Kwan & Schweitzer (2014), Multivariate Behavioral Research 49,
    https://doi.org/10.1080/00273171.2014.905766
    """
    return weights_and_slopes(correlations)[0]


def weights_and_slopes(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """`relative_weights`, and the standardised slopes from the same decomposition.

    Returns
    -------
    tuple of numpy.ndarray
        Each of shape (..., p); the slopes are NaN where predictors are collinear.
    """
    eigenvalues, V = np.linalg.eigh(correlations[..., :-1, :-1])
    usable = eigenvalues > COLLINEAR
    root = np.sqrt(np.where(usable, eigenvalues, 0.0))
    inverse_root = np.divide(1.0, root, out=np.zeros_like(root), where=usable)
    VT = np.swapaxes(V, -1, -2)
    scaled = inverse_root[..., None] * (VT @ correlations[..., :-1, -1:])
    lambda_ = (V * root[..., None, :]) @ VT
    weights = (lambda_**2 @ (V @ scaled) ** 2)[..., 0]
    slopes = (V @ (inverse_root[..., None] * scaled))[..., 0]
    return weights, np.where(usable.all(axis=-1, keepdims=True), slopes, np.nan)
