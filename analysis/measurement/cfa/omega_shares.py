"""Omega coefficients: how much of the variance of a sum of items some factors explain."""

from dataclasses import dataclass

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.latent_parts import common_correlation, parts_of
from analysis.measurement.cfa.resampled import Resampled
from analysis.stats.sem.category_covariance import category_covariance
from analysis.stats.sem.category_series import (
    code_variances,
    series_coefficients,
    series_covariance,
)
from analysis.stats.sem.composite_reliability import composite_reliability

Dimensions = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Share:
    """One omega: of which sum, and by which factors.

    Attributes
    ----------
    coefficient
        "omega_categorical", "omega_total", "omega_hierarchical", "omega_subscale" or
        "omega_hierarchical_subscale".
    dimension
        Whose items are summed; "" for all items.
    items
        Ones for items that are summed, shape (p,).
    factors
        Positions of the factors whose part counts as true.
    """

    coefficient: str
    dimension: str
    items: np.ndarray
    factors: tuple[int, ...]


def membership(fit: CfaFit, dimensions: Dimensions) -> np.ndarray:
    """Which items belong to which dimension, ones and zeros, shape (dimensions, p)."""
    return np.array(
        [[float(item in items) for item in fit.table.items] for items in dimensions.values()]
    )


def dimension_shares(fit: CfaFit, dimensions: Dimensions) -> list[Share]:
    """Categorical omega of every dimension's sum."""
    everything = tuple(range(len(fit.table.factors)))
    rows = zip(dimensions, membership(fit, dimensions), strict=True)
    return [Share("omega_categorical", d, items, everything) for d, items in rows]


def general_shares(fit: CfaFit, dimensions: Dimensions, general: int) -> list[Share]:
    """Omega total and hierarchical of all items; the same of every specific factor's items."""
    names = fit.table.factors
    everything, whole = tuple(range(len(names))), np.ones(len(fit.table.items))
    shares = [
        Share("omega_total", "", whole, everything),
        Share("omega_hierarchical", "", whole, (general,)),
    ]
    for dimension, items in zip(dimensions, membership(fit, dimensions), strict=True):
        if dimension in names:
            own = (names.index(dimension),)
            shares.append(Share("omega_subscale", dimension, items, everything))
            shares.append(Share("omega_hierarchical_subscale", dimension, items, own))
    return shares


def share_values(fit: CfaFit, shares: list[Share]) -> np.ndarray:
    """Every omega of the sum of category codes, shape (shares,).

    References
    ----------
    Green, S. B., & Yang, Y. (2009). Reliability of summated item scores using structural
    equation modeling. Psychometrika, 74(1), 155-167, eq. 21; with the general factor's part
    only: Flora, D. B. (2020). Advances in Methods and Practices in Psychological Science,
    3(4), 484-501. https://doi.org/10.1177/2515245920951747
    """
    parts = parts_of(fit)
    whole = category_covariance(parts.total, parts.thresholds, parts.item)
    true = {
        factors: category_covariance(
            common_correlation(fit.model, fit.parameters, factors), parts.thresholds, parts.item
        )
        for factors in {share.factors for share in shares}
    }
    return np.array([composite_reliability(s.items, true[s.factors], whole) for s in shares])


def share_draws(fit: CfaFit, shares: list[Share], resampled: Resampled) -> np.ndarray:
    """The same in every resample in which the model found estimates, shape (b, shares)."""
    found = resampled.refitted(fit)
    coefficients = series_coefficients(found.thresholds)
    whole = series_covariance(found.correlation, coefficients)
    at = np.arange(whole.shape[-1])
    whole[:, at, at] = code_variances(found.thresholds)
    true = {
        factors: series_covariance(
            np.array([common_correlation(found.model, q, factors) for q in found.parameters])
            .reshape(whole.shape),
            coefficients,
        )
        for factors in {share.factors for share in shares}
    }  # fmt: skip
    return np.stack(
        [
            np.einsum("i,bij,j->b", s.items, true[s.factors], s.items)
            / np.einsum("i,bij,j->b", s.items, whole, s.items)
            for s in shares
        ],
        axis=1,
    )
