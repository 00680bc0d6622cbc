"""How much of the explained performance belongs to each dimension?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.notes import Note, note
from analysis.stats.bootstrap import percentile_interval, resampled_correlations
from analysis.stats.dominance import Dominance, dominance, dominates, share_won
from analysis.stats.relative_weights import relative_weights
from analysis.weighting.design import MISSING, Design, designs


@dataclass(frozen=True, slots=True)
class Importance:
    """R² of each criterion, divided among the dimensions.

    Attributes
    ----------
    importance
        criterion, source, dimension, method (general_dominance | relative_weight), estimate
        (part of R²), share (of R², 0-1), share_ci_low, share_ci_high, std_error, ci_low,
        ci_high, n, n_clusters, draws, estimator, missing.
    dominance
        criterion, source, dimension_a, dimension_b, kind (complete | conditional | general),
        dominates (1: a over b, 0: b over a, 0.5: undetermined), reproducibility (share of
        bootstrap samples with the same verdict), n, draws, estimator, missing.
    confidence
        Level of the percentile intervals.
    notes
        Who was left out, and what to be careful about.
    """

    importance: pd.DataFrame
    dominance: pd.DataFrame
    confidence: float
    notes: list[Note]


def importance(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    *,
    predictors_from: Sequence[str],
    cluster: str | None,
    draws: int,
    confidence: float,
    rng: np.random.Generator,
) -> Importance:
    """General dominance and relative weights with cluster-bootstrap intervals.

    They explain; whether they should weigh is for the cross-validation to say.

    Parameters
    ----------
    person_scores, performance, people, predictors_from, cluster
        See `analysis.weighting.design.designs`.
    draws
        Bootstrap samples of whole clusters.
    confidence
        Level of the percentile intervals.
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
    """
    found = designs(
        person_scores, performance, people, predictors_from=predictors_from, cluster=cluster
    )
    rows: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    notes: list[Note] = []
    for design, stream in zip(found, rng.spawn(len(found)), strict=True):
        resamples = resampled_correlations(
            design.data, design.clusters, draws=draws, rng=stream
        )
        sample, drawn = dominance(design.correlations), dominance(resamples.correlations)
        weights = relative_weights(design.correlations)[0]
        drawn_weights = relative_weights(resamples.correlations)
        rows += importance_rows(
            design, "general_dominance", sample.general[0], drawn.general, confidence
        )
        rows += importance_rows(design, "relative_weight", weights, drawn_weights, confidence)
        verdicts += dominance_rows(design, sample, drawn)
        notes += design.notes
        if resamples.n_degenerate:
            where = {"criterion": design.criterion, "source": design.source}
            notes.append(note("degenerate_draws", **where, n=resamples.n_degenerate))
    return Importance(pd.DataFrame(rows), verdict_table(verdicts), confidence, notes)


def importance_rows(
    design: Design, method: str, estimate: np.ndarray, drawn: np.ndarray, confidence: float
) -> list[dict[str, Any]]:
    """One row per dimension from the sample's estimate (p,) and the bootstrap's (b, p)."""
    low, high = percentile_interval(drawn, confidence=confidence)
    shares = drawn / drawn.sum(axis=1, keepdims=True)
    share_low, share_high = percentile_interval(shares, confidence=confidence)
    std_error = drawn.std(axis=0, ddof=1)
    return [
        {
            **{"criterion": design.criterion, "source": design.source},
            **{"dimension": dimension, "method": method, "estimate": estimate[j]},
            "share": estimate[j] / estimate.sum(),
            **{"share_ci_low": share_low[j], "share_ci_high": share_high[j]},
            **{"std_error": std_error[j], "ci_low": low[j], "ci_high": high[j]},
            **basis(design, len(drawn), method),
        }
        for j, dimension in enumerate(design.dimensions)
    ]


def dominance_rows(design: Design, sample: Dominance, drawn: Dominance) -> list[dict[str, Any]]:
    """One row per pair of dimensions and kind of dominance."""
    in_sample, in_draws = verdicts_of(sample), verdicts_of(drawn)
    names = design.dimensions
    return [
        {
            **{"criterion": design.criterion, "source": design.source},
            **{"dimension_a": names[a], "dimension_b": names[b], "kind": kind},
            "dominates": in_sample[kind][0, a, b],
            "reproducibility": float(
                (in_draws[kind][:, a, b] == in_sample[kind][0, a, b]).mean()
            ),
            **basis(design, len(drawn.general), "dominance_analysis"),
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


def verdict_table(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """The table `dominance`; one dimension alone has no pair."""
    names = ["criterion", "source", "dimension_a", "dimension_b", "kind"]
    numbers = ["dominates", "reproducibility", "n", "n_clusters", "draws"]
    return pd.DataFrame(rows, columns=[*names, *numbers, "estimator", "missing"])


def basis(design: Design, draws: int, estimator: str) -> dict[str, Any]:
    """What stands behind each number."""
    return {
        **{"n": len(design.values), "n_clusters": design.n_clusters, "draws": draws},
        **{"estimator": estimator, "missing": MISSING},
    }
