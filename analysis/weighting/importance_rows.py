"""Rows of the importance tables: one index, pair, set or level at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from analysis.stats.bootstrap import percentile_interval
from analysis.stats.commonality import commonality
from analysis.stats.dominance import (
    Dominance,
    dominates,
    set_dominance,
    share_won,
    subset_r_squared,
)
from analysis.weighting.importance_indices import PARTS, RANKED, Indices, Samples, Spread
from analysis.weighting.one_design import Design

FULL_PARTITION = 6
"""Up to so many dimensions (63 parts) R² is taken apart in full."""


def index_rows(
    design: Design, level: str, indices: Indices, noise: Mapping[str, Spread], confidence: float
) -> list[dict[str, Any]]:
    """One row per index and dimension."""
    return [
        {
            **{"criterion": design.criterion, "source": design.source, "level": level},
            **{"dimension": dimension, "method": method},
            **{name: values[j] for name, values in columns.items()},
            **basis(design, len(spread.drawn), method),
        }
        for method, spread in indices.spreads.items()
        for columns in [index_columns(method, spread, noise.get(method), confidence)]
        for j, dimension in enumerate(design.dimensions)
    ]


def index_columns(
    method: str, spread: Spread, noise: Spread | None, confidence: float
) -> dict[str, np.ndarray]:
    """Estimates, intervals, shares, ranks and excess over noise of an index, each (p,)."""
    nothing = np.full(len(spread.estimate), np.nan)
    share_names = ("share", "share_ci_low", "share_ci_high")
    rank_names = ("rank", "rank_ci_low", "rank_ci_high", "rank_held")
    noise_names = ("above_noise", "above_noise_ci_low", "above_noise_ci_high", "important")
    columns = {"estimate": spread.estimate, **spread.intervals(confidence)}
    columns |= dict.fromkeys((*share_names, *rank_names, *noise_names), nothing)
    if method in PARTS:
        shares = spread.drawn / spread.drawn.sum(axis=1, keepdims=True)
        limits = percentile_interval(shares, confidence=confidence)
        share = spread.estimate / spread.estimate.sum()
        columns |= dict(zip(share_names, (share, *limits), strict=True))
    if method in RANKED:
        columns |= dict(zip(rank_names, ranks(spread, confidence), strict=True))
    if noise is not None:
        low, high = percentile_interval(noise.drawn, confidence=confidence)
        found = (noise.drawn.mean(axis=0), low, high, (low > 0).astype(float))
        columns |= dict(zip(noise_names, found, strict=True))
    return columns


def ranks(spread: Spread, confidence: float) -> tuple[np.ndarray, ...]:
    """Rank of each dimension (1 = most), its interval, and how often it is the same."""
    rank = ranked(spread.estimate[None])[0]
    drawn = ranked(spread.drawn)
    low, high = percentile_interval(drawn, confidence=confidence)
    return rank, np.floor(low), np.ceil(high), (drawn == rank).mean(axis=0)


def ranked(values: np.ndarray) -> np.ndarray:
    """Ranks within each row of `values` (b, p), 1 for the largest."""
    order = np.argsort(-values, axis=1, kind="stable")
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(1, values.shape[1] + 1)[None], axis=1)
    return place.astype(float)


def difference_rows(
    design: Design, level: str, indices: Indices, confidence: float
) -> list[dict[str, Any]]:
    """One row per index and pair of dimensions."""
    names = design.dimensions
    second, first = np.array([(b, a) for b in range(len(names)) for a in range(b)]).T.reshape(
        2, -1
    )
    if not len(first):
        return []
    return [
        {
            **{"criterion": design.criterion, "source": design.source, "level": level},
            **{"dimension_a": names[a], "dimension_b": names[b], "method": method},
            **{name: values[k] for name, values in columns.items()},
            **basis(design, len(spread.drawn), method),
        }
        for method in RANKED
        for spread in [indices.spreads[method].differences(first, second)]
        for columns in [{"estimate": spread.estimate, **spread.intervals(confidence)}]
        for k, (a, b) in enumerate(zip(first, second, strict=True))
    ]


def dominance_rows(design: Design, indices: Indices) -> list[dict[str, Any]]:
    """One row per pair of dimensions and kind of dominance."""
    in_sample, in_draws = verdicts_of(indices.sample), verdicts_of(indices.drawn)
    names = design.dimensions
    return [
        {
            **{"criterion": design.criterion, "source": design.source},
            **{"dimension_a": names[a], "dimension_b": names[b], "kind": kind},
            "dominates": in_sample[kind][0, a, b],
            "reproducibility": float(
                (in_draws[kind][:, a, b] == in_sample[kind][0, a, b]).mean()
            ),
            **basis(design, len(indices.drawn.general), "dominance_analysis"),
        }
        for b in range(len(names))
        for a in range(b)
        for kind in in_sample
    ]


def verdicts_of(result: Dominance) -> dict[str, np.ndarray]:
    """Who dominates whom, by kind, each of shape (b, p, p)."""
    return {
        "complete": dominates(result.complete),
        "conditional": dominates(share_won(result.conditional)),
        "general": dominates(share_won(result.general[:, :, None])),
    }


def conditional_rows(
    design: Design, indices: Indices, confidence: float
) -> list[dict[str, Any]]:
    """One row per dimension and number of others in the model."""
    low, high = percentile_interval(indices.drawn.conditional, confidence=confidence)
    estimate = indices.sample.conditional[0]
    return [
        {
            **{"criterion": design.criterion, "source": design.source},
            **{"dimension": dimension, "n_others": size, "estimate": estimate[j, size]},
            **{"ci_low": low[j, size], "ci_high": high[j, size]},
            **basis(design, len(indices.drawn.general), "conditional_dominance"),
        }
        for j, dimension in enumerate(design.dimensions)
        for size in range(len(estimate))
    ]


def commonality_rows(
    design: Design, samples: Samples, confidence: float
) -> list[dict[str, Any]]:
    """One row per set of dimensions: what they share in R² and no other has."""
    p = len(design.dimensions)
    if p > FULL_PARTITION:
        return []
    estimate = commonality(subset_r_squared(samples.sample)).mean(axis=1)
    drawn = commonality(subset_r_squared(samples.drawn)).T
    low, high = percentile_interval(drawn, confidence=confidence)
    sets = sorted(range(1, 2**p), key=lambda s: (s.bit_count(), s))
    return [
        {
            **{"criterion": design.criterion, "source": design.source},
            "dimensions": "+".join(d for j, d in enumerate(design.dimensions) if s >> j & 1),
            **{"n_dimensions": s.bit_count(), "estimate": estimate[s]},
            **{"share": estimate[s] / estimate.sum(), "std_error": drawn[:, s].std(ddof=1)},
            **{"ci_low": low[s], "ci_high": high[s]},
            **basis(design, len(drawn), "commonality"),
        }
        for s in sets
    ]


def set_rows(
    design: Design, samples: Samples, sets: Mapping[str, Sequence[str]], confidence: float
) -> list[dict[str, Any]]:
    """One row per declared set of dimensions, and per dimension that is in none."""
    members = sets_of(design.dimensions, sets)
    if not members:
        return []
    where = [[design.dimensions.index(d) for d in names] for names in members.values()]
    stages = (samples.sample, samples.drawn, samples.deleted)
    general = [set_dominance(stage, where).general for stage in stages]
    spread = Spread(general[0].mean(axis=0), general[1], general[2])
    columns = {"estimate": spread.estimate, **spread.intervals(confidence)}
    return [
        {
            **{"criterion": design.criterion, "source": design.source, "set": name},
            **{"dimensions": "+".join(members[name]), "n_dimensions": len(members[name])},
            **{column: values[k] for column, values in columns.items()},
            "share": spread.estimate[k] / spread.estimate.sum(),
            **basis(design, len(spread.drawn), "general_dominance"),
        }
        for k, name in enumerate(members)
    ]


def sets_of(dimensions: list[str], sets: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The declared sets among `dimensions`, then every dimension left, each by itself.

    Empty where no set has a dimension here.
    """
    found = {name: [d for d in dimensions if d in names] for name, names in sets.items()}
    found = {name: names for name, names in found.items() if names}
    taken = {d for names in found.values() for d in names}
    alone = {d: [d] for d in dimensions if d not in taken}
    return found | alone if found else {}


def basis(design: Design, draws: int, estimator: str) -> dict[str, Any]:
    """What stands behind each number."""
    return {
        **{"n": len(design.values), "n_clusters": design.n_clusters, "draws": draws},
        **{"estimator": estimator, "missing": design.missing},
    }
