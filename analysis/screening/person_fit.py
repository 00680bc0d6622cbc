"""Person fit: whether answers go together as the items' graded response model expects."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.screening.latent_answers import latent_correlations, marginals, slope
from analysis.stats.irt.graded_response import GradedItems
from analysis.stats.irt.person_fit_grid import FitTables, fit_tables, person_fit_of_several
from analysis.stats.one_factor import one_factor

POINTS = np.linspace(-4.0, 4.0, 41)
"""Where attributes may stand, in standard deviations."""
LARGEST_LOADING = 0.95
"""A steeper item would let one answer decide over a person."""
LOGISTIC = 1.702
"""What makes a logistic curve out of a normal one (Haley, 1952)."""


@dataclass(frozen=True, slots=True)
class FitKey:
    """The graded response model that person fit is judged by.

    Attributes
    ----------
    items, attribute
        The items that vary and have company in their dimension, and which dimension that is.
    codes
        The answers of each item that the model knows, rising.
    tables
        What `person_fit_of_several` looks up.
    """

    items: list[str]
    attribute: np.ndarray
    codes: list[np.ndarray]
    tables: FitTables


def fit_person_fit(keyed: pd.DataFrame, dimensions: Mapping[str, list[str]]) -> FitKey | None:
    """Item parameters from a one-factor solution of each dimension's ordinal answers.

    Thresholds are those of the items' distributions; loadings are of one minres factor of the
    latent correlations. None where no dimension has two items that vary.

    Parameters
    ----------
    keyed
        Answers after reversal of people without a sign of carelessness.
    dimensions
        The items of each dimension.

    References
    ----------
    Takane & de Leeuw (1987), Psychometrika 52, 393-408 (slopes and intercepts from loadings and
    thresholds), https://doi.org/10.1007/BF02294363
    """
    varying = set(keyed.columns[(keyed.max() > keyed.min()).to_numpy()])
    sets = [[item for item in items if item in varying] for items in dimensions.values()]
    sets = [items for items in sets if len(items) > 1]
    if not sets:
        return None
    items = [item for members in sets for item in members]
    values = keyed[items].to_numpy(float)
    codes, thresholds = marginals(values)
    loadings = loadings_of(values, [len(members) for members in sets], codes, thresholds)
    attribute = np.repeat(np.arange(len(sets)), [len(members) for members in sets])
    return FitKey(
        items, attribute, codes, fit_tables(graded_items(loadings, thresholds), POINTS)
    )


def loadings_of(
    keyed: np.ndarray,
    sizes: list[int],
    codes: list[np.ndarray],
    thresholds: list[np.ndarray],
) -> np.ndarray:
    """Loadings on one factor of each set of items; sets of these `sizes` follow one another."""
    slopes = np.array([slope(c, t) for c, t in zip(codes, thresholds, strict=True)])
    latent = latent_correlations(keyed, slopes)
    widest = max([*sizes, 3])
    padded = np.zeros((len(sizes), widest, widest))
    starts = np.cumsum([0, *sizes])
    for matrix, start, size in zip(padded, starts, sizes, strict=False):
        matrix[:size, :size] = latent[start : start + size, start : start + size]
    found = one_factor(padded).loadings
    kept = [row[:size] for row, size in zip(found, sizes, strict=True)]
    return np.clip(np.concatenate(kept), -LARGEST_LOADING, LARGEST_LOADING)


def graded_items(loadings: np.ndarray, thresholds: list[np.ndarray]) -> GradedItems:
    """Slopes and intercepts of the graded response model with these loadings."""
    unique = np.sqrt(1 - loadings**2)
    intercepts = np.full((len(loadings), max(map(len, thresholds))), -np.inf)
    for row, cut, own in zip(intercepts, thresholds, unique, strict=True):
        row[: len(cut)] = -LOGISTIC * cut / own
    return GradedItems(slopes=LOGISTIC * loadings / unique, intercepts=intercepts)


def person_fit(keyed: pd.DataFrame, key: FitKey) -> np.ndarray:
    """Each person's standardised log likelihood lz over the dimensions; low is unusual.

    An answer that nobody gave where the model was fitted counts as its neighbour.

    Notes
    -----
    Own code: the library's lz is for right and wrong answers and cuts ordered ones in two.

    References
    ----------
    Drasgow, Levine & Williams (1985), British Journal of Mathematical and Statistical
    Psychology 38, 67-86, https://doi.org/10.1111/j.2044-8317.1985.tb00817.x; Conijn, Franz,
    Emons, de Beurs & Carlier (2019), Multivariate Behavioral Research 54, 593-611,
    https://doi.org/10.1080/00273171.2018.1551764
    """
    answers = keyed[key.items].to_numpy(float)
    places = np.column_stack(
        [
            np.minimum(np.searchsorted(codes, column), len(codes) - 1)
            for codes, column in zip(key.codes, answers.T, strict=True)
        ]
    )
    places = np.where(np.isnan(answers), -1, places)
    return person_fit_of_several(places, key.attribute, key.tables)
