"""What the factors of a model of ordinal items explain of their latent responses."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.stats.sem.implied import factor_effects, implied
from analysis.stats.sem.model import Model, elements


@dataclass(frozen=True, slots=True)
class Parts:
    """Correlations of the latent responses of the items of a model of one group.

    Attributes
    ----------
    common
        What the factors explain of them, communalities in the diagonal, shape (p, p).
    total
        Polychoric, shape (p, p).
    thresholds, item
        Of the standardised responses, and the item of each, shape (t,).
    """

    common: np.ndarray
    total: np.ndarray
    thresholds: np.ndarray
    item: np.ndarray


def parts_of(fit: CfaFit) -> Parts:
    """The correlations behind a fit to ordinal items."""
    return Parts(
        common=common_correlation(fit.model, fit.parameters, range(len(fit.table.factors))),
        total=fit.sample[0].covariance,
        thresholds=fit.sample[0].thresholds,
        item=fit.model.groups[0].threshold_item,
    )


def common_correlation(
    model: Model, parameters: np.ndarray, factors: Sequence[int]
) -> np.ndarray:
    """What some factors, or their disturbances, explain of standardised responses, (p, p).

    Of all factors: the common part. Of the general factor of a second-order model: what
    reaches the items through the factors below it; of one below: what is left of it (Schmid &
    Leiman, 1957).
    """
    given = implied(model, 0, elements(model, parameters)).matrices
    scaled = given.delta[:, None] * (given.lambda_ @ factor_effects(given))
    at = np.asarray(factors, dtype=int)
    return scaled[:, at] @ given.psi[np.ix_(at, at)] @ scaled[:, at].T


def orthogonal_loadings(fit: CfaFit) -> np.ndarray:
    """Loadings on the general factor and on what is left of the others, shape (p, m).

    Of a model whose factors or disturbances are uncorrelated: bifactor, or second order.
    """
    given = fit.implied[0].matrices
    scaled = given.delta[:, None] * (given.lambda_ @ factor_effects(given))
    return scaled * np.sqrt(np.diag(given.psi))
