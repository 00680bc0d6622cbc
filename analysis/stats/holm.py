"""Control of the familywise error rate of several tests."""

import numpy as np


def holm(p_values: np.ndarray) -> np.ndarray:
    """P values adjusted by Holm's step-down rule, shape (l,); NaN stays NaN and does not count.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian
    Journal of Statistics, 6(2), 65-70.
    """
    adjusted = np.full(len(p_values), np.nan)
    order = np.argsort(p_values)[: int((~np.isnan(p_values)).sum())]
    steps = p_values[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1)
    return adjusted
