"""Psychometric synonyms: item pairs that most people answer alike."""

import numpy as np
import pandas as pd

from analysis.stats.pairwise import pairwise_correlations

FEWEST_PAIRS = 3
"""A correlation of two points is always 1 or -1."""


def synonym_pairs(keyed: pd.DataFrame, *, correlation: float) -> list[tuple[str, str]]:
    """The item pairs whose answers correlate above `correlation`, the later item first.

    Pairwise-complete Pearson correlations; pairs and their order within are those of R's
    careless (lower triangle, strictly above).
    """
    observed = pairwise_correlations(keyed.to_numpy(float))
    later, earlier = np.nonzero(np.tril(np.nan_to_num(observed), -1) > correlation)
    names = list(keyed.columns)
    return [(names[i], names[j]) for i, j in zip(later, earlier, strict=True)]


def psychometric_synonyms(keyed: pd.DataFrame, pairs: list[tuple[str, str]]) -> np.ndarray:
    """Each person's correlation between the first and the second items of `pairs`.

    Parameters
    ----------
    keyed
        Answers after reversal.
    pairs
        What `synonym_pairs` found in the people the cutoffs are made from.

    Notes
    -----
    Own code, not the library's: that one finds the pairs anew in every sample, and gives 0
    where a person's answers do not vary. Here, as in R's careless, that is missing; so is a
    person with fewer than three pairs answered.

    References
    ----------
    Meade & Craig (2012), Psychological Methods 17, 437-455, https://doi.org/10.1037/a0028085
    """
    if len(pairs) < FEWEST_PAIRS:
        return np.full(len(keyed), np.nan)
    first = keyed[[a for a, _ in pairs]].to_numpy(float)
    second = keyed[[b for _, b in pairs]].to_numpy(float)
    return row_correlations(first, second)


def row_correlations(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The correlation of each row of `first` with that of `second`, over cells both have."""
    both = ~np.isnan(first) & ~np.isnan(second)
    n = both.sum(axis=1)
    x, y = np.where(both, first, 0.0), np.where(both, second, 0.0)
    # sums of whole numbers are exact, so "does not vary" is exactly zero
    within_x = n * (x * x).sum(axis=1) - x.sum(axis=1) ** 2
    within_y = n * (y * y).sum(axis=1) - y.sum(axis=1) ** 2
    between = n * (x * y).sum(axis=1) - x.sum(axis=1) * y.sum(axis=1)
    defined = (n >= FEWEST_PAIRS) & (within_x > 0) & (within_y > 0)
    correlation = np.full(len(n), np.nan)
    np.divide(between, np.sqrt(within_x * within_y), out=correlation, where=defined)
    return np.clip(correlation, -1.0, 1.0)
