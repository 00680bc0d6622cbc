"""How often each verdict is reached in studies of known truth, in memory."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.chain.held_out import Fold, fold_moments, fold_rows, tried
from analysis.chain.scheme_tables import scheme_rows
from analysis.stats.composite_weights import composite_correlation
from analysis.stats.folds import cluster_folds
from analysis.weighting.design import Design
from analysis.weighting.evidence import evidence
from analysis.weighting.schemes import Contenders, or_equal, scheme_weights
from analysis.weighting.verdict import Demand, Verdict, precision_of, verdict


@dataclass(frozen=True, slots=True)
class Truth:
    """What studies are drawn from.

    Attributes
    ----------
    among
        Correlations of the scores, shape (p, p).
    validities
        Their correlations with the criterion, shape (p,).
    clusters, cluster_size
        How many people, and who belongs together.
    icc
        Share of the criterion's unexplained variance that clusters have in common.
    """

    among: np.ndarray
    validities: np.ndarray
    clusters: int
    cluster_size: int
    icc: float


def simulate_verdicts(
    truth: Truth,
    compared: Contenders,
    demand: Demand,
    *,
    studies: int,
    folds: int,
    repeats: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """One row per simulated study.

    Returns
    -------
    DataFrame
        verdict, scheme, best, power, n_needed, gain, gain_ci_low, gain_ci_high (of the best
        rival), true_validity and true_unit (correlation of the recommended and of unit
        weights in the population), true_best (of the best weights there are), regret (what
        the recommended weights stay behind the better of unit weights and the best rival).
    """
    return pd.DataFrame(
        [
            study_row(truth, compared, demand, folds=folds, repeats=repeats, rng=stream)
            for stream in rng.spawn(studies)
        ]
    )


def study_row(
    truth: Truth,
    compared: Contenders,
    demand: Demand,
    *,
    folds: int,
    repeats: int,
    rng: np.random.Generator,
) -> dict[str, object]:
    """The verdict on one drawn study, and how good it is."""
    draw, divide, tune = rng.spawn(3)
    design = drawn_design(truth, draw)
    table = tournament_of(
        design, compared, demand.confidence, folds=folds, repeats=repeats, rng=divide
    )
    found = verdict(table, precision_of(design, folds=folds, repeats=repeats), demand)
    sample = evidence(design.data, design.clusters, compared, rng=tune)
    true = {
        scheme: true_validity(
            truth, or_equal(scheme_weights(sample, design.dimensions, compared, scheme))[0]
        )
        for scheme in {"unit", found.best, found.scheme}
    }
    return row_of(found, table, true, truth)


def row_of(
    found: Verdict, table: pd.DataFrame, true: dict[str, float], truth: Truth
) -> dict[str, object]:
    """What is kept of one study."""
    best = table.loc[found.best]
    slopes = np.linalg.solve(truth.among, truth.validities)
    return {
        **{"verdict": found.verdict, "scheme": found.scheme, "best": found.best},
        **{"power": found.power, "n_needed": found.n_needed},
        **{name: best[name] for name in ("gain", "gain_ci_low", "gain_ci_high")},
        "true_validity": true[found.scheme],
        "true_unit": true["unit"],
        "true_best": float(np.sqrt(truth.validities @ slopes)),
        "regret": max(true["unit"], true[found.best]) - true[found.scheme],
    }


def true_validity(truth: Truth, weights: np.ndarray) -> float:
    """Correlation with the criterion, in the population, of a composite with `weights` (p,)."""
    p = len(weights)
    whole = np.eye(p + 1)
    whole[:p, :p] = truth.among
    whole[:p, p] = whole[p, :p] = truth.validities
    criterion = np.append(np.zeros(p), 1.0)
    return float(composite_correlation(whole, np.append(weights, 0.0), criterion))


def drawn_design(truth: Truth, rng: np.random.Generator) -> Design:
    """Normal scores and criterion of people in clusters."""
    p, n = len(truth.validities), truth.clusters * truth.cluster_size
    clusters = np.repeat(np.arange(truth.clusters), truth.cluster_size)
    scores = rng.normal(size=(n, p)) @ np.linalg.cholesky(truth.among).T
    slopes = np.linalg.solve(truth.among, truth.validities)
    left = 1 - truth.validities @ slopes
    shared = np.sqrt(left * truth.icc) * rng.normal(size=truth.clusters)[clusters]
    own = np.sqrt(left * (1 - truth.icc)) * rng.normal(size=n)
    names = [f"d{j}" for j in range(p)]
    return Design(
        criterion="composite",
        source="simulated",
        scores=pd.DataFrame(scores, columns=names),
        values=scores @ slopes + shared + own,
        people=np.arange(n),
        clusters=clusters,
        case_weights=None,
        error_variances=np.zeros(p),
        notes=[],
    )


def tournament_of(
    design: Design,
    compared: Contenders,
    confidence: float,
    *,
    folds: int,
    repeats: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Schemes of one design by cross-validation: only the weights are learned anew."""
    divide, tune = rng.spawn(2)
    assigned = cluster_folds(design.clusters, folds=folds, repeats=repeats, rng=divide)
    found = []
    data = design.data
    for (repeat, fold), stream in zip(
        np.ndindex(repeats, folds), tune.spawn(repeats * folds), strict=True
    ):
        test = assigned[repeat] == fold
        moments = fold_moments(
            data[~test], data[test], design.clusters[~test], compared, rng=stream
        )
        where = {"source": design.source, "repeat": repeat, "fold": fold}
        counts = {"n_train": int((~test).sum()), "n_test": int(test.sum())}
        found.append(Fold(design.criterion, design.dimensions, where | counts, *moments))
    rows = fold_rows(found, tried(found, compared), compared)
    table = scheme_rows(design, pd.DataFrame(rows), compared, confidence)
    return pd.DataFrame(table).set_index("scheme")
