"""Do unequal weights predict new people better than equal ones?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import pandas as pd

from analysis.chain.held_out import FOLDS, Fold, folds_of, results_of
from analysis.chain.left_out import (
    LEFT_OUT,
    LEFT_OUT_MEANS,
    groups_withheld,
    left_out,
    left_out_means,
    left_out_notes,
    years_withheld,
)
from analysis.chain.refit import Choices, StudyData, of_people, refit
from analysis.chain.scheme_tables import (
    composite_rows,
    fold_notes,
    reliabilities_of,
    scheme_notes,
    scheme_rows,
    stability_rows,
)
from analysis.columns import RESPONSE
from analysis.criterion.period_plan import PeriodPlan
from analysis.errors import DataError, raise_all
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.notes import Note, note
from analysis.stats.folds import cluster_folds
from analysis.weighting.design import MISSING, designs, wide_scores
from analysis.weighting.design_inputs import weights_of
from analysis.weighting.evidence import evidence
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


def tournament(
    answers: pd.DataFrame,
    keyed: pd.DataFrame,
    records: pd.DataFrame,
    people: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    kpis: list[Kpi],
    *,
    missing: pd.DataFrame,
    reliability: pd.DataFrame,
    compared: Contenders,
    predictors_from: Sequence[str],
    cluster: str | None,
    leave_out: Sequence[str],
    leave_out_years: bool,
    min_group: int,
    exclude: str,
    families_needed: int,
    expected_false_positive: float,
    seconds_per_item: float,
    max_missing_share: float,
    synonym_correlation: float,
    simulations: int,
    adjust_for: Mapping[str, str],
    shares: Mapping[str, float],
    exposure: str | None,
    plan: PeriodPlan | None = None,
    confidence: float,
    repeats: int,
    folds: int,
    rng: np.random.Generator,
) -> Tournament:
    """Repeated k-fold cross-validation with whole clusters held out.

    Within every fold screening cutoffs, scores, criterion (transforms, adjustment,
    composite) and weights are learned from the other folds' people only.

    Parameters
    ----------
    answers, keyed, missing, records, people, instruments, kpis
        The tables of intake and what they mean. All answers, flagged or not.
    reliability
        Table `dimensions` of the reliability of scores.
    compared
        The schemes.
    predictors_from, cluster
        See `analysis.weighting.design.designs`; clusters are never split over folds.
    leave_out, leave_out_years
        Columns of `people` whose groups are left out one by one; whether the years of the
        records are.
    min_group
        A group of fewer people is not judged.
    exclude
        See `analysis.selection.for_fitting`.
    families_needed, expected_false_positive, seconds_per_item, max_missing_share
        See `analysis.screening.flags.flags`.
    synonym_correlation, simulations
        See `analysis.screening.flags.flags`.
    adjust_for, shares, exposure, plan
        See `analysis.criterion.fit_criterion.fit_criterion`.
    confidence
        Level of the intervals.
    repeats, folds
        How often people are divided, and into how many folds.
    rng
        Divides people, and draws the simulated answers of the screening cutoffs.

    Raises
    ------
    DataError
        One line for everything that stands in the way.
    """
    sources = np.isin(answers["source"].to_numpy(), list(predictors_from))
    responses = answers["response"].to_numpy()[sources]
    data = StudyData(
        answers=with_float_items(answers.take(np.flatnonzero(sources))),
        keyed=with_float_items(
            keyed.take(np.flatnonzero(np.isin(keyed["response"], responses)))
        ),
        missing=missing.take(np.flatnonzero(np.isin(missing["response"], responses))),
        records=records,
        people=people,
        instruments=instruments,
        kpis=kpis,
    )
    choices = Choices(
        exclude=exclude,
        families_needed=families_needed,
        expected_false_positive=expected_false_positive,
        seconds_per_item=seconds_per_item,
        max_missing_share=max_missing_share,
        synonym_correlation=synonym_correlation,
        simulations=simulations,
        adjust_for=adjust_for,
        shares=shares,
        exposure=exposure,
        plan=plan,
    )
    raise_all([f"leave_out: no column {c!r} of people" for c in leave_out if c not in people])
    known = of_people(people, np.intersect1d(data.answers["person"], records["person"]))
    found = cross_validated(
        lambda train, stream: refit(data, choices, train, stream),
        known,
        reliabilities=reliabilities_of(reliability),
        compared=compared,
        predictors_from=predictors_from,
        cluster=cluster,
        confidence=confidence,
        repeats=repeats,
        folds=folds,
        rng=rng,
    )
    by_group, by_year, tune = rng.spawn(3)
    rows = left_out(
        chain(
            groups_withheld(
                lambda train, stream: refit(data, choices, train, stream),
                known,
                leave_out,
                by_group,
            ),
            years_withheld(data, choices, known["person"].to_numpy(), by_year)
            if leave_out_years
            else (),
        ),
        pd.Series(cluster_labels(known, cluster), index=known["person"].to_numpy()),
        weights_by_person(known),
        compared,
        predictors_from=predictors_from,
        min_group=min_group,
        confidence=confidence,
        rng=tune,
    )
    return replace(
        found,
        left_out=rows,
        left_out_means=left_out_means(rows),
        notes=found.notes + left_out_notes(rows),
    )


def with_float_items(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with all items in one block of floats, which folds take rows of much faster."""
    items = [name for name in table if name not in RESPONSE]
    values = table[items].to_numpy(dtype=float, na_value=np.nan)
    labels = table.reindex(columns=[name for name in table if name in RESPONSE])
    return labels.join(pd.DataFrame(values, columns=items, index=table.index))


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
) -> Tournament:
    """The cross-validation of `tournament` for whatever `learn` learns.

    Parameters
    ----------
    learn
        Gives person scores and performance of everyone, learned from the persons it gets.
    people
        The people who are divided into folds.

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
        *learn(persons, next(streams)), people, predictors_from=predictors_from, cluster=cluster
    )
    samples = [
        evidence(d.data, d.clusters, compared, rng=rng, case_weights=d.case_weights)
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
            )
    found = [results_of(by_fold, d.criterion, d.source, compared) for d in whole]
    table = pd.DataFrame([row for f in found for row in f[0]], columns=FOLDS)
    both = list(zip(whole, samples, found, strict=True))
    return Tournament(
        schemes=pd.DataFrame(
            [row for d in whole for row in scheme_rows(d, table, compared, confidence)]
        ).assign(folds=folds, repeats=repeats, estimator=ESTIMATOR, missing=MISSING),
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
