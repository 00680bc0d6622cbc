"""A predictor that is independent of everything: what importance arises by chance."""

import numpy as np

LARGEST = 0.9
"""With a handful of people normal noise could correlate beyond 1."""


def with_noise(
    correlations: np.ndarray,
    between: np.ndarray,
    size: np.ndarray,
    *,
    shared: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Correlation matrices with pure noise as first predictor.

    Parameters
    ----------
    correlations
        Of samples or resamples, shape (b, q, q).
    between, size
        Of the same, as `ResampledCorrelations` defines them.
    shared
        Share of the noise's variance that people of one cluster have in common, 0 to 1. Noise
        that is alike within clusters correlates with more by chance.
    rng
        Draws new noise for every matrix, so that no verdict hangs on one lucky draw.

    Returns
    -------
    numpy.ndarray
        Shape (b, q + 1, q + 1).

    Notes
    -----
    Given the data, the sums of products of normal noise with the variables are normal, with
    covariances that follow from the moments within and between clusters; they are drawn
    straight away, without noise for every person. The noise's own variance is taken as 1,
    which it is up to a factor of 1 + O(1 / sqrt(n)).

    References
    ----------
    Tonidandel, LeBreton & Johnson (2009), Psychological Methods 14,
    https://doi.org/10.1037/a0017735 (a random predictor as the yardstick)
    """
    b, q, _ = correlations.shape
    spread = (shared * between + (1 - shared) * correlations) / size[:, None, None]
    eigenvalues, V = np.linalg.eigh(spread)
    lengths = np.sqrt(np.maximum(eigenvalues, 0.0)) * rng.normal(size=(b, q))
    noise = np.clip((V @ lengths[..., None])[..., 0], -LARGEST, LARGEST)
    full = np.ones((b, q + 1, q + 1))
    full[:, 1:, 1:] = correlations
    full[:, 0, 1:] = noise
    full[:, 1:, 0] = noise
    return full
