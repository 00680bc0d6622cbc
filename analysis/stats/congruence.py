"""How alike the columns of two loading matrices are, and which belongs to which."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment


@dataclass(frozen=True, slots=True)
class Matching:
    """Which column answers to each column of a target.

    Attributes
    ----------
    order
        Position of the column that answers to column k of the target, shape (m,).
    sign
        -1 where that column has to be turned, else 1, shape (m,).
    """

    order: np.ndarray
    sign: np.ndarray


def tucker_congruence(loadings: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Cosine between the columns of two loading matrices.

    Parameters
    ----------
    loadings, target
        Shapes (..., p, m) and (..., p, k), no column of zeros only.

    Returns
    -------
    Shape (..., m, k).

    References
    ----------
    Lorenzo-Seva & ten Berge (2006), Methodology 2, https://doi.org/10.1027/1614-2241.2.2.57,
    equation 1
    """
    product = np.swapaxes(loadings, -1, -2) @ target
    own = np.sqrt((loadings**2).sum(axis=-2))[..., :, None]
    other = np.sqrt((target**2).sum(axis=-2))[..., None, :]
    return product / (own * other)


def match_factors(loadings: np.ndarray, target: np.ndarray) -> Matching:
    """The one-to-one matching with the largest sum of absolute congruences.

    Parameters
    ----------
    loadings, target
        Shapes (p, m).

    References
    ----------
    Kuhn (1955), Naval Research Logistics 2, https://doi.org/10.1002/nav.3800020109
    """
    congruence = tucker_congruence(loadings, target)
    found, wanted = linear_sum_assignment(-np.abs(congruence))
    order = found[np.argsort(wanted)]
    sign = np.where(congruence[order, np.arange(len(order))] < 0, -1, 1)
    return Matching(order=order, sign=sign)
