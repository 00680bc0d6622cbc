"""A scoring key leaves the house: nothing in it counts few people or is one person's value."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from analysis.columns import BLOCK
from analysis.criterion.criterion_key import CriterionKey, FittedKpi
from analysis.scoring.score_key import Scale, ScoreKey
from analysis.stats.small_cells import merged_cells, representatives, sizes_of


def released_scores(key: ScoreKey, least: int) -> ScoreKey:
    """`key` with norms of cells of `least` or more; without scales of fewer people."""
    scales = [released_scale(scale, least) for scale in key.scales if scale.n >= least]
    return replace(key, scales=scales)


def released_scale(scale: Scale, least: int) -> Scale:
    """`scale` with neighbouring scores of the norm group in one cell where few have them."""
    scores, counts = np.array(scale.norm_scores), np.array(scale.norm_counts)
    cells = merged_cells(counts, least)
    return replace(
        scale,
        norm_scores=representatives(scores, counts, cells, least).tolist(),
        norm_counts=sizes_of(counts, cells).tolist(),
    )


def released_criterion(key: CriterionKey, least: int) -> CriterionKey:
    """`key` with normal scores of cells of `least` people or more."""
    return replace(key, kpis=[released_kpi(kpi, least) for kpi in key.kpis])


def released_kpi(fitted: FittedKpi, least: int) -> FittedKpi:
    """`fitted` with neighbouring attained values in one cell where few people have them."""
    values, scores, counts = (
        np.array(getattr(fitted, name))
        for name in ("rank_values", "rank_scores", "rank_counts")
    )
    rows = least * periods_of_a_person(fitted)
    cells = merged_cells(counts, rows)
    return replace(
        fitted,
        rank_values=representatives(values, counts, cells, rows).tolist(),
        rank_scores=representatives(scores, counts, cells, rows).tolist(),
        rank_counts=sizes_of(counts, cells).tolist(),
    )


def periods_of_a_person(fitted: FittedKpi) -> int:
    """How many of the ranked values are one person's, on average, rounded up."""
    if fitted.periods is None:
        return 1
    return -(-fitted.periods.n_rows // fitted.periods.n_groups[0])


def released_thresholds(thresholds: pd.DataFrame, least: int) -> list[dict[str, Any]]:
    """The rows of `thresholds` between options that `least` or more chose.

    A threshold says how many chose the options below it, so that two of them count those
    between. Where these are few, the upper threshold is left out.
    """
    if thresholds.empty:
        return []
    rows: list[dict[str, Any]] = []
    for _, own in thresholds.groupby([*BLOCK, "item"], sort=False):
        rows += own.loc[between_many(own, least)].to_dict("records")
    return rows


def between_many(own: pd.DataFrame, least: int) -> np.ndarray:
    """Which thresholds of one item stay, shape (thresholds,)."""
    estimate, n = own["estimate"].to_numpy(dtype=float), int(own["n"].iloc[0])
    known = ~np.isnan(estimate)
    below = np.append(np.rint(n * ndtr(estimate[known])), n)
    counts = np.diff(below, prepend=0).astype(np.int64)
    cells = merged_cells(counts, least)
    stays = np.zeros(len(own), dtype=bool)
    stays[known] = np.diff(cells) > 0
    return stays
