"""How many equally weighted people a weighted sample is worth."""

import numpy as np


def effective_size(case_weights: np.ndarray) -> float:
    """(Sum of weights)² / sum of squared weights: n where all are alike, less otherwise.

    Parameters
    ----------
    case_weights
        Weight of each person, shape (n,), positive.

    References
    ----------
    Kish, L. (1965). Survey sampling, section 11.7 *(not re-read)*. Wiley (the inverse of
    its factor 1 + L, for weights that have nothing to do with what is measured).
    """
    return float(case_weights.sum() ** 2 / (case_weights**2).sum())
