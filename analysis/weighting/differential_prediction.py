"""Does a composite predict the performance of two groups alike?"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from analysis.stats.cleary import cleary
from analysis.stats.dmod import d_mod_of_moments, resampled_moments
from analysis.weighting.design import MISSING
from analysis.weighting.groups import (
    NO_VARIANCE,
    REMARKS,
    TOO_SMALL,
    Comparison,
    Scored,
    without_gaps,
)

LINES = ["intercept", "intercept_p", "slope", "slope_p", "slope_std_error", "detectable"]
MODS = ["signed", "unsigned", "over", "under"]


def prediction_rows(
    data: Scored,
    pair: Comparison,
    source: str,
    min_group: int,
    *,
    confidence: float,
    power: float,
    draws: int,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """Cleary's model and d_Mod of every composite, among those with a criterion value."""
    known = pair.members & ~np.isnan(data.criterion)
    sides = {"focal": pair.is_focal & known, "reference": pair.is_reference & known}
    named = pair.named() | {f"n_{k}": int(side.sum()) for k, side in sides.items()}
    reason = pair.note or (
        TOO_SMALL if min(s.sum() for s in sides.values()) < min_group else ""
    )
    n_clusters = int(data.clusters.max()) + 1
    counts = rng.multinomial(n_clusters, np.full(n_clusters, 1 / n_clusters), size=draws)
    rows = []
    for scheme in data.composites:
        basis = {"estimator": "cleary_cr2", "missing": MISSING}
        x = data.composites[scheme].to_numpy()
        why = reason or ("" if varies(x, data.criterion, sides) else NO_VARIANCE)
        row = {**named, "source": source, "scheme": scheme, **basis, "note": REMARKS[why]}
        if not why:
            found = cleary(
                x[known],
                data.criterion[known],
                sides["focal"][known],
                without_gaps(data.clusters[known]),
                confidence=confidence,
                power=power,
            )
            row |= {
                **{"intercept": found.intercept, "slope": found.slope},
                "intercept_p": float(found.intercept_inference.p_value[0]),
                "slope_p": float(found.slope_inference.p_value[0]),
                "slope_std_error": float(found.slope_inference.std_error[0]),
                "detectable": found.detectable,
                **mod_columns(data, x, sides, counts, confidence),
            }
        rows.append(row)
    return rows


def varies(x: np.ndarray, y: np.ndarray, sides: Mapping[str, np.ndarray]) -> bool:
    """Whether score and criterion differ among the people of each group."""
    both = np.column_stack([x, y])
    return all((np.ptp(both[side], axis=0) > 0).all() for side in sides.values())


def mod_columns(
    data: Scored,
    x: np.ndarray,
    sides: Mapping[str, np.ndarray],
    counts: np.ndarray,
    confidence: float,
) -> dict[str, float]:
    """d_Mod with percentile intervals over resampled clusters."""
    everyone = np.ones((1, counts.shape[1]))
    both = np.vstack([everyone, counts])
    moments = [
        resampled_moments(x[sides[k]], data.criterion[sides[k]], data.clusters[sides[k]], both)
        for k in ("reference", "focal")
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        found = d_mod_of_moments(*moments)
    tail = (1 - confidence) / 2
    columns = {}
    for name in MODS:
        values = getattr(found, name)
        drawn = values[1:][np.isfinite(values[1:])]
        low, high = np.quantile(drawn, [tail, 1 - tail]) if len(drawn) else (np.nan, np.nan)
        columns |= {
            name: float(values[0]),
            f"{name}_ci_low": float(low),
            f"{name}_ci_high": float(high),
        }
    return columns
