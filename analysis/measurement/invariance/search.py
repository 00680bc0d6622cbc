"""Partial invariance: which parameters must differ so that the rest of a step holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.invariance.anchors import intercept_anchors, loading_anchors
from analysis.measurement.invariance.ordinal_ladder import STEPS
from analysis.measurement.invariance.places import Places
from analysis.measurement.invariance.releases import release_rows
from analysis.stats.holm import holm

Releases = frozenset[tuple[str, str]]
"""Kinds of parameters and items that groups or occasions do not share."""

Fitter = Callable[[str, Releases], CfaFit]
"""Estimates a step of the ladder with some parameters released."""


@dataclass(frozen=True, slots=True)
class Search:
    """What had to be released at a step.

    Attributes
    ----------
    released
        All releases: those of earlier steps and the new ones.
    fit
        The step with these releases.
    tests
        Score tests of every item that is held equal, at the last model: kind, item, statistic,
        df, p_value, change, p_adjusted (Holm).
    """

    released: Releases
    fit: CfaFit
    tests: pd.DataFrame


def search(
    step: str,
    before: CfaFit,
    released: Releases,
    factors: Mapping[str, Sequence[str]],
    fit_step: Fitter,
    places: Places,
    *,
    alpha: float,
) -> Search:
    """Releases until no item that is held equal stands out.

    Parameters
    ----------
    step
        Kind of parameter that becomes equal.
    before
        The step before, as accepted.
    released
        What is released already.
    places
        The groups or occasions that the ladder compares.
    alpha
        Level of the score tests, over all items of a round together (Holm).

    Notes
    -----
    Loadings and intercepts are compared in a unit that the anchors set (`anchors`):
    everything but the anchors is released, then what does not differ is held equal again.
    Thresholds and residuals have their unit from their own item. Then the item that stands out
    most is released and all others are tested again, until none stands out. An item released at
    one step stays so.
    """
    items = [item for own in factors.values() for item in own]
    found = released | suspects(step, before, released, factors, places)
    found = held_again(step, found, released, fit_step, places, alpha=alpha)
    while True:
        fit = fit_step(step, found)
        held = [item for item in items if (step, item) not in found and free(item, found)]
        if not held or not usable(fit):
            return Search(found, fit, pd.DataFrame())
        tests = release_rows(fit, step, held, places)
        tests = tests.assign(p_adjusted=holm(tests["p_value"].to_numpy()))
        worst = tests["p_adjusted"].fillna(1).idxmin()
        if not tests.loc[worst, "p_adjusted"] < alpha or len(held) <= len(factors):
            return Search(found, fit, tests)
        found |= from_here(step, str(tests.loc[worst, "item"]))


def usable(fit: CfaFit) -> bool:
    """Whether a fit may be compared with others."""
    return bool(fit.converged and np.isfinite(fit.covariance).all())


def free(item: str, released: Releases) -> bool:
    """Whether an item shares its thresholds, without which nothing of it can be compared."""
    return ("thresholds", item) not in released


def suspects(
    step: str,
    before: CfaFit,
    released: Releases,
    factors: Mapping[str, Sequence[str]],
    places: Places,
) -> Releases:
    """Releases of all items but the anchors, at the steps that need anchors."""
    shared = {
        factor: [item for item in items if (step, item) not in released]
        for factor, items in factors.items()
    }
    every = {item for items in shared.values() for item in items}
    if step == "loadings":
        anchors = loading_anchors(before, shared, places)
    elif step == "intercepts":
        anchors = intercept_anchors(before, shared, places, among=every)
    else:
        anchors = every
    return frozenset().union(*(from_here(step, item) for item in every - anchors))


def from_here(step: str, item: str) -> Releases:
    """Releases of an item at a step and all later ones."""
    return frozenset((kind, item) for kind in STEPS[STEPS.index(step) :])


def held_again(
    step: str,
    found: Releases,
    before: Releases,
    fit_step: Fitter,
    places: Places,
    *,
    alpha: float,
) -> Releases:
    """Suspects that do not differ once the anchors set the unit are held equal after all."""
    suspected = new_releases(step, found, before)
    if not suspected:
        return found
    p = [held_alone(step, item, found, fit_step, places) for item in suspected]
    p = np.nan_to_num(p, nan=0.0)  # a model that cannot be estimated clears nobody
    cleared = [item for item, value in zip(suspected, holm(p), strict=True) if value >= alpha]
    return found - frozenset().union(*(from_here(step, item) for item in cleared))


def held_alone(
    step: str, item: str, found: Releases, fit_step: Fitter, places: Places
) -> float:
    """P value of the score test of one item held equal while the others are released.

    NaN where such a model cannot be estimated.
    """
    fit = fit_step(step, found - from_here(step, item))
    if not usable(fit):
        return np.nan
    return float(release_rows(fit, step, [item], places)["p_value"].iloc[0])


def new_releases(step: str, found: Releases, before: Releases) -> list[str]:
    """The items that a step released, by name."""
    return sorted({item for kind, item in found - before if kind == step})
