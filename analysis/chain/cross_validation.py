"""Do unequal weights predict new people better than equal ones?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.chain.held_out import FOLDS, Fold, folds_of, results_of
from analysis.chain.left_out import (
    LEFT_OUT,
    LEFT_OUT_MEANS,
)
from analysis.chain.refit import of_people
from analysis.chain.scheme_tables import (
    composite_rows,
    fold_notes,
    scheme_notes,
    scheme_rows,
    stability_rows,
)
from analysis.errors import DataError, raise_all
from analysis.notes import Note, note
from analysis.stats.folds import cluster_folds
from analysis.weighting.design import designs, wide_scores
from analysis.weighting.design_inputs import weights_of
from analysis.weighting.evidence import design_evidence
from analysis.weighting.imputation import Imputation
from analysis.weighting.one_design import MISSING, Design
from analysis.weighting.schemes import Contenders

ESTIMATOR = "cluster_kfold_mean_r"


Refit = Callable[[np.ndarray, np.random.Generator], tuple[pd.DataFrame, pd.DataFrame]]
"""Person scores and performance of everyone, learned from the person codes it is given."""


@dataclass(frozen=True, slots=True)
class Tournament:
    """How well composites by each scheme predict people of clusters that were held out.

    Attributes
    ----------
    schemes
        criterion, source, scheme, estimate (mean correlation of composite and criterion in
        held-out folds, each fold weighing as its people), std_error, ci_low, ci_high, gain
        (over unit weights), gain_std_error, gain_ci_low, gain_ci_high, lag (behind the best
        scheme), lag_std_error, n, n_clusters, folds, repeats, estimator, missing.
    folds
        criterion, source, repeat, fold, scheme, estimate, n_train, n_test.
    composites
        criterion, source, scheme, r_with_unit (in all people), r_between_folds (mean
        correlation of the folds' composites with that of all people), reliability (Mosier),
        n, estimator, missing.
    stability
        criterion, source, scheme, dimension, estimate (mean weight over folds), sd, minimum,
        maximum, zero_share, n_folds.
    left_out
        criterion, source, column, group (a whole group of that column, or a year, on which
        weights learned from all others are tried), scheme, estimate, std_error, ci_low,
        ci_high, gain (over unit weights), n_train, n, n_clusters, note, estimator, missing.
    left_out_means
        criterion, source, column, scheme, estimate and gain (means over groups, by their
        people), n_groups, n_better (groups with a gain), n, estimator, missing.
    confidence
        Level of the intervals.
    n_people, n_clusters
        People with answers and records, and the clusters that folds are made of.
    notes
        What could not be done, and what to be careful about.
    """

    schemes: pd.DataFrame
    folds: pd.DataFrame
    composites: pd.DataFrame
    stability: pd.DataFrame
    left_out: pd.DataFrame
    left_out_means: pd.DataFrame
    confidence: float
    n_people: int
    n_clusters: int
    notes: list[Note]


def cross_validated(
    learn: Refit,
    people: pd.DataFrame,
    *,
    reliabilities: Mapping[tuple[str, str], float],
    compared: Contenders,
    predictors_from: Sequence[str],
    cluster: str | None,
    confidence: float,
    repeats: int,
    folds: int,
    rng: np.random.Generator,
    imputation: Imputation | None = None,
) -> Tournament:
    """The cross-validation of `tournament` for whatever `learn` learns.

    Parameters
    ----------
    learn
        Gives person scores and performance of everyone, learned from the persons it gets.
    people
        The people who are divided into folds.
    imputation
        How empty scores are filled: in every fold by what its training part teaches. None:
        people with an empty score are left out.

    Notes
    -----
    Correlations are taken within each held-out fold, because each fold's composite has its
    own scale; the mean over folds is compared between schemes fold by fold.
    """
    people = people.sort_values("person", ignore_index=True)
    persons, clusters = people["person"].to_numpy(), cluster_labels(people, cluster)
    n_clusters = len(np.unique(clusters))
    if n_clusters < 3:
        raise DataError(
            f"cross-validation: {n_clusters} clusters of people with answers and records; "
            "at least 3 are needed to hold some out"
        )
    notes: list[Note] = []
    if n_clusters < folds:
        notes.append(note("fewer_clusters_than_folds", n_clusters=n_clusters))
        folds = n_clusters
    divide, refits, tuning = rng.spawn(3)
    assigned = cluster_folds(clusters, folds=folds, repeats=repeats, rng=divide)
    streams, tunings = iter(refits.spawn(repeats * folds + 1)), tuning.spawn(2)
    whole = designs(
        *(*learn(persons, next(streams)), people),
        predictors_from=predictors_from,
        cluster=cluster,
        imputation=imputation,
    )
    samples = [
        design_evidence(d, compared, rng=rng)
        for d, rng in zip(whole, tunings[1].spawn(len(whole)), strict=True)
    ]
    by_fold: list[Fold] = []
    by_person = pd.Series(clusters, index=persons)
    by_weight = weights_by_person(people)
    for (repeat, fold), stream in zip(
        np.ndindex(repeats, folds), tunings[0].spawn(repeats * folds), strict=True
    ):
        held_out = assigned[repeat] == fold
        scores, performance = learn(persons[~held_out], next(streams))
        for source in predictors_from:
            by_fold += folds_of(
                wide_scores(scores, source)[0],
                of_people(performance, persons),
                by_person,
                persons[held_out],
                {"source": source, "repeat": repeat, "fold": fold},
                compared,
                rng=stream,
                case_weights=by_weight,
                imputation=imputation,
                people=people,
            )
    found = [results_of(by_fold, d.criterion, d.source, compared) for d in whole]
    table = pd.DataFrame([row for f in found for row in f[0]], columns=FOLDS)
    both = list(zip(whole, samples, found, strict=True))
    return Tournament(
        schemes=pd.DataFrame(
            [row for d in whole for row in scheme_rows(d, table, compared, confidence)]
        ).assign(
            folds=folds, repeats=repeats, estimator=ESTIMATOR, missing=missing_rule(whole)
        ),
        folds=table,
        composites=pd.DataFrame(
            [
                row
                for d, sample, (_, f) in both
                for row in composite_rows(
                    d, sample, f, compared, of_source(reliabilities, d.source)
                )
            ]
        ),
        stability=pd.DataFrame([row for d, _, (_, f) in both for row in stability_rows(d, f)]),
        left_out=pd.DataFrame(columns=LEFT_OUT),
        left_out_means=pd.DataFrame(columns=LEFT_OUT_MEANS),
        confidence=confidence,
        n_people=len(persons),
        n_clusters=n_clusters,
        notes=notes
        + [said for d in whole for said in d.notes]
        + [said for d, sample, _ in both for said in scheme_notes(d, sample, compared)]
        + fold_notes(table),
    )


def missing_rule(whole: Sequence[Design]) -> str:
    """The missing-data rule of the folds: imputation where anybody has a gap."""
    return next((d.missing for d in whole if d.gaps is not None), MISSING)


def weights_by_person(people: pd.DataFrame) -> pd.Series | None:
    """The case weights by person; None where people are not weighted."""
    persons = pd.Index(people["person"])
    weights = weights_of(persons, people)
    return None if weights is None else pd.Series(weights, index=persons)


def of_source(reliabilities: Mapping[tuple[str, str], float], source: str) -> dict[str, float]:
    """The reliabilities of one source, by dimension."""
    return {name: value for (place, name), value in reliabilities.items() if place == source}


def cluster_labels(people: pd.DataFrame, cluster: str | None) -> np.ndarray:
    """What keeps people together: their cluster, or themselves where it is unknown."""
    alone = ("person " + people["person"].astype(str)).to_numpy(dtype=object)
    if cluster is None:
        return alone
    raise_all(
        [f"cluster: the people table has no column {cluster!r}"] * (cluster not in people)
    )
    labels = people[cluster]
    return np.where(labels.isna(), alone, ("cluster " + labels.astype(str)).to_numpy(object))
