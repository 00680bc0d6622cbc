"""Mahalanobis distance: how unusual a combination of answers is."""

import numpy as np
import pandas as pd

ROWS_AT_ONCE = 1 << 16
CELLS_AT_ONCE = 1 << 22
"""They bound the memory of the products and of the batched solve: 50 MB with 100 items."""


def mahalanobis(keyed: pd.DataFrame, centre: pd.Series, covariance: pd.DataFrame) -> np.ndarray:
    """Each person's squared Mahalanobis distance D² from `centre`.

    With all answers present it is D²; with some missing, the D² of the answers present,
    carried to the scale of all items by the Wilson-Hilferty cube root.

    Parameters
    ----------
    keyed
        Answers after reversal.
    centre, covariance
        Means and covariances of the items in the people the cutoffs are made from.

    Notes
    -----
    Own code, not the library's: that one gives D, and estimates mean and covariance anew in
    every sample. R's careless gives D² and replaces missing answers by the mean.

    References
    ----------
    Mahalanobis (1936), Proceedings of the National Institute of Sciences of India 2, 49-55.
    Wilson & Hilferty (1931), PNAS 17, 684-688, https://doi.org/10.1073/pnas.17.12.684
    """
    x = keyed[list(centre.index)].to_numpy(float)
    if x.shape[1] == 0:
        return np.full(len(x), np.nan)
    distances = np.empty(len(x))
    for start in range(0, len(x), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        distances[rows] = squared_distances(x[rows] - centre.to_numpy(), covariance.to_numpy())
    return on_the_scale_of_all(distances, (~np.isnan(x)).sum(axis=1), x.shape[1])


def squared_distances(deviations: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """D² of the cells present in each row of `deviations`.

    Of all cells it is d'Kd with the precision K; the inverse of the covariance of some of
    them is K less the part that the absent cells m explain, K_pm K_mm⁻¹ K_mp.
    """
    precision = np.linalg.inv(covariance)
    absent = np.isnan(deviations)
    filled = np.where(absent, 0.0, deviations)
    leaning = filled @ precision
    found = np.einsum("ij,ij->i", filled, leaning)
    n_absent = absent.sum(axis=1)
    for m in np.unique(n_absent[n_absent > 0]):
        rows = np.flatnonzero(n_absent == m)
        for part in np.array_split(rows, len(rows) * m**2 // CELLS_AT_ONCE + 1):
            where = np.nonzero(absent[part])[1].reshape(-1, m)
            among = precision[where[:, :, None], where[:, None, :]]
            side = np.take_along_axis(leaning[part], where, axis=1)
            solved = np.linalg.solve(among, side[:, :, None])[:, :, 0]
            found[part] -= np.einsum("ij,ij->i", side, solved)
    return np.maximum(found, 0.0)


def on_the_scale_of_all(distances: np.ndarray, n_present: np.ndarray, p: int) -> np.ndarray:
    """The D² of all `p` items that is as unusual as `distances` of `n_present` items."""
    some = np.maximum(n_present, 1)
    spread, full = 2 / (9 * some), 2 / (9 * p)
    unusual = (np.cbrt(distances / some) - 1 + spread) / np.sqrt(spread)
    carried = p * np.maximum(1 - full + unusual * np.sqrt(full), 0.0) ** 3
    return np.where(n_present == p, distances, np.where(n_present > 0, carried, np.nan))
