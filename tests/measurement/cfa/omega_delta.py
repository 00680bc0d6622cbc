"""A second way to the standard error of categorical omega: the delta method."""

from collections.abc import Callable

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.latent_parts import Parts, common_correlation
from analysis.stats.sem.category_covariance import category_covariance
from analysis.stats.sem.composite_reliability import composite_reliability
from analysis.stats.sem.implied import jacobian
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.least_squares import weighted
from analysis.stats.sem.model import Matrix, elements

STEP = 1e-5
"""Of central differences; their error is of the order of its square."""


def omega_error(fit: CfaFit, parts: Parts, inside: np.ndarray) -> float:
    """Standard error of categorical omega of the sum of some items, by the delta method.

    Omega depends on thresholds and polychoric correlations of the items, and through the
    estimates on all moments; their covariance is Gamma / n.
    """
    assert fit.gamma is not None
    slope = moment_slope(fit, parts, inside)
    return float(np.sqrt(max(slope @ fit.gamma[0] @ slope, 0) / fit.sample[0].n))


def moment_slope(fit: CfaFit, parts: Parts, inside: np.ndarray) -> np.ndarray:
    """Derivatives of categorical omega of some items by the sample moments, shape (s,)."""
    at = np.flatnonzero(inside)
    cut = np.flatnonzero(inside[parts.item])
    item = np.searchsorted(at, parts.item[cut])
    upper, pairs = np.triu_indices(len(at)), np.triu_indices(len(at), 1)
    sizes = np.cumsum([len(upper[0]), len(pairs[0])])

    def omega(argument: np.ndarray) -> float:
        common, total, thresholds = np.split(argument, sizes)
        true, whole = symmetric(common, upper), symmetric(total, pairs) + np.eye(len(at))
        return composite_reliability(
            np.ones(len(at)),
            category_covariance(true, thresholds, item),
            category_covariance(whole, thresholds, item),
        )

    inner = np.ix_(at, at)
    argument = np.concatenate(
        [parts.common[inner][upper], parts.total[inner][pairs], parts.thresholds[cut]]
    )
    by_common, by_total, by_threshold = np.split(central(omega, argument), sizes)
    by_parameter = by_common @ common_changes(fit, at[upper[0]], at[upper[1]])
    layout = moment_layout(fit.model.groups[0], mean_structure=fit.model.mean_structure)
    slope = by_parameter @ parameter_changes(fit)
    place = {
        pair: i
        for i, pair in enumerate(zip(layout.variable, layout.other, strict=True))
        if layout.kind[i] == Moment.COVARIANCE
    }
    slope[[place[a, b] for a, b in zip(at[pairs[0]], at[pairs[1]], strict=True)]] += by_total
    where = {t: i for i, t in enumerate(layout.threshold) if t >= 0}
    slope[[where[t] for t in cut]] += by_threshold
    return slope


def symmetric(values: np.ndarray, where: tuple[np.ndarray, ...]) -> np.ndarray:
    """A symmetric matrix from the entries of its upper triangle."""
    size = int(where[0].max()) + 1 if len(where[0]) else 1
    size = max(size, int(where[1].max()) + 1 if len(where[1]) else 1)
    found = np.zeros((size, size))
    found[where] = values
    found[where[::-1]] = values
    return found


def central(function: Callable[[np.ndarray], float], argument: np.ndarray) -> np.ndarray:
    """Derivatives of a number by each entry of its argument."""
    steps = STEP * np.eye(len(argument))
    return np.array(
        [(function(argument + h) - function(argument - h)) / (2 * STEP) for h in steps]
    )


def common_changes(fit: CfaFit, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Derivatives of common correlations by the parameters, shape (entries, q)."""
    found = np.zeros((len(rows), len(fit.parameters)))
    every = range(len(fit.table.factors))
    cuts = np.isin(
        np.arange(len(fit.model.offset)),
        fit.model.groups[0].element[fit.model.groups[0].matrix == Matrix.TAU],
    )
    for q in np.flatnonzero((fit.model.basis[~cuts] != 0).any(axis=0)):
        h = np.zeros(len(fit.parameters))
        h[q] = STEP
        change = common_correlation(fit.model, fit.parameters + h, every)
        change = change - common_correlation(fit.model, fit.parameters - h, every)
        found[:, q] = change[rows, columns] / (2 * STEP)
    return found


def parameter_changes(fit: CfaFit) -> np.ndarray:
    """Derivatives of the estimates by the sample moments: (D'WD)^-1 D'W, shape (q, s)."""
    assert fit.weight is not None
    change = jacobian(fit.model, 0, elements(fit.model, fit.parameters)) @ fit.model.basis
    pulled = weighted(fit.weight[0], change)
    return np.linalg.solve(change.T @ pulled, pulled.T)
