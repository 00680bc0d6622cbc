"""Inter-item standard deviation: how far answers to items of one dimension lie apart."""

from collections.abc import Mapping

import numpy as np
import pandas as pd


def inter_item_deviation(
    keyed: pd.DataFrame, dimensions: Mapping[str, list[str]]
) -> np.ndarray:
    """Each person's standard deviation within dimensions, averaged over the dimensions.

    High where answers do not hang together, as in random answering. A dimension counts where
    the person answered two of its items or more.

    Parameters
    ----------
    keyed
        Answers after reversal.
    dimensions
        The items of each dimension.

    Notes
    -----
    Own code: neither the library nor R's careless has this index.

    References
    ----------
    Marjanovic, Holden, Struthers, Cribbie & Greenglass (2015), Personality and Individual
    Differences 84, 79-83, https://doi.org/10.1016/j.paid.2014.08.021
    """
    several = [items for items in dimensions.values() if len(items) > 1]
    if not several:
        return np.full(len(keyed), np.nan)
    codes = keyed[[item for items in several for item in items]].to_numpy(float)
    edges = np.cumsum([len(items) for items in several])[:-1]
    deviations = np.column_stack([deviation(own) for own in np.split(codes, edges, axis=1)])
    n_dimensions = (~np.isnan(deviations)).sum(axis=1)
    average = np.full(len(keyed), np.nan)
    total = np.nansum(deviations, axis=1)
    return np.divide(total, n_dimensions, out=average, where=n_dimensions > 0)


def deviation(codes: np.ndarray) -> np.ndarray:
    """The standard deviation (n - 1) of each row's answers; NaN with fewer than two."""
    present = ~np.isnan(codes)
    n = present.sum(axis=1)
    centred = (
        codes
        - np.divide(
            np.where(present, codes, 0.0).sum(axis=1), n, out=np.zeros(len(codes)), where=n > 0
        )[:, None]
    )
    squares = np.where(present, centred**2, 0.0).sum(axis=1)
    variance = np.divide(squares, n - 1, out=np.full(len(codes), np.nan), where=n > 1)
    return np.sqrt(variance)
