"""How much validity a smaller group difference would cost, in people held out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis.stats.folds import cluster_folds
from analysis.stats.pareto import pareto_weights
from analysis.weighting.groups import Comparison, Scored
from analysis.weighting.schemes import or_equal

SHARES = np.linspace(0, 1, 11)
"""How much the group difference counts at each point, from nothing to everything."""

TRADE_OFF = [
    *("group", "focal", "reference", "n_focal", "n_reference", "source", "share"),
    *("validity", "difference", "cross_validity", "cross_difference", "weights"),
]
"""The columns of the table."""


def trade_off_rows(
    data: Scored,
    pairs: Sequence[Comparison],
    source: str,
    *,
    folds: int,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """The points of every comparison: as fitted, and shrunken by cross-validation.

    Notes
    -----
    Weights fitted to both aims shrink in both when new people come (Song, Wee & Newman 2017,
    https://doi.org/10.1037/apl0000240). Here the shrinkage is not taken from a formula but
    seen: weights are learned in all folds but one and tried in that one, clusters kept whole.
    """
    rows = []
    for pair, stream in zip(pairs, rng.spawn(len(pairs)), strict=True):
        keep = pair.members & ~np.isnan(data.criterion)
        x, y = data.dimensions.to_numpy()[keep], data.criterion[keep]
        focal, clusters = pair.is_focal[keep], data.clusters[keep]
        weights = learned(x, y, focal)
        fitted = tried(x, y, focal, weights)
        parts = min(folds, len(np.unique(clusters)))
        fold = cluster_folds(clusters, folds=parts, repeats=1, rng=stream)[0]
        held_out = [
            tried(x[t], y[t], focal[t], learned(x[~t], y[~t], focal[~t]))
            for t in (fold == k for k in range(parts))
            if all(1 < focal[side].sum() < side.sum() - 1 for side in (t, ~t))
        ]
        mean = mean_of_folds(np.array([np.full_like(fitted, np.nan), *held_out]))
        rows += [
            {
                **{**pair.named(), "source": source, "share": share},
                **{"validity": fitted[0, i], "difference": fitted[1, i]},
                **{"cross_validity": mean[0, i], "cross_difference": mean[1, i]},
                "weights": ";".join(f"{v!r}" for v in weights[i].tolist()),
            }
            for i, share in enumerate(SHARES.tolist())
        ]
    return rows


def learned(x: np.ndarray, y: np.ndarray, focal: np.ndarray) -> np.ndarray:
    """Weights (l, p) along the trade-off; x (n, p), y and focal (n,)."""
    residual = x - np.where(focal[:, None], x[focal].mean(axis=0), x[~focal].mean(axis=0))
    pooled = np.sqrt((residual**2).sum(axis=0) / (len(x) - 2))
    apart = x[~focal].mean(axis=0) - x[focal].mean(axis=0)
    differences = np.divide(apart, pooled, out=np.zeros_like(pooled), where=pooled > 0)
    validities = correlations(np.column_stack([x, y]))[:-1, -1]
    weights = pareto_weights(correlations(residual), validities, differences, SHARES)
    return or_equal(weights)


def tried(x: np.ndarray, y: np.ndarray, focal: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Validity and group difference (reference less focal) of each composite, shape (2, l)."""
    composites = x @ weights.T
    validity = correlations(np.column_stack([composites, y]), undefined=np.nan)[:-1, -1]
    sides = composites[focal], composites[~focal]
    squares = sum(((s - s.mean(axis=0)) ** 2).sum(axis=0) for s in sides)
    pooled = np.sqrt(np.where(squares > 0, squares, np.nan) / (len(x) - 2))
    return np.array([validity, (sides[1].mean(axis=0) - sides[0].mean(axis=0)) / pooled])


def correlations(columns: np.ndarray, undefined: float = 0.0) -> np.ndarray:
    """Correlations of `columns` (n, q), shape (q, q); `undefined` where one does not vary."""
    varies = np.ptp(columns, axis=0) > 0
    found = np.full((len(varies), len(varies)), undefined)
    np.fill_diagonal(found, 1.0)
    if varies.any():
        among = np.corrcoef(columns[:, varies], rowvar=False)
        found[np.ix_(varies, varies)] = np.atleast_2d(among)
    return found


def mean_of_folds(found: np.ndarray) -> np.ndarray:
    """The mean (2, l) of the folds (k, 2, l) in which there is a number; NaN without one."""
    known = ~np.isnan(found)
    number = known.sum(axis=0)
    return np.where(known, found, 0.0).sum(axis=0) / np.where(number > 0, number, np.nan)
