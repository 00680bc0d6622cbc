"""What weights follow: the recommended scheme, its weights, and the alternatives."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.errors import DataError, raise_all
from analysis.notes import Note, note
from analysis.stats.bootstrap import percentile_interval, resampled_correlations
from analysis.stats.composite_weights import (
    SCHEMES,
    Scheme,
    composite_weights,
    largest_remainder,
)
from analysis.weighting.design import MISSING, Design, designs, rows_with
from analysis.weighting.fit import weights_from

TOTAL_POINTS = 100
UNIT = SCHEMES[0]


@dataclass(frozen=True, slots=True)
class RecommendedWeights:
    """Weights of the standardised dimension scores in the composite.

    Attributes
    ----------
    weights
        Of the recommended scheme and source: source, dimension, scheme, weight (0-1),
        std_error, ci_low, ci_high, points, n, n_clusters, draws, estimator, missing.
    alternatives
        The same columns for every scheme and source.
    covariance
        Bootstrap covariances of the recommended weights: source, dimension_a, dimension_b,
        estimate, n, draws, estimator, missing; each pair once, variances included.
    scheme
        The recommended scheme.
    source
        Whose scores are weighed: the first of `predictors_from`.
    reason
        Why: "gain_shown" or "no_gain_shown".
    evidence
        The cross-validated numbers behind it: scheme, estimate, gain, gain_ci_low,
        gain_ci_high of the best differential scheme.
    round_to
        Points are multiples of this.
    confidence
        Level of the intervals.
    notes
        Who was left out, and what to be careful about.
    """

    weights: pd.DataFrame
    alternatives: pd.DataFrame
    covariance: pd.DataFrame
    scheme: str
    source: str
    reason: str
    evidence: dict[str, Any]
    round_to: int
    confidence: float
    notes: list[Note]


def weights(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    schemes: pd.DataFrame,
    *,
    predictors_from: Sequence[str],
    cluster: str | None,
    draws: int,
    confidence: float,
    round_to: int,
    rng: np.random.Generator,
) -> RecommendedWeights:
    """Weights by every scheme, and the one that is recommended.

    Unit weights are recommended unless a differential scheme predicts new people better: its
    cross-validated gain has an interval above 0. Of several such schemes the one with the
    highest cross-validated correlation is recommended.

    Parameters
    ----------
    person_scores, performance, people, predictors_from, cluster
        See `analysis.weighting.design.designs`. The composite criterion decides, and the
        first source is the recommended one.
    schemes
        Table `schemes` of the cross-validation.
    draws
        Bootstrap samples of whole clusters.
    confidence
        Level of the percentile intervals.
    round_to
        Points are multiples of this; 100 must be a multiple of it.
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
    if round_to < 1 or TOTAL_POINTS % round_to:
        raise DataError(f"round_to: {TOTAL_POINTS} is not a multiple of {round_to}")
    composite = rows_with(performance, criterion=COMPOSITE)
    found = designs(
        person_scores, composite, people, predictors_from=predictors_from, cluster=cluster
    )
    source = predictors_from[0]
    scheme, reason, evidence = recommendation(schemes, source)
    tables, covariances, notes = [], [], []
    for design, stream in zip(found, rng.spawn(len(found)), strict=True):
        drawn = resampled_correlations(
            design.data,
            design.clusters,
            draws=draws,
            rng=stream,
            case_weights=design.case_weights,
        )
        notes += [*design.notes, *sign_notes(design)]
        if drawn.n_degenerate:
            where = {"criterion": design.criterion, "source": design.source}
            notes.append(note("degenerate_draws", **where, n=drawn.n_degenerate))
        for name in SCHEMES:
            spread = scheme_draws(drawn.correlations, name)
            tables.append(scheme_table(design, name, spread, confidence, round_to))
            if (design.source, name) == (source, scheme):
                covariances.append(covariance_table(design, name, spread))
    table = pd.concat(tables, ignore_index=True)
    chosen = rows_with(table, scheme=scheme, source=source)
    return RecommendedWeights(
        weights=chosen.reset_index(drop=True),
        alternatives=table,
        covariance=pd.concat(covariances, ignore_index=True),
        scheme=scheme,
        source=source,
        reason=reason,
        evidence=evidence,
        round_to=round_to,
        confidence=confidence,
        notes=notes,
    )


def recommendation(schemes: pd.DataFrame, source: str) -> tuple[Scheme, str, dict[str, Any]]:
    """The recommended scheme, the reason, and the numbers behind it."""
    here = rows_with(schemes, criterion=COMPOSITE, source=source)
    missing = [name for name in SCHEMES if name not in set(here["scheme"])]
    raise_all([f"schemes: no cross-validation of {name} for {source}" for name in missing])
    here = here.set_index("scheme").loc[list(SCHEMES)]
    differential = here.drop(index=UNIT)
    shown = differential[(differential["gain"] > 0) & (differential["gain_ci_low"] > 0)]
    pool = differential if shown.empty else shown
    best = str(pool["estimate"].fillna(-np.inf).idxmax())
    numbers = ("estimate", "gain", "gain_ci_low", "gain_ci_high")
    evidence: dict[str, Any] = {"scheme": best}
    for name in numbers:
        value = float(pool.loc[best, name])  # pyright: ignore[reportArgumentType]
        evidence[name] = value if np.isfinite(value) else None
        if not np.isfinite(value):
            evidence[f"{name}_reason"] = "not_estimable_in_the_folds"
    if shown.empty:
        return UNIT, "no_gain_shown", evidence
    return next(s for s in SCHEMES if s == best), "gain_shown", evidence


def scheme_draws(drawn: np.ndarray, scheme: Scheme) -> np.ndarray:
    """The weights (b, p) of every drawn correlation matrix; equal where nothing goes up."""
    spread = composite_weights(drawn, scheme)
    return np.where(np.isnan(spread), 1 / spread.shape[1], spread)


def scheme_table(
    design: Design, scheme: Scheme, spread: np.ndarray, confidence: float, round_to: int
) -> pd.DataFrame:
    """Weights by one scheme, with percentile intervals from the bootstrap's (b, p)."""
    fitted = weights_from(design.data, design.dimensions, design.correlations, scheme)
    low, high = percentile_interval(spread, confidence=confidence)
    return pd.DataFrame(
        {
            **{"source": design.source, "dimension": design.dimensions, "scheme": scheme},
            **{"weight": fitted.weights, "std_error": (spread - spread[0]).std(axis=0, ddof=1)},
            **{"ci_low": low, "ci_high": high},
            "points": largest_remainder(fitted.weights, total=TOTAL_POINTS, step=round_to),
            **{"n": len(design.values), "n_clusters": design.n_clusters, "draws": len(spread)},
            **{"estimator": f"weights_{scheme}", "missing": MISSING},
        }
    )


def covariance_table(design: Design, scheme: Scheme, spread: np.ndarray) -> pd.DataFrame:
    """Covariances of the weights over the bootstrap's draws (b, p)."""
    names = design.dimensions
    covariance = np.atleast_2d(np.cov(spread - spread[0], rowvar=False))
    return pd.DataFrame(
        {
            **{"source": design.source, "dimension_a": names[a], "dimension_b": names[b]},
            **{"estimate": covariance[a, b], "n": len(design.values), "draws": len(spread)},
            **{"estimator": f"weights_{scheme}", "missing": MISSING},
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
