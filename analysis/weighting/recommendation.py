"""What weights follow: the verdict, the recommended weights, and the alternatives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.errors import raise_all
from analysis.notes import Note, note
from analysis.stats.bootstrap import percentile_interval
from analysis.stats.composite_weights import largest_remainder
from analysis.weighting.design import designs, rows_with
from analysis.weighting.evidence import averaged, design_evidence, redrawn
from analysis.weighting.expert import JUDGES, ExpertWeights
from analysis.weighting.imputation import Imputation
from analysis.weighting.one_design import Design
from analysis.weighting.points import TOTAL_POINTS, Bounds, at_bounds, bound_problems, bounded
from analysis.weighting.rank_changes import rank_change_rows, rank_table
from analysis.weighting.resampled_design import resampled_design
from analysis.weighting.schemes import (
    BLIND,
    UNIT,
    Contenders,
    Evidence,
    or_equal,
    scheme_weights,
)
from analysis.weighting.verdict import Demand, evidence_of, of_composite, precision_of, verdict

SLOW_DRAWS = 500
"""Resamples of the elastic net, which is solved one by one."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Weights of the standardised dimension scores in the composite.

    Attributes
    ----------
    weights
        Of the recommended scheme and source: source, dimension, scheme, weight (0-1),
        std_error, ci_low, ci_high, points, at_bound ("floor", "cap" or ""), n, n_clusters,
        draws, estimator, missing. Intervals are of the weight before rounding.
    alternatives
        The same columns for every scheme and source.
    covariance
        Bootstrap covariances of the recommended weights: source, dimension_a, dimension_b,
        estimate, n, draws, estimator, missing; each pair once, variances included.
    rank_changes
        source, against, scheme, correlation, mean_change, median_change, ninetieth_change,
        largest_change (percentile points), large_share, replaced_<cut>, n, missing.
    ranks
        source, scheme, person, place, place_unit, change: of the recommended scheme, or of the
        best rival where unit weights are recommended.
    judges
        See `ExpertWeights`.
    scheme
        The recommended scheme.
    source
        Whose scores are weighed: the first of `predictors_from`.
    verdict
        unequal, equal, too_little_data or no_validity; see `analysis.weighting.verdict`.
    evidence
        The numbers behind it.
    step, floor, cap
        What points may be.
    confidence
        Level of the intervals.
    notes
        Who was left out, and what to be careful about.
    """

    weights: pd.DataFrame
    alternatives: pd.DataFrame
    covariance: pd.DataFrame
    rank_changes: pd.DataFrame
    ranks: pd.DataFrame
    judges: pd.DataFrame
    scheme: str
    source: str
    verdict: str
    evidence: dict[str, Any]
    step: int
    floor: int
    cap: int
    confidence: float
    notes: list[Note]


def recommendation(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    schemes: pd.DataFrame,
    *,
    compared: Contenders,
    expert: ExpertWeights | None,
    predictors_from: Sequence[str],
    cluster: str | None,
    draws: int,
    demand: Demand,
    bounds: Bounds,
    cuts: Sequence[float],
    rng: np.random.Generator,
    imputation: Imputation | None = None,
) -> Recommendation:
    """Weights by every scheme, the one that is recommended, and how sure that is.

    Parameters
    ----------
    person_scores, performance, people, predictors_from, cluster, imputation
        See `analysis.weighting.design.designs`. The composite criterion decides, and the
        first source is the recommended one.
    schemes
        Table `schemes` of the tournament.
    compared, expert
        The schemes, and the judgements behind "expert".
    draws
        Bootstrap samples of whole clusters.
    demand
        What is asked of the evidence; see `analysis.weighting.verdict`.
    bounds
        What points may be.
    cuts
        Shares of people at the top, for changes of place.
    rng
        Draws the bootstrap samples.

    Raises
    ------
    DataError
        One line for everything that stands in the way.

    References
    ----------
    Dawes (1979), American Psychologist 34, https://doi.org/10.1037/0003-066X.34.7.571
    Bobko, Roth & Buster (2007), Organizational Research Methods 10,
    https://doi.org/10.1177/1094428106294734
    """
    composite = rows_with(performance, criterion=COMPOSITE)
    found = designs(
        *(person_scores, composite, people),
        predictors_from=predictors_from,
        cluster=cluster,
        imputation=imputation,
    )
    raise_all(bound_problems(bounds, len(found[0].dimensions)))
    first = found[0]
    table = of_composite(schemes, first.source, compared.schemes)
    decided = verdict(table, precision_of(first, **division(table)), demand)
    tables, covariances, changes, notes = [], [], [], []
    for design, stream in zip(found, rng.spawn(len(found)), strict=True):
        tune, draw = stream.spawn(2)
        sample = design_evidence(design, compared, rng=tune)
        drawn = resampled_design(design, draws=draws, rng=draw)
        notes += [*design.notes, *sign_notes(design), *degenerate_notes(design, drawn)]
        weights = bounded_weights(design, sample, compared, bounds)
        for name in compared.schemes:
            spread = scheme_draws(sample, drawn.correlations, design, compared, name, bounds)
            tables.append(scheme_table(design, name, weights[name], spread, demand, bounds))
            if (design.source, name) == (first.source, decided.scheme):
                covariances.append(covariance_table(design, name, spread))
        against = [UNIT, *(["previous"] if "previous" in weights else [])]
        changes += rank_change_rows(design, weights, against, cuts)
        if design is first:
            shown = decided.best if decided.scheme == UNIT else decided.scheme
            ranks = rank_table(design, shown, weights[shown], weights[UNIT])
    alternatives = pd.concat(tables, ignore_index=True)
    chosen = rows_with(alternatives, scheme=decided.scheme, source=first.source)
    return Recommendation(
        weights=chosen.reset_index(drop=True),
        alternatives=alternatives,
        covariance=pd.concat(covariances, ignore_index=True),
        rank_changes=pd.DataFrame(changes),
        ranks=ranks,
        judges=pd.DataFrame(columns=JUDGES) if expert is None else expert.judges,
        scheme=decided.scheme,
        source=first.source,
        verdict=decided.verdict,
        evidence=evidence_of(decided, table, precision_of(first, **division(table)), demand),
        step=bounds.step,
        floor=bounds.floor,
        cap=bounds.cap,
        confidence=demand.confidence,
        notes=notes + ([] if expert is None else expert.notes),
    )


def division(table: pd.DataFrame) -> dict[str, int]:
    """How the cross-validation divided people."""
    return {name: int(table[name].iloc[0]) for name in ("folds", "repeats")}


def bounded_weights(
    design: Design, sample: Evidence, compared: Contenders, bounds: Bounds
) -> dict[str, np.ndarray]:
    """Weights (p,) of all people by scheme; equal ones where there is nothing to weigh by.

    Those of several completed copies are averaged.
    """
    found = {
        name: or_equal(scheme_weights(sample, design.dimensions, compared, name))
        for name in compared.schemes
    }
    return {
        name: bounded(weights.mean(axis=0, keepdims=True), bounds)[0]
        for name, weights in found.items()
    }


def scheme_draws(
    sample: Evidence,
    drawn: np.ndarray,
    design: Design,
    compared: Contenders,
    scheme: str,
    bounds: Bounds,
) -> np.ndarray:
    """The weights (b, p) of the drawn correlation matrices; none of a blind scheme."""
    if scheme in BLIND:
        return np.empty((0, len(design.dimensions)))
    used = drawn[:SLOW_DRAWS] if scheme == "elastic_net" else drawn
    spread = scheme_weights(
        redrawn(averaged(sample), used), design.dimensions, compared, scheme
    )
    return bounded(or_equal(spread), bounds)


def scheme_table(
    design: Design,
    scheme: str,
    weights: np.ndarray,
    spread: np.ndarray,
    demand: Demand,
    bounds: Bounds,
) -> pd.DataFrame:
    """Weights (p,) by one scheme, with percentile intervals from the bootstrap's (b, p)."""
    nothing = np.full(len(weights), np.nan)
    low, high, std_error = nothing, nothing, nothing
    if len(spread):
        low, high = percentile_interval(spread, confidence=demand.confidence)
        std_error = (spread - spread[0]).std(axis=0, ddof=1)
    points = largest_remainder(weights.tolist(), total=TOTAL_POINTS, step=bounds.step)
    return pd.DataFrame(
        {
            **{"source": design.source, "dimension": design.dimensions, "scheme": scheme},
            **{"weight": weights, "std_error": std_error, "ci_low": low, "ci_high": high},
            **{"points": points, "at_bound": at_bounds(points, bounds)},
            **{"n": len(design.values), "n_clusters": design.n_clusters, "draws": len(spread)},
            **{"estimator": f"weights_{scheme}", "missing": design.missing},
        }
    )


def covariance_table(design: Design, scheme: str, spread: np.ndarray) -> pd.DataFrame:
    """Covariances of the weights over the bootstrap's draws (b, p); NaN without draws."""
    names = design.dimensions
    covariance = np.full((len(names), len(names)), np.nan)
    if len(spread):
        covariance = np.atleast_2d(np.cov(spread - spread[0], rowvar=False))
    return pd.DataFrame(
        {
            **{"source": design.source, "dimension_a": names[a], "dimension_b": names[b]},
            **{"estimate": covariance[a, b], "n": len(design.values), "draws": len(spread)},
            **{"estimator": f"weights_{scheme}", "missing": design.missing},
        }
        for b in range(len(names))
        for a in range(b + 1)
    )


def sign_notes(design: Design) -> list[Note]:
    """Names the dimensions that do not go with more of the criterion."""
    validities = design.correlations[0, :-1, -1]
    names = [d for d, r in zip(design.dimensions, validities, strict=True) if r <= 0]
    if not names:
        return []
    where = {"criterion": design.criterion, "source": design.source}
    return [note("validity_not_positive", **where, dimensions=names)]


def degenerate_notes(design: Design, drawn: Any) -> list[Note]:
    """How many resamples were left out."""
    where = {"criterion": design.criterion, "source": design.source}
    return [note("degenerate_draws", **where, n=drawn.n_degenerate)] * bool(drawn.n_degenerate)
