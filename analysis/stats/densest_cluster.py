"""The largest set of estimates that agree with one another."""

import numpy as np


def densest_cluster(
    estimates: np.ndarray, std_errors: np.ndarray, *, width: float
) -> np.ndarray:
    """Which estimates agree with the one that most agree with, boolean of shape (p,).

    Two agree if they differ by no more than `width` standard errors of their difference. Of
    two sets of the same size the one around the smaller value is taken. Estimates that are not
    finite agree with none.

    Notes
    -----
    Which items are anchors cannot be learned from fit alone: if some loadings fell by one
    factor, the others rose by it in another unit. The majority decides, and between equals the
    unit that leaves groups most alike. After Strobl, Kopf, Kohler, von Oertzen & Zeileis
    (2021), Applied Psychological Measurement, 45(3), 214-230 (anchor points where most items
    agree), https://doi.org/10.1177/0146621621990757
    """
    known = np.isfinite(estimates) & np.isfinite(std_errors)
    values = np.where(known, estimates, np.nan)
    away = np.abs(values[:, None] - values)
    reach = width * np.sqrt(std_errors[:, None] ** 2 + std_errors**2)
    with np.errstate(invalid="ignore"):
        agree = (away <= reach) & known & known[:, None]
    counts = agree.sum(axis=1)
    if not counts.any():
        return np.zeros(len(estimates), dtype=bool)
    size = np.where(counts == counts.max(), np.abs(values), np.inf)
    return agree[int(np.nanargmin(size))]
