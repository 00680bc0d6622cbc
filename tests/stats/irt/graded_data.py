"""Graded answers of people whose parameters are known."""

import numpy as np

SLOPES = np.array([1.0, 1.4, 2.2, 0.8, 1.7])
INTERCEPTS = np.array(
    [
        [3.0, 1.0, -1.0, -2.5],
        [2.5, 0.5, -0.5, -2.0],
        [4.0, 2.0, -1.0, -np.inf],
        [1.0, -np.inf, -np.inf, -np.inf],
        [2.0, 1.0, 0.2, -1.5],
    ]
)
N_CATEGORIES = np.array([5, 5, 4, 2, 5])


def drawn(
    rng: np.random.Generator,
    n: int,
    *,
    slopes: np.ndarray = SLOPES,
    intercepts: np.ndarray = INTERCEPTS,
    mean: float = 0,
    sd: float = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """Codes (n, p) from 0 on, and the attributes (n,) behind them."""
    attribute = rng.normal(mean, sd, n)
    eta = slopes[:, None] * attribute[:, None, None] + intercepts
    above = rng.logistic(size=(n, len(slopes)))[:, :, None] < eta
    return above.sum(axis=2).astype(float), attribute
