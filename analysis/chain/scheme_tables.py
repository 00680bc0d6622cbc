"""What the folds of a cross-validation say about each weighting scheme."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.chain.held_out import Tried
from analysis.notes import Note, note
from analysis.stats.composite_weights import composite_correlation
from analysis.stats.resampled_t import corrected_resampled_t
from analysis.stats.sem.composite_reliability import (
    composite_reliability,
    true_from_reliability,
)
from analysis.weighting.design import rows_with
from analysis.weighting.one_design import Design
from analysis.weighting.schemes import (
    BLIND,
    Contenders,
    Evidence,
    or_equal,
    raw_weights,
    scheme_weights,
)


def scheme_rows(
    design: Design, folds: pd.DataFrame, compared: Contenders, confidence: float
) -> list[dict[str, Any]]:
    """One row per scheme: prediction of held-out people, gain over unit weights, and lag."""
    here = rows_with(folds, criterion=design.criterion, source=design.source)
    by_scheme = [rows_with(here, scheme=scheme) for scheme in compared.schemes]
    values = np.column_stack([rows["estimate"] for rows in by_scheme])
    usable = ~np.isnan(values).any(axis=1)
    values, unit = values[usable], values[usable, 0]
    n_test, n_train = (by_scheme[0][name].to_numpy()[usable] for name in ("n_test", "n_train"))
    leader = best_column(values, n_test)
    return [
        {
            **{"criterion": design.criterion, "source": design.source, "scheme": scheme},
            **within_one(estimate_row(r, n_test, n_train, confidence, "")),
            **estimate_row(r - unit, n_test, n_train, confidence, "gain"),
            **lag_row(values[:, leader] - r, n_test, n_train, confidence),
            **{"n": len(design.values), "n_clusters": design.n_clusters},
        }
        for scheme, r in zip(compared.schemes, values.T, strict=True)
    ]


def best_column(values: np.ndarray, n_test: np.ndarray) -> int:
    """The first scheme with the highest mean over folds (j, s)."""
    if not len(values):
        return 0
    return int(np.round(np.average(values, axis=0, weights=n_test), 12).argmax())


def lag_row(
    behind: np.ndarray, n_test: np.ndarray, n_train: np.ndarray, confidence: float
) -> dict[str, float]:
    """How far a scheme stays behind the best one, with the standard error of that."""
    row = estimate_row(behind, n_test, n_train, confidence, "lag")
    return {name: row[name] for name in ("lag", "lag_std_error")}


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


def within_one(row: dict[str, float]) -> dict[str, float]:
    """An interval of a correlation, cut at -1 and 1; Student's t knows no such end."""
    cut = {name: float(np.clip(row[name], -1, 1)) for name in ("ci_low", "ci_high")}
    return {**row, **cut}


def composite_rows(
    design: Design,
    sample: Evidence,
    found: Tried,
    compared: Contenders,
    reliabilities: Mapping[str, float],
) -> list[dict[str, Any]]:
    """How each composite goes with that of unit weights, how reliable and how stable it is."""
    among = design.correlations[0, :-1, :-1]
    given = np.array([reliabilities.get(d, np.nan) for d in design.dimensions])
    rows = []
    for scheme in compared.schemes:
        w = or_equal(scheme_weights(sample, design.dimensions, compared, scheme)).mean(axis=0)
        in_folds = found.weights[scheme]
        again = composite_correlation(among, in_folds, w)
        rows.append(
            {
                **{"criterion": design.criterion, "source": design.source, "scheme": scheme},
                "r_with_unit": float(composite_correlation(among, w, np.ones(len(w)))),
                "r_between_folds": float(np.nanmean(again)) if (again > -2).any() else np.nan,
                "reliability": composite_reliability(
                    w, true_from_reliability(among, given), among
                ),
                **{"n": len(design.values), "estimator": "pearson", "missing": design.missing},
            }
        )
    return rows


def stability_rows(design: Design, found: Tried) -> list[dict[str, Any]]:
    """How far the weight of each dimension moves from fold to fold."""
    rows = []
    for scheme, weights in found.weights.items():
        used = weights[~np.isnan(weights).any(axis=1)]
        if not len(used):
            continue
        spread = [used.mean(axis=0), used.std(axis=0), used.min(axis=0), used.max(axis=0)]
        rows += [
            {
                **{"criterion": design.criterion, "source": design.source, "scheme": scheme},
                **{"dimension": dimension, "estimate": mean, "sd": sd},
                **{"minimum": low, "maximum": high},
                **{"zero_share": float((used[:, j] == 0).mean()), "n_folds": len(used)},
            }
            for j, (dimension, mean, sd, low, high) in enumerate(
                zip(design.dimensions, *spread, strict=True)
            )
        ]
    return rows


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


def scheme_notes(design: Design, sample: Evidence, compared: Contenders) -> list[Note]:
    """Negative slopes that count as 0, and schemes that never look at performance."""
    where = {"criterion": design.criterion, "source": design.source}
    notes = []
    if "ols" in compared.schemes:
        slopes = raw_weights(sample, design.dimensions, compared, "ols").mean(axis=0)
        names = [d for d, b in zip(design.dimensions, slopes, strict=True) if b < 0]
        notes += [note("negative_slopes", **where, dimensions=names)] if names else []
    if set(BLIND) & set(compared.schemes):
        notes.append(note("blind_schemes"))
        if design.case_weights is not None:
            notes.append(note("without_case_weights", parts=["blind_schemes"]))
    return notes


def reliabilities_of(dimensions: pd.DataFrame) -> dict[tuple[str, str], float]:
    """By source and dimension: omega of the first wave, or alpha where there is no omega."""
    found: dict[tuple[str, str], float] = {}
    for coefficient in ("omega_total", "alpha"):
        rows = rows_with(dimensions, coefficient=coefficient).sort_values("wave", kind="stable")
        for source, dimension, value in rows[["source", "dimension", "estimate"]].itertuples(
            index=False, name=None
        ):
            if np.isfinite(value):
                found.setdefault((source, dimension), float(value))
    return found
