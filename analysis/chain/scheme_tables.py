"""What the folds of a cross-validation say about each weighting scheme."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.notes import Note, note
from analysis.stats.composite_weights import SCHEMES
from analysis.stats.resampled_t import corrected_resampled_t
from analysis.weighting.design import MISSING, Design, rows_with
from analysis.weighting.fit import weights_from

UNIT = SCHEMES[0]


def scheme_rows(design: Design, folds: pd.DataFrame, confidence: float) -> list[dict[str, Any]]:
    """One row per scheme: how it does in held-out people, and its gain over unit weights."""
    here = rows_with(folds, criterion=design.criterion, source=design.source)
    by_scheme = [rows_with(here, scheme=scheme) for scheme in SCHEMES]
    values = np.column_stack([rows["estimate"] for rows in by_scheme])
    usable = ~np.isnan(values).any(axis=1)
    values, unit = values[usable], values[usable, 0]
    n_test, n_train = (by_scheme[0][name].to_numpy()[usable] for name in ("n_test", "n_train"))
    return [
        {
            **{"criterion": design.criterion, "source": design.source, "scheme": scheme},
            **estimate_row(r, n_test, n_train, confidence, ""),
            **estimate_row(r - unit, n_test, n_train, confidence, "gain"),
            **{"n": len(design.values), "n_clusters": design.n_clusters},
        }
        for scheme, r in zip(SCHEMES, values.T, strict=True)
    ]


def estimate_row(
    values: np.ndarray, n_test: np.ndarray, n_train: np.ndarray, confidence: float, what: str
) -> dict[str, float]:
    """Mean over folds with its interval, under names that start with `what`."""
    names = [what or "estimate"]
    names += [f"{what}_{n}".strip("_") for n in ("std_error", "ci_low", "ci_high")]
    if len(values) < 2:
        return dict.fromkeys(names, np.nan)
    estimate, inference = corrected_resampled_t(
        values, n_test=n_test, n_train=n_train, confidence=confidence
    )
    found = [inference.std_error[0], inference.ci_low[0], inference.ci_high[0]]
    return dict(zip(names, [estimate, *map(float, found)], strict=True))


def composite_rows(design: Design) -> list[dict[str, Any]]:
    """How each scheme's composite goes with the unit composite, in all people."""
    correlations = design.correlations
    among = correlations[0, :-1, :-1]
    weights = {
        scheme: np.array(
            weights_from(design.data, design.dimensions, correlations, scheme).weights
        )
        for scheme in SCHEMES
    }
    unit = weights[UNIT]
    return [
        {
            **{"criterion": design.criterion, "source": design.source, "scheme": scheme},
            "r_with_unit": composite_correlation(among, w, unit),
            **{"n": len(design.values), "estimator": "pearson", "missing": MISSING},
        }
        for scheme, w in weights.items()
    ]


def composite_correlation(correlations: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of two composites of the same standardised scores."""
    variances = (a @ correlations @ a) * (b @ correlations @ b)
    return float(a @ correlations @ b / np.sqrt(variances))


def fold_notes(folds: pd.DataFrame) -> list[Note]:
    """How many folds of each criterion and source gave no correlation."""
    empty = folds.take(np.flatnonzero(folds["estimate"].isna()))
    lost = empty.drop_duplicates(["criterion", "source", "repeat", "fold"])
    pairs = dict.fromkeys(zip(lost["criterion"], lost["source"], strict=True))
    return [
        note(
            "folds_without_estimate",
            criterion=criterion,
            source=source,
            n=len(rows_with(lost, criterion=criterion, source=source)),
        )
        for criterion, source in pairs
    ]
