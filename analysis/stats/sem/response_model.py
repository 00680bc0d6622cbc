"""How likely answers to ordinal and continuous items are, given the factors."""

from dataclasses import dataclass

import numpy as np
from scipy.special import log_ndtr


@dataclass(frozen=True, slots=True)
class ResponseModel:
    """How factors show in answers, on the scale of the unscaled latent responses.

    Attributes
    ----------
    loadings
        Shape (p, m).
    intercepts
        Shape (p,).
    residual_sd
        Shape (p,).
    ordinal
        Which items are ordinal; the others are answered on the scale itself. Shape (p,).
    limits
        Thresholds of each item between minus and plus infinity, padded with plus infinity,
        shape (p, most categories + 1). Of continuous items not used.
    factor_mean, factor_covariance
        Distribution of the factors, shapes (m,) and (m, m).
    """

    loadings: np.ndarray
    intercepts: np.ndarray
    residual_sd: np.ndarray
    ordinal: np.ndarray
    limits: np.ndarray
    factor_mean: np.ndarray
    factor_covariance: np.ndarray


def padded_limits(thresholds: np.ndarray, item: np.ndarray, p: int) -> np.ndarray:
    """`ResponseModel.limits` from thresholds, shape (t,), and the item of each, shape (t,)."""
    counts = np.bincount(item, minlength=p)
    limits = np.full((p, counts.max() + 2), np.inf)
    limits[:, 0] = -np.inf
    position = np.arange(len(item)) - (np.cumsum(counts) - counts)[item]
    limits[item, position + 1] = thresholds
    return limits


def log_posterior(answers: np.ndarray, points: np.ndarray, model: ResponseModel) -> np.ndarray:
    """Log posterior up to a constant at points of shape (n, b, m); shape (n, b)."""
    low, high, observed = standardised_limits(answers, points, model)
    ordinal = model.ordinal
    interval = log_interval(np.where(ordinal, low, -np.inf), np.where(ordinal, high, np.inf))
    level = np.where(ordinal, interval, -(np.where(ordinal, 0, low) ** 2) / 2)
    away = points - model.factor_mean
    precision = np.linalg.inv(model.factor_covariance)
    prior = np.einsum("nbi,ij,nbj->nb", away, precision, away)
    return np.where(observed[:, None], level, 0).sum(axis=2) - prior / 2


def response_derivatives(
    answers: np.ndarray, points: np.ndarray, model: ResponseModel
) -> tuple[np.ndarray, np.ndarray]:
    """First and minus second derivative of each answer's log likelihood by its predictor.

    Shapes (n, b, p).
    """
    residual, high, observed = standardised_limits(answers, points, model)
    low = np.where(model.ordinal, residual, -np.inf)
    high = np.where(model.ordinal, high, np.inf)
    level = log_interval(low, high)
    at_low, at_high = np.exp(log_density(low) - level), np.exp(log_density(high) - level)
    slope = at_low - at_high
    bend = slope**2 + times(high, at_high) - times(low, at_low)
    slope = np.where(model.ordinal, slope, residual) / model.residual_sd
    bend = np.where(model.ordinal, bend, 1) / model.residual_sd**2
    seen = observed[:, None]
    return np.where(seen, slope, 0), np.where(seen, bend, 0)


def standardised_limits(
    answers: np.ndarray, points: np.ndarray, model: ResponseModel
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Limits of the answered categories as standard normal deviates, and what was answered.

    Shapes (n, b, p), (n, b, p), (n, p). Of a continuous item both limits are its standardised
    residual.
    """
    observed = ~np.isnan(answers)
    category = np.where(observed & model.ordinal, answers, 0).astype(int)
    item = np.arange(answers.shape[1])
    value = np.where(observed, answers, 0)
    low = np.where(model.ordinal, model.limits[item, category], value)
    high = np.where(model.ordinal, model.limits[item, category + 1], value)
    predictor = model.intercepts + points @ model.loadings.T
    return (
        (low[:, None] - predictor) / model.residual_sd,
        (high[:, None] - predictor) / model.residual_sd,
        observed,
    )


def log_interval(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Log of the normal probability between two limits, exact in both tails."""
    flip = -low < high
    left, right = np.where(flip, -high, low), np.where(flip, -low, high)
    upper, lower = log_ndtr(right), log_ndtr(left)
    gap = np.minimum(lower - upper, 0)
    with np.errstate(divide="ignore"):
        return upper + np.log1p(-np.exp(gap))


def log_density(x: np.ndarray) -> np.ndarray:
    """Log of the standard normal density; minus infinity at infinity."""
    return -(x**2) / 2 - np.log(2 * np.pi) / 2


def times(limit: np.ndarray, density: np.ndarray) -> np.ndarray:
    """Limit times density; zero at infinity."""
    return np.where(np.isinf(limit), 0, limit) * density
