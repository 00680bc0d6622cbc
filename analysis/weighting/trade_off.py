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
            if 1 < focal[t].sum() < t.sum() - 1
        ]
        mean = np.nanmean(held_out, axis=0) if held_out else np.full_like(fitted, np.nan)
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
    differences = (x[~focal].mean(axis=0) - x[focal].mean(axis=0)) / pooled
    validities = np.corrcoef(np.column_stack([x, y]), rowvar=False)[:-1, -1]
    within = np.corrcoef(residual, rowvar=False)
    return or_equal(pareto_weights(within, validities, differences, SHARES))


def tried(x: np.ndarray, y: np.ndarray, focal: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Validity and group difference (reference less focal) of each composite, shape (2, l)."""
    composites = x @ weights.T
    validity = [float(np.corrcoef(c, y)[0, 1]) for c in composites.T]
    sides = composites[focal], composites[~focal]
    squares = sum(((s - s.mean(axis=0)) ** 2).sum(axis=0) for s in sides)
    pooled = np.sqrt(squares / (len(x) - 2))
    return np.array([validity, (sides[1].mean(axis=0) - sides[0].mean(axis=0)) / pooled])
