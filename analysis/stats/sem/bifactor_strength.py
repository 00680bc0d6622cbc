"""How far one general factor carries: explained common variance and uncontaminated pairs."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class BifactorStrength:
    """Indices of a bifactor (or Schmid-Leiman) solution.

    Attributes
    ----------
    explained_common_variance
        Share of the common variance that the general factor explains.
    of_factor
        Share of its own items' common variance each specific factor explains, shape (m,); NaN
        for the general factor.
    of_item
        Share of each item's common variance that is general, shape (p,).
    uncontaminated_pairs
        Share of item pairs whose correlation comes from the general factor only (PUC).
    """

    explained_common_variance: float
    of_factor: np.ndarray
    of_item: np.ndarray
    uncontaminated_pairs: float


def bifactor_strength(loadings: np.ndarray, *, general: int) -> BifactorStrength:
    """Indices from the standardised loadings of orthogonal factors.

    Parameters
    ----------
    loadings
        Shape (p, m); zero where an item has no loading on a specific factor.
    general
        Column of the general factor.

    References
    ----------
    Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models:
    Calculating and interpreting statistical indices. Psychological Methods, 21(2), 137-150.
    https://doi.org/10.1037/met0000045
    """
    squares = loadings**2
    common = squares.sum(axis=1)
    member = loadings != 0
    member[:, general] = False
    of_factor = np.full(loadings.shape[1], np.nan)
    special = np.flatnonzero(member.any(axis=0))
    of_factor[special] = [
        squares[member[:, f], f].sum() / common[member[:, f]].sum() for f in special
    ]
    sharing = np.triu((member.astype(int) @ member.T.astype(int)) > 0, 1)
    p = len(loadings)
    return BifactorStrength(
        explained_common_variance=float(squares[:, general].sum() / squares.sum()),
        of_factor=of_factor,
        of_item=squares[:, general] / common,
        uncontaminated_pairs=float(1 - sharing.sum() / (p * (p - 1) / 2)),
    )
