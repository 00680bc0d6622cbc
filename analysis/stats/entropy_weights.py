"""Entropy weights: a predictor counts the more, the more unevenly its values are spread."""

import numpy as np


def entropy_weights(scores: np.ndarray) -> np.ndarray:
    """Weights with sum 1, shape (p,), from the spread of each predictor alone.

    Parameters
    ----------
    scores
        Shape (n, p), no column constant.

    Notes
    -----
    Columns are brought to 0-1 by their range and divided by their sum; the weight is what
    their entropy lacks to that of equal values. The criterion is never looked at, and a
    predictor with outliers counts more.

    References
    ----------
    Zeleny (1982), Multiple criteria decision making, chapter 7 (no DOI); as in Diakoulaki,
    Mavrotas & Papayannakis (1995), Computers & Operations Research 22, 763,
    https://doi.org/10.1016/0305-0548(94)00059-H
    """
    share = ranged(scores)
    share = share / share.sum(axis=0)
    logarithm = np.log(share, out=np.zeros_like(share), where=share > 0)
    lacking = 1 + (share * logarithm).sum(axis=0) / np.log(len(scores))
    return lacking / lacking.sum()


def ranged(scores: np.ndarray) -> np.ndarray:
    """Each column of `scores` (n, p) from 0 at its minimum to 1 at its maximum."""
    low = scores.min(axis=0)
    return (scores - low) / (scores.max(axis=0) - low)
