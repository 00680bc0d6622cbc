"""Which items may carry the comparison of groups: those whose differences agree."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.invariance.places import Places
from analysis.stats.densest_cluster import densest_cluster
from analysis.stats.sem.model import elements

Difference = Callable[[str, str, int], tuple[float, float]]
"""How a factor's item differs between the first and another place, and its standard error."""

WIDTH = 1.96
"""Standard errors by which the differences of two items may differ and still agree."""


def loading_anchors(
    fit: CfaFit, factors: Mapping[str, Sequence[str]], places: Places
) -> set[str]:
    """Items whose loadings changed by one factor from the first place to each other one.

    Parameters
    ----------
    fit
        The thresholds step: factor variances are 1 in every place.
    places
        The groups or occasions compared.
    """
    values, covariance = element_estimates(fit)
    return agreeing(
        places,
        factors,
        lambda factor, item, place: log_ratio(
            values,
            covariance,
            element(fit, places, (factor, "=~", item), 0),
            element(fit, places, (factor, "=~", item), place),
        ),
    )


def intercept_anchors(
    fit: CfaFit, factors: Mapping[str, Sequence[str]], places: Places, *, among: set[str]
) -> set[str]:
    """Items whose intercepts ask for one and the same difference of factor means.

    Parameters
    ----------
    fit
        The loadings step: factor means are 0 in every place.
    places
        The groups or occasions compared.
    among
        Items whose loadings are equal. Those of two categories, which have no intercept of
        their own yet, count as anchors.
    """
    values, covariance = element_estimates(fit)
    unlike = {i for i in among if element(fit, places, (i, "~1", ""), 1) < 0}
    own = {
        factor: [i for i in items if i in among - unlike] for factor, items in factors.items()
    }
    return unlike | agreeing(
        places,
        own,
        lambda factor, item, place: ratio(
            values,
            covariance,
            element(fit, places, (item, "~1", ""), place),
            element(fit, places, (item, "~1", ""), 0),
            element(fit, places, (factor, "=~", item), 0),
        ),
    )


def agreeing(
    places: Places, factors: Mapping[str, Sequence[str]], difference: Difference
) -> set[str]:
    """Items of every factor whose differences agree in every place."""
    found = set()
    for factor, items in factors.items():
        kept = np.ones(len(items), dtype=bool)
        for place in range(1, len(places.labels)):
            pairs = np.array([difference(factor, item, place) for item in items])
            pairs = pairs.reshape(-1, 2)
            kept &= densest_cluster(pairs[:, 0], pairs[:, 1], width=WIDTH)
        found |= {item for item, keep in zip(items, kept, strict=True) if keep}
    return found


def element_estimates(fit: CfaFit) -> tuple[np.ndarray, np.ndarray]:
    """Values of all elements, shape (r,), and their covariance, shape (r, r)."""
    basis = fit.model.basis
    return elements(fit.model, fit.parameters), basis @ fit.covariance @ basis.T


def element(fit: CfaFit, places: Places, parameter: tuple[str, str, str], place: int) -> int:
    """Position of a parameter at a place among all elements; negative if it is fixed."""
    rows, (left, operator, right) = fit.table.rows, parameter
    same = (
        (rows["left"] == places.name(left, place))
        & (rows["operator"] == operator)
        & (rows["right"] == places.name(right, place))
        & (rows["group"] == fit.table.groups[places.group(place)])
    )
    return int(rows["free"].to_numpy()[same.to_numpy()][0])


def log_ratio(
    values: np.ndarray, covariance: np.ndarray, below: int, above: int
) -> tuple[float, float]:
    """Log of the ratio of two elements and its standard error; NaN if signs differ."""
    if not values[above] * values[below] > 0:
        return np.nan, np.nan
    slope = np.array([1 / values[above], -1 / values[below]])
    part = covariance[np.ix_([above, below], [above, below])]
    return float(np.log(values[above] / values[below])), float(np.sqrt(slope @ part @ slope))


def ratio(
    values: np.ndarray, covariance: np.ndarray, above: int, taken: int, below: int
) -> tuple[float, float]:
    """Difference of two elements over a third, and its standard error; `taken` may be fixed."""
    fixed = taken < 0
    away = values[above] - (0.0 if fixed else values[taken])
    slope = np.array([1, -1, -away / values[below]]) / values[below]
    at = [above, below] if fixed else [above, taken, below]
    slope = slope[[0, 2]] if fixed else slope
    part = covariance[np.ix_(at, at)]
    return float(away / values[below]), float(np.sqrt(slope @ part @ slope))
