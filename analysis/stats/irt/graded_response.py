"""The graded response model: how likely each category is, and how that changes."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_expit


@dataclass(frozen=True, slots=True)
class GradedItems:
    """Items that people answer in ordered categories, the first of which is 0.

    Attributes
    ----------
    slopes
        How steeply answers follow the attribute, shape (p,).
    intercepts
        Of answering category 1, 2 ... or higher, falling along a row, shape (p, most categories
        minus 1); minus infinity where an item has fewer categories.
    """

    slopes: np.ndarray
    intercepts: np.ndarray


@dataclass(frozen=True, slots=True)
class CategoryCurves:
    """Log probabilities of categories at points, and their derivatives.

    Attributes
    ----------
    log_probability
        Shape (p, c, q) of items, categories and points; 0 for categories an item lacks.
    lower, upper
        First derivatives by the boundary below and the boundary above the category, shape
        (p, c, q); 0 at the ends of the scale.
    lower_curvature, upper_curvature, mixed_curvature
        Second derivatives by the boundary below twice, above twice, and both, shape (p, c, q).
    """

    log_probability: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    lower_curvature: np.ndarray
    upper_curvature: np.ndarray
    mixed_curvature: np.ndarray


def category_curves(items: GradedItems, points: np.ndarray) -> CategoryCurves:
    """Curves of all categories at `points`, shape (q,).

    Notes
    -----
    The probability of category k is F(eta_k) - F(eta_{k+1}), where F is the logistic function
    and eta_k = slope * point + intercept_k. It is computed as F(eta_k) F(-eta_{k+1}) (1 -
    exp(eta_{k+1} - eta_k)), which loses no digits at the ends.

    References
    ----------
    Samejima, F. (1969). Estimation of latent ability using a response pattern of graded scores.
    Psychometrika Monograph 17.
    """
    eta = boundaries(items, points)
    below, above = eta[:, :-1], eta[:, 1:]
    absent = np.isneginf(below)
    with np.errstate(invalid="ignore"):
        gap = np.where(absent | np.isposinf(below) | np.isneginf(above), -np.inf, above - below)
        log_gap = np.log(-np.expm1(gap))
        level = log_expit(below) + log_expit(-above) + log_gap
        at_lower = np.exp(log_expit(-below) - log_expit(-above) - log_gap)
        at_upper = np.exp(log_expit(above) - log_expit(below) - log_gap)
    at_lower = np.where(absent | np.isposinf(below), 0, at_lower)
    at_upper = np.where(absent | np.isneginf(above), 0, at_upper)
    return CategoryCurves(
        log_probability=np.where(absent, 0, level),
        lower=at_lower,
        upper=-at_upper,
        lower_curvature=at_lower * slant(below) - at_lower**2,
        upper_curvature=-at_upper * slant(above) - at_upper**2,
        mixed_curvature=at_lower * at_upper,
    )


def boundaries(items: GradedItems, points: np.ndarray) -> np.ndarray:
    """Predictors eta of all boundaries, the infinite ends included, shape (p, c + 1, q)."""
    between = items.slopes[:, None, None] * points + items.intercepts[:, :, None]
    ends = np.full((len(items.slopes), 1, len(points)), np.inf)
    return np.concatenate([ends, between, -ends], axis=1)


def slant(eta: np.ndarray) -> np.ndarray:
    """1 - 2 F(eta): how the logistic density changes, over itself."""
    return -np.tanh(eta / 2)
