"""How much people differ in going to the ends of scales: a habit, not carelessness."""

import numpy as np

from analysis.screening.attentive import Observed, answer_model, drawn

WIDEST = 1.0
"""At this spread one person in six stretches scales 2.7 times as far as the median."""
HALVINGS = 7
"""Of the search for the spread: it ends within .01."""


def spread_of_styles(
    seen: Observed, wanted: float, normals: np.ndarray, styles: np.ndarray
) -> float:
    """The spread at which people who are `drawn` are as uneven as `wanted`.

    0 where people differ no more than chance and their attributes make them.

    Parameters
    ----------
    wanted
        The `unevenness` of the people seen.
    normals, styles
        Independent standard normal draws, shapes (n, p) and (n,).
    """

    def uneven(spread: float) -> float:
        return unevenness(drawn(answer_model(seen, spread), normals, styles))

    low, high = 0.0, WIDEST
    if uneven(low) >= wanted:
        return low
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if uneven(middle) < wanted else (low, middle)
    return (low + high) / 2


def unevenness(answers: np.ndarray) -> float:
    """The coefficient of quartile variation of people's standard deviations over items.

    The middle half of the people decides, so that a few careless ones bend little. People who
    answered half of the items or fewer do not count.
    """
    present = ~np.isnan(answers)
    n = present.sum(axis=1)
    enough = n > answers.shape[1] // 2
    if not enough.any():
        return 0.0
    filled, n = np.where(present, answers, 0.0)[enough], n[enough]
    squares = np.einsum("ij,ij->i", filled, filled)
    variance = squares / n - (filled.sum(axis=1) / n) ** 2
    low, high = np.quantile(np.sqrt(np.maximum(variance, 0.0)), [0.25, 0.75])
    return float((high - low) / (high + low)) if high > 0 else 0.0
