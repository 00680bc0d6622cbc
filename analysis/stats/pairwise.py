"""Pearson correlations where some values are missing, each pair over those who have both."""

import numpy as np


def pairwise_correlations(values: np.ndarray) -> np.ndarray:
    """Correlations of the columns of `values`, shape (p, p); NaN where missing.

    NaN where one of the two does not vary among those who have both. Values are whole numbers
    in practice, so that sums are exact and "does not vary" is exactly zero.

    Parameters
    ----------
    values
        Shape (n, p).
    """
    present = ~np.isnan(values)
    x, here = np.where(present, values, 0.0), present.astype(float)
    if present.all():
        n = np.full((x.shape[1], x.shape[1]), float(len(x)))
        total = np.broadcast_to(x.sum(axis=0)[:, None], n.shape)
        square = np.broadcast_to((x * x).sum(axis=0)[:, None], n.shape)
    else:
        n, total, square = here.T @ here, x.T @ here, (x * x).T @ here
    within = n * square - total**2
    scale = np.sqrt(np.maximum(within, 0)) * np.sqrt(np.maximum(within.T, 0))
    between = n * (x.T @ x) - total * total.T
    return np.divide(between, scale, out=np.full(n.shape, np.nan), where=scale > 0)
