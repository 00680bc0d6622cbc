"""Which items break a step of invariance: score tests of setting each of them free."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.model_matrices import structural_model
from analysis.measurement.invariance.moment_weights import moment_weights
from analysis.measurement.invariance.places import Places
from analysis.stats.sem.implied import jacobian
from analysis.stats.sem.model import Model, elements
from analysis.stats.sem.release_tests import GroupSlopes, release_test, unfollowed

OPERATORS = {"loadings": "=~", "thresholds": "|", "intercepts": "~1", "residuals": "~~"}
"""Where each kind of parameter stands in a parameter table."""


def release_rows(fit: CfaFit, kind: str, items: list[str], places: Places) -> pd.DataFrame:
    """The test of freeing each item's parameters of a kind in all places but the first.

    Columns kind, item, statistic, df, p_value, change (largest expected change of a parameter,
    in size).

    Parameters
    ----------
    fit
        A step of a ladder.
    kind
        A kind of parameter that the step holds equal.
    items
        Those that it holds equal for.
    places
        The groups or occasions that it holds equal.
    """
    rows, values = opened(fit, kind)
    model = structural_model(replace(fit.table, rows=rows, constraints=()))
    groups, directions = slopes_of(fit, model, values)
    left = unfollowed(groups, directions)
    found = []
    for item in items:
        at = rows["free"].to_numpy()[elsewhere(fit, rows, kind, item, places)]
        test = release_test(groups, [slope[:, at] for slope in left])
        found.append(
            {
                "kind": kind,
                "item": item,
                "statistic": test.statistic,
                "df": test.df,
                "p_value": test.p_value,
                "change": float(test.change[np.abs(test.change).argmax()]),
            }
        )
    return pd.DataFrame(found)


def elsewhere(
    fit: CfaFit, rows: pd.DataFrame, kind: str, item: str, places: Places
) -> np.ndarray:
    """Which rows hold an item's parameters of a kind in another place than the first."""
    found = np.zeros(len(rows), dtype=bool)
    for place in range(1, len(places.labels)):
        here = (rows["group"] == fit.table.groups[places.group(place)]).to_numpy()
        found |= here & of_kind(rows, kind, places.name(item, place))
    return found


def of_kind(rows: pd.DataFrame, kind: str, item: str | None = None) -> np.ndarray:
    """Which rows hold parameters of a kind, of one item or of all."""
    left, right = (rows[side].to_numpy() for side in ("left", "right"))
    own = (rows["operator"] == OPERATORS[kind]).to_numpy()
    if kind == "residuals":
        own = own & (left == right)
    return own if item is None else own & ((right if kind == "loadings" else left) == item)


def opened(fit: CfaFit, kind: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The table with fixed parameters of a kind made elements, and all their values."""
    rows = fit.table.rows.copy()
    closed = of_kind(rows, kind) & (rows["free"] < 0).to_numpy()
    values = elements(fit.model, fit.parameters)
    fixed = rows["fixed"].to_numpy(dtype=float)[closed]
    rows.loc[closed, "free"] = len(values) + np.arange(closed.sum())
    rows.loc[closed, "fixed"] = np.nan
    return rows, np.concatenate([values, fixed])


def slopes_of(
    fit: CfaFit, model: Model, values: np.ndarray
) -> tuple[list[GroupSlopes], list[np.ndarray]]:
    """Every group's slopes by the free parameters and by all elements of the wider model."""
    known, r = moment_weights(fit), len(fit.model.offset)
    groups, directions = [], []
    for g, sample in enumerate(fit.sample):
        slope = jacobian(model, g, values)
        groups.append(
            GroupSlopes(
                own=slope[:, :r] @ fit.model.basis,
                away=known.away[g],
                weight=known.weights[g],
                gamma=known.gammas[g],
                n=sample.n,
            )
        )
        directions.append(slope)
    return groups, directions
