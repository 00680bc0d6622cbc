"""Even-odd consistency."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from ier import evenodd

FEWEST_DIMENSIONS = 3
"""A correlation of two points is always 1 or -1."""


def even_odd(keyed: pd.DataFrame, dimensions: Mapping[str, list[str]]) -> np.ndarray:
    """How well each person's two half scores agree over the dimensions; 1 is full agreement.

    The within-person correlation of the means of odd and even items, over the dimensions with
    both, stepped up by Spearman-Brown and not below -1.

    Parameters
    ----------
    keyed
        Answers after reversal.
    dimensions
        The items of each dimension.

    Notes
    -----
    The negative of what R's careless 1.2.2 gives, whose high values mean carelessness.
    Missing where fewer than three dimensions have both halves, or a half does not vary.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39, 103-129,
    https://doi.org/10.1016/j.jrp.2004.09.009
    """
    halved = [items for items in dimensions.values() if len(items) > 1]
    if len(halved) < FEWEST_DIMENSIONS:
        return np.full(len(keyed), np.nan)
    ordered = keyed[[item for items in halved for item in items]]
    sizes = [len(items) for items in halved]
    agreement, n_dimensions = evenodd(ordered, sizes, diag=True, method="halves")
    return np.where(n_dimensions >= FEWEST_DIMENSIONS, agreement, np.nan)
