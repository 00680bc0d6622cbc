"""What a study of so many people could show, before anybody is asked: by simulation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.chain.simulated_verdicts import Truth, drawn_design, simulate_verdicts
from analysis.errors import raise_all
from analysis.stats.correlation_interval import correlation_interval
from analysis.weighting.design import Design
from analysis.weighting.schemes import Contenders
from analysis.weighting.verdict import VERDICTS, Demand

FEWEST_CLUSTERS = 3
"""With fewer none can be held out."""


@dataclass(frozen=True, slots=True)
class Situation:
    """The design of a study, and how strong the validities are assumed to be.

    Attributes
    ----------
    dimensions
        How many scores.
    correlation
        Of every two of them.
    lowest, highest
        True validities: evenly spread from the one to the other.
    cluster_size
        How many people belong together; 1 where people are independent.
    icc
        Share of the criterion's unexplained variance that they have in common.
    """

    dimensions: int
    correlation: float
    lowest: float
    highest: float
    cluster_size: int
    icc: float

    def truths(self, clusters: int) -> dict[str, Truth]:
        """Studies of so many clusters: validities as assumed, and all equal to their mean."""
        p = self.dimensions
        among = np.full((p, p), self.correlation) + (1 - self.correlation) * np.eye(p)
        spread = np.linspace(self.lowest, self.highest, p)
        validities = {"unequal": spread, "equal": np.full(p, spread.mean())}
        return {
            name: Truth(among, values, clusters, self.cluster_size, self.icc)
            for name, values in validities.items()
        }


def plan(
    situation: Situation,
    people: Sequence[int],
    compared: Contenders,
    demand: Demand,
    *,
    studies: int,
    folds: int,
    repeats: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Simulated power and width of intervals for each number of people.

    Parameters
    ----------
    people
        Numbers of people; each is made up of whole clusters, at least three.
    compared, demand, folds, repeats
        Schemes, what is asked of the evidence, and the cross-validation, as in the study.
    studies
        How many are simulated for each number of people and each truth.

    Returns
    -------
    DataFrame
        truth (unequal | equal validities), n, n_clusters, the share of studies with each
        verdict (columns `VERDICTS`), validity_shown (correlation of the unit-weighted
        composite has an interval above zero), width_composite, width_dimension, width_gain
        (mean widths of the intervals of that correlation, of one dimension's, and of the
        best scheme's gain), regret (mean), studies.

    Raises
    ------
    DataError
        If such validities and correlations cannot exist together.
    """
    raise_all(situation_problems(situation))
    clusters = sorted({whole_clusters(n, situation.cluster_size) for n in people})
    rows = []
    for number, stream in zip(clusters, rng.spawn(len(clusters)), strict=True):
        truths = situation.truths(number)
        for (name, truth), each in zip(truths.items(), stream.spawn(len(truths)), strict=True):
            judge, draw = each.spawn(2)
            table = simulate_verdicts(
                truth,
                compared,
                demand,
                studies=studies,
                folds=folds,
                repeats=repeats,
                rng=judge,
            )
            counts = {"n": number * truth.cluster_size, "n_clusters": number}
            rows.append(
                {"truth": name, **counts}
                | verdict_shares(table)
                | mean_widths(truth, studies, demand.confidence, draw)
                | {"studies": studies}
            )
    return pd.DataFrame(rows)


def whole_clusters(n: int, size: int) -> int:
    """How many clusters of this size come closest to `n` people; three at least."""
    return max(FEWEST_CLUSTERS, round(n / size))


def verdict_shares(table: pd.DataFrame) -> dict[str, float]:
    """How often each verdict is reached, the width of the gain's interval, and the regret."""
    verdicts = table["verdict"].to_numpy()
    shares = {name: float(np.mean(verdicts == name)) for name in VERDICTS}
    low, high, regret = table[["gain_ci_low", "gain_ci_high", "regret"]].to_numpy(dtype=float).T
    return shares | {"width_gain": float(np.mean(high - low)), "regret": float(regret.mean())}


def mean_widths(
    truth: Truth, studies: int, confidence: float, rng: np.random.Generator
) -> dict[str, float]:
    """Intervals of the correlations of the unit-weighted composite and of the first score."""
    rows = [intervals(drawn_design(truth, each), confidence) for each in rng.spawn(studies)]
    return {name: float(np.mean([row[name] for row in rows])) for name in rows[0]}


def intervals(design: Design, confidence: float) -> dict[str, Any]:
    """Widths of both intervals in one study, and whether the first lies above zero."""
    scores = design.scores.to_numpy()
    composite, dimension = (
        correlation_interval(x, design.values, design.clusters, confidence=confidence)
        for x in (scores.mean(axis=1), scores[:, 0])
    )
    return {
        "validity_shown": composite.ci_low[0] > 0,
        "width_composite": composite.ci_high[0] - composite.ci_low[0],
        "width_dimension": dimension.ci_high[0] - dimension.ci_low[0],
    }


def situation_problems(situation: Situation) -> list[str]:
    """Why no population is like `situation`, one line each."""
    p, r = situation.dimensions, situation.correlation
    if p > 1 and not -1 / (p - 1) < r < 1:
        return [f"planning: {p} dimensions cannot all correlate {r:.2f}"]
    found = situation.truths(FEWEST_CLUSTERS).values()
    explained = max(t.validities @ np.linalg.solve(t.among, t.validities) for t in found)
    if explained < 1:
        return []
    return [
        f"planning: validities from {situation.lowest} to {situation.highest} cannot exist "
        f"where {p} dimensions correlate {r:.2f}: they would explain more than everything"
    ]
