"""Psychometric antonyms: item pairs that most people answer oppositely."""

import numpy as np
import pandas as pd

from analysis.screening.psychometric_synonyms import FEWEST_PAIRS, row_correlations
from analysis.stats.pairwise_moments import pairwise_correlation


def antonym_pairs(answers: pd.DataFrame, *, correlation: float) -> list[tuple[str, str]]:
    """The item pairs whose answers correlate below minus `correlation`, the later item first.

    Pairwise-complete Pearson correlations; pairs and their order within are those of R's
    careless (lower triangle, strictly below).
    """
    observed = pairwise_correlation(answers.to_numpy(float))
    later, earlier = np.nonzero(np.tril(np.nan_to_num(observed), -1) < -correlation)
    names = list(answers.columns)
    return [(names[i], names[j]) for i, j in zip(later, earlier, strict=True)]


def psychometric_antonyms(answers: pd.DataFrame, pairs: list[tuple[str, str]]) -> np.ndarray:
    """Each person's correlation between the first and the second items of `pairs`; high is bad.

    Parameters
    ----------
    answers
        Answers as given (not keyed): after reversal hardly any items are opposites.
    pairs
        What `antonym_pairs` found in the people the cutoffs are made from.

    Notes
    -----
    Own code, not the library's, for the reasons of `psychometric_synonyms`. R's careless first
    draws missing values of this index from those present; here they stay missing.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39, 103-129,
    https://doi.org/10.1016/j.jrp.2004.09.009
    """
    if len(pairs) < FEWEST_PAIRS:
        return np.full(len(answers), np.nan)
    first = answers[[a for a, _ in pairs]].to_numpy(float)
    second = answers[[b for _, b in pairs]].to_numpy(float)
    return row_correlations(first, second)
