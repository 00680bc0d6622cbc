"""CRITIC weights: spread, times how little a predictor repeats the others."""

import numpy as np

from analysis.stats.entropy_weights import ranged


def critic(scores: np.ndarray) -> np.ndarray:
    """Weights with sum 1, shape (p,), from spread and intercorrelations of the predictors.

    Parameters
    ----------
    scores
        Shape (n, p), no column constant.

    Notes
    -----
    The standard deviation of the values brought to 0-1 by their range, times the sum of 1 - r
    with the others. The criterion is never looked at: a predictor that measures nothing but
    chance correlates with none and so gets the largest weight. One predictor has all.

    References
    ----------
    Diakoulaki, Mavrotas & Papayannakis (1995), Computers & Operations Research 22, 763,
    https://doi.org/10.1016/0305-0548(94)00059-H
    """
    values = ranged(scores)
    if values.shape[1] == 1:
        return np.ones(1)
    conflict = (1 - np.corrcoef(values, rowvar=False)).sum(axis=0)
    information = values.std(axis=0, ddof=1) * conflict
    return information / information.sum()
