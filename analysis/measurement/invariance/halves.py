"""People in two halves that resemble each other in who is compared."""

import numpy as np
import pandas as pd


def first_half(units: pd.Series, strata: pd.Series, rng: np.random.Generator) -> np.ndarray:
    """Which rows belong to the first half, shape (n,).

    Half of the units of every stratum, drawn at random; of an odd number the larger part.
    The order of rows does not matter.

    Parameters
    ----------
    units
        What is not torn apart, such as the person whom several answers are about.
    strata
        Aligned with `units`; a unit is in one of them.
    """
    of = pd.DataFrame({"unit": units.astype(str), "stratum": strata.astype(str)})
    chosen: list[str] = []
    for _, own in of.drop_duplicates().groupby("stratum", sort=True):
        drawn = rng.permutation(np.sort(own["unit"].to_numpy(dtype=str)))
        chosen += drawn[: -(-len(drawn) // 2)].tolist()
    return of["unit"].isin(chosen).to_numpy()
