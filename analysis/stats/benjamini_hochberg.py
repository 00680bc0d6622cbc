"""Control of the share of false discoveries among several tests."""

import numpy as np


def benjamini_hochberg(p_values: np.ndarray) -> np.ndarray:
    """P values adjusted by the step-up rule, shape (l,); NaN stays NaN and does not count.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). JRSS B, 57(1), 289-300.
    https://doi.org/10.1111/j.2517-6161.1995.tb02031.x
    """
    adjusted = np.full(len(p_values), np.nan)
    n = int((~np.isnan(p_values)).sum())
    order = np.argsort(p_values)[:n][::-1]
    steps = p_values[order] * n / np.arange(n, 0, -1)
    adjusted[order] = np.minimum(np.minimum.accumulate(steps), 1)
    return adjusted
