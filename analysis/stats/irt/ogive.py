"""Graded response parameters as loadings and thresholds of a factor model, and as locations."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.irt.graded_fit import GradedFit
from analysis.stats.irt.graded_model import GradedModel
from analysis.stats.irt.graded_response import GradedItems

SCALING = 1.702
"""The logistic function of 1.702 x is within .0095 of the normal distribution function of x."""


@dataclass(frozen=True, slots=True)
class FactorItems:
    """Items of one factor of variance 1, latent responses of variance 1.

    Attributes
    ----------
    loadings
        Shape (p,).
    thresholds
        Shape (p, most categories - 1); plus infinity where an item has fewer.
    """

    loadings: np.ndarray
    thresholds: np.ndarray


def factor_items(items: GradedItems) -> FactorItems:
    """What a factor model of ordinal answers should find where these items hold.

    References
    ----------
    Takane, Y., & de Leeuw, J. (1987). Psychometrika, 52(3), 393-408, eq. 18 to 20 solved for
    the factor model. https://doi.org/10.1007/BF02294363
    """
    steepness = items.slopes / SCALING
    size = np.sqrt(1 + steepness**2)
    return FactorItems(steepness / size, -items.intercepts / SCALING / size[:, None])


def graded_items(items: FactorItems) -> GradedItems:
    """The graded response model of a factor model's items: the way back."""
    residual = np.sqrt(1 - items.loadings**2)
    return GradedItems(
        SCALING * items.loadings / residual, -SCALING * items.thresholds / residual[:, None]
    )


@dataclass(frozen=True, slots=True)
class Locations:
    """Where on the attribute a higher category becomes as likely as not.

    Attributes
    ----------
    estimates, std_errors
        In the order of the intercepts, shape (t,); errors by the delta method.
    """

    estimates: np.ndarray
    std_errors: np.ndarray


def locations(model: GradedModel, fit: GradedFit) -> Locations:
    """Locations -intercept / slope of all items of the first group."""
    p, (item, _) = model.n_items, model.places
    slopes, intercepts = fit.parameters[0, :p][item], fit.parameters[0, p:-2]
    slope_at, intercept_at = model.index[0, :p][item], model.index[0, p:-2]
    by_slope, by_intercept = intercepts / slopes**2, -1 / slopes
    variance = (
        by_slope**2 * fit.covariance[slope_at, slope_at]
        + by_intercept**2 * fit.covariance[intercept_at, intercept_at]
        + 2 * by_slope * by_intercept * fit.covariance[slope_at, intercept_at]
    )
    return Locations(-intercepts / slopes, np.sqrt(variance))
