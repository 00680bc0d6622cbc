"""Correlations among what scores measure, without their errors of measurement."""

import numpy as np

SINGULAR = 1e-8
"""A smallest eigenvalue up to this: the corrected correlations cannot exist together."""


def latent_correlations(
    correlations: np.ndarray, spread: np.ndarray, reliability: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Correlations of the predictors' true scores, and with the criterion as it is.

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (b, p + 1, p + 1).
    spread
        Standard deviation of each variable in each matrix, in units of the sample in which
        `reliability` holds, shape (b, p + 1).
    reliability
        Of each predictor in that sample, shape (p,), between 0 and 1.

    Returns
    -------
    tuple of numpy.ndarray
        Matrices of shape (b, p + 1, p + 1), and which are admissible (positive definite),
        shape (b,).

    Notes
    -----
    The error variance of a predictor is the same in every resample; its reliability is higher
    where the predictor varies more. Errors are taken to be independent of each other and of
    the criterion. The criterion keeps its errors, as it does in operational use.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15, https://doi.org/10.2307/1412159
    Charles (2005), Psychological Methods 10, https://doi.org/10.1037/1082-989X.10.2.206
    (corrected matrices need not be possible)
    """
    true_share = 1 - (1 - reliability) / spread[:, :-1] ** 2
    possible = (true_share > 0).all(axis=1)
    root = np.sqrt(np.where(true_share > 0, true_share, 1.0))
    scale = np.concatenate([root, np.ones((len(root), 1))], axis=1)
    corrected = correlations / (scale[:, :, None] * scale[:, None, :])
    q = correlations.shape[1]
    corrected[:, np.arange(q), np.arange(q)] = 1.0
    smallest = np.linalg.eigvalsh(corrected)[:, 0]
    return corrected, possible & (smallest > SINGULAR)
