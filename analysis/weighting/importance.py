"""How much of the explained performance belongs to each dimension?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.notes import Note, note
from analysis.stats.bootstrap import ResampledCorrelations
from analysis.stats.dominance import general_dominance
from analysis.stats.intraclass import intraclass_correlation
from analysis.stats.noise_predictor import with_noise
from analysis.stats.relative_weights import relative_weights
from analysis.weighting.design import designs
from analysis.weighting.importance_indices import (
    Samples,
    Spread,
    drawn_samples,
    indices_of,
    latent_samples,
)
from analysis.weighting.importance_rows import (
    commonality_rows,
    conditional_rows,
    difference_rows,
    dominance_rows,
    index_rows,
    set_rows,
)
from analysis.weighting.imputation import Imputation
from analysis.weighting.one_design import Design

MOST_DIMENSIONS = 15
"""Beyond it the 2**p subsets of dominance analysis no longer fit."""

CRITERION = ["criterion", "source"]
INTERVAL = ["estimate", "std_error", "ci_low", "ci_high"]
BASIS = ["n", "n_clusters", "draws", "estimator", "missing"]
COLUMNS = {
    "differences": [
        *(*CRITERION, "level", "dimension_a", "dimension_b", "method", *INTERVAL),
        *("bca_low", "bca_high", *BASIS),
    ],
    "dominance": [
        *(*CRITERION, "dimension_a", "dimension_b", "kind", "dominates", "reproducibility"),
        *BASIS,
    ],
    "conditional": [
        *(*CRITERION, "dimension", "n_others", "estimate", "ci_low", "ci_high"),
        *BASIS,
    ],
    "commonality": [
        *(*CRITERION, "dimensions", "n_dimensions", "estimate", "share", "std_error"),
        *("ci_low", "ci_high", *BASIS),
    ],
    "sets": [
        *(*CRITERION, "set", "dimensions", "n_dimensions", *INTERVAL, "bca_low", "bca_high"),
        *("share", *BASIS),
    ],
}
"""The columns of tables that can be empty."""


@dataclass(frozen=True, slots=True)
class Importance:
    """R² of each criterion, divided among the dimensions.

    Attributes
    ----------
    importance
        criterion, source, level (observed: scores | latent: scores without their errors of
        measurement), dimension, method (general_dominance | relative_weight | pratt |
        zero_order | beta | structure | unique | common), estimate, std_error, ci_low, ci_high
        (percentiles), bca_low, bca_high; of indices that sum to R²: share (0-1),
        share_ci_low, share_ci_high; of the first two: rank (1 = most), rank_ci_low,
        rank_ci_high, rank_held (share of resamples with that rank), above_noise (index less
        that of pure noise), above_noise_ci_low, above_noise_ci_high, important (1 where that
        interval is above 0); n, n_clusters, draws, estimator, missing.
    differences
        criterion, source, level, dimension_a, dimension_b, method, estimate (a less b),
        std_error, ci_low, ci_high, bca_low, bca_high and the same basis.
    dominance
        criterion, source, dimension_a, dimension_b, kind (complete | conditional | general),
        dominates (1: a over b, 0: b over a, 0.5: undetermined), reproducibility (share of
        bootstrap samples with the same verdict) and the same basis.
    conditional
        criterion, source, dimension, n_others (dimensions in the model before it), estimate
        (mean gain in R²), ci_low, ci_high and the same basis.
    commonality
        criterion, source, dimensions (joined by +), n_dimensions, estimate (the part of R²
        that all of these and no others have in common), share, std_error, ci_low, ci_high and
        the same basis; empty beyond six dimensions.
    sets
        criterion, source, set, dimensions, n_dimensions, estimate (general dominance),
        std_error, ci_low, ci_high, bca_low, bca_high, share and the same basis; empty where
        no sets are declared.
    confidence
        Level of the intervals.
    notes
        Who was left out, and what to be careful about.
    """

    importance: pd.DataFrame
    differences: pd.DataFrame
    dominance: pd.DataFrame
    conditional: pd.DataFrame
    commonality: pd.DataFrame
    sets: pd.DataFrame
    confidence: float
    notes: list[Note]


def importance(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    *,
    predictors_from: Sequence[str],
    cluster: str | None,
    sets: Mapping[str, Sequence[str]],
    draws: int,
    confidence: float,
    rng: np.random.Generator,
    imputation: Imputation | None = None,
) -> Importance:
    """Every usual index of importance with cluster-bootstrap intervals.

    They explain; whether they should weigh is for the cross-validation to say.

    Parameters
    ----------
    person_scores, performance, people, predictors_from, cluster, imputation
        See `analysis.weighting.design.designs`.
    sets
        Names of sets of dimensions, each with its members; a dimension is in one at most.
    draws
        Bootstrap samples of whole clusters.
    confidence
        Level of the intervals.
    rng
        Draws the bootstrap samples.

    Raises
    ------
    DataError
        One line for everything that stands in the way.

    References
    ----------
    Azen & Budescu (2003), https://doi.org/10.1037/1082-989X.8.2.129
    Johnson & LeBreton (2004), Organizational Research Methods 7,
    https://doi.org/10.1177/1094428104266510
    Tonidandel, LeBreton & Johnson (2009), https://doi.org/10.1037/a0017735
    """
    found = designs(
        *(person_scores, performance, people),
        predictors_from=predictors_from,
        cluster=cluster,
        imputation=imputation,
    )
    raise_all([problem for design in found for problem in size_problems(design)])
    rows: dict[str, list[dict[str, Any]]] = {"importance": []} | {name: [] for name in COLUMNS}
    notes: list[Note] = []
    for design, stream in zip(found, rng.spawn(len(found)), strict=True):
        tables, said = one_design(design, sets, draws, confidence, stream)
        for name, new in tables.items():
            rows[name] += new
        notes += said
    return Importance(
        importance=pd.DataFrame(rows.pop("importance")),
        **{name: pd.DataFrame(new, columns=COLUMNS[name]) for name, new in rows.items()},
        confidence=confidence,
        notes=notes,
    )


def one_design(
    design: Design,
    sets: Mapping[str, Sequence[str]],
    draws: int,
    confidence: float,
    rng: np.random.Generator,
) -> tuple[dict[str, list[dict[str, Any]]], list[Note]]:
    """The rows of every table for one criterion and source, and its notes."""
    samples, drawn = drawn_samples(design, draws=draws, rng=rng)
    indices = indices_of(samples)
    noise = noise_spreads(design, drawn, rng)
    tables = {
        "importance": index_rows(design, "observed", indices, noise, confidence),
        "differences": difference_rows(design, "observed", indices, confidence),
        "dominance": dominance_rows(design, indices),
        "conditional": conditional_rows(design, indices, confidence),
        "commonality": commonality_rows(design, samples, confidence),
        "sets": set_rows(design, samples, sets, confidence),
    }
    latent = latent_samples(design, samples, drawn)
    if latent is not None:
        indices = indices_of(latent)
        tables["importance"] += index_rows(design, "latent", indices, {}, confidence)
        tables["differences"] += difference_rows(design, "latent", indices, confidence)
    return tables, [*design.notes, *draw_notes(design, samples, latent)]


def noise_spreads(
    design: Design, drawn: ResampledCorrelations, rng: np.random.Generator
) -> dict[str, Spread]:
    """Indices of the dimensions less that of pure noise, in every resample.

    The noise is as alike within clusters as the dimension that is most so, and as incomplete
    as the one with most gaps where scores are imputed.
    """
    found = [
        intraclass_correlation(copy.scores.to_numpy(), copy.clusters) for copy in design.filled
    ]
    alike = np.nan_to_num(np.mean(found, axis=0), nan=0.0)
    share = 1.0 if design.gaps is None else design.gaps.noise_share
    matrices = with_noise(
        drawn.correlations,
        drawn.between,
        drawn.size * share,
        shared=float(np.clip(alike.max(), 0.0, 1.0)),
        rng=rng,
    )
    found = {
        "general_dominance": general_dominance(matrices),
        "relative_weight": relative_weights(matrices),
    }
    nothing = np.full(len(design.dimensions), np.nan)
    return {
        name: Spread(nothing, values[:, 1:] - values[:, :1], nothing[None])
        for name, values in found.items()
    }


def size_problems(design: Design) -> list[str]:
    """One line if there are too many dimensions for all their subsets."""
    p = len(design.dimensions)
    if p <= MOST_DIMENSIONS:
        return []
    return [
        f"{design.criterion} by {design.source}: importance of {p} dimensions would need all "
        f"2^{p} subsets; at most {MOST_DIMENSIONS} dimensions are possible"
    ]


def draw_notes(design: Design, samples: Samples, latent: Samples | None) -> list[Note]:
    """What to know of resamples that were left out, and of latent correlations."""
    where = {"criterion": design.criterion, "source": design.source}
    notes = []
    if samples.n_left_out:
        notes.append(note("degenerate_draws", **where, n=samples.n_left_out))
    if latent is None and not np.isnan(design.error_variances).any():
        notes.append(note("no_latent_importance", **where))
    elif latent is not None and latent.n_left_out > samples.n_left_out:
        n = latent.n_left_out - samples.n_left_out
        notes.append(note("latent_draws_left_out", **where, n=n))
    return notes
