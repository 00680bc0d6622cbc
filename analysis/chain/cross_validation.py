"""Do unequal weights predict new people better than equal ones?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.chain.held_out import FOLDS, fold_rows
from analysis.chain.refit import Choices, StudyData, of_people, refit
from analysis.chain.scheme_tables import composite_rows, fold_notes, scheme_rows
from analysis.columns import RESPONSE
from analysis.criterion.period_plan import PeriodPlan
from analysis.errors import DataError, raise_all
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.notes import Note, note
from analysis.stats.folds import cluster_folds
from analysis.weighting.design import MISSING, designs, wide_scores

ESTIMATOR = "cluster_kfold_mean_r"


Refit = Callable[[np.ndarray, np.random.Generator], tuple[pd.DataFrame, pd.DataFrame]]
"""Person scores and performance of everyone, learned from the person codes it is given."""


@dataclass(frozen=True, slots=True)
class Schemes:
    """How well composites by each scheme predict people of clusters that were held out.

    Attributes
    ----------
    schemes
        criterion, source, scheme, estimate (mean correlation of composite and criterion in
        held-out folds, each fold weighing as its people), std_error, ci_low, ci_high, gain
        (over unit weights), gain_std_error, gain_ci_low, gain_ci_high, n, n_clusters, folds,
        repeats, estimator, missing.
    folds
        criterion, source, repeat, fold, scheme, estimate, n_train, n_test.
    composites
        criterion, source, scheme, r_with_unit (in all people), n, estimator, missing.
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
    confidence: float
    n_people: int
    n_clusters: int
    notes: list[Note]


def schemes(
    answers: pd.DataFrame,
    keyed: pd.DataFrame,
    records: pd.DataFrame,
    people: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    kpis: list[Kpi],
    *,
    missing: pd.DataFrame,
    predictors_from: Sequence[str],
    cluster: str | None,
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
) -> Schemes:
    """Repeated k-fold cross-validation with whole clusters held out.

    Within every fold screening cutoffs, scores, criterion (transforms, adjustment,
    composite) and weights are learned from the other folds' people only.

    Parameters
    ----------
    answers, keyed, missing, records, people, instruments, kpis
        The tables of intake and what they mean. All answers, flagged or not.
    predictors_from, cluster
        See `analysis.weighting.design.designs`; clusters are never split over folds.
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
    return cross_validated(
        lambda train, stream: refit(data, choices, train, stream),
        of_people(people, np.intersect1d(data.answers["person"], records["person"])),
        predictors_from=predictors_from,
        cluster=cluster,
        confidence=confidence,
        repeats=repeats,
        folds=folds,
        rng=rng,
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
    predictors_from: Sequence[str],
    cluster: str | None,
    confidence: float,
    repeats: int,
    folds: int,
    rng: np.random.Generator,
) -> Schemes:
    """The cross-validation of `schemes` for whatever `learn` learns.

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
    divide, refits = rng.spawn(2)
    assigned = cluster_folds(clusters, folds=folds, repeats=repeats, rng=divide)
    streams = iter(refits.spawn(repeats * folds + 1))
    whole = designs(
        *learn(persons, next(streams)), people, predictors_from=predictors_from, cluster=cluster
    )
    rows = []
    for repeat, fold in np.ndindex(repeats, folds):
        held_out = assigned[repeat] == fold
        scores, performance = learn(persons[~held_out], next(streams))
        for source in predictors_from:
            rows += fold_rows(
                wide_scores(scores, source)[0],
                of_people(performance, persons),
                persons[held_out],
                {"source": source, "repeat": repeat, "fold": fold},
            )
    table = pd.DataFrame(rows, columns=FOLDS)
    summary = [row for d in whole for row in scheme_rows(d, table, confidence)]
    return Schemes(
        schemes=pd.DataFrame(summary).assign(
            folds=folds, repeats=repeats, estimator=ESTIMATOR, missing=MISSING
        ),
        folds=table,
        composites=pd.DataFrame([row for d in whole for row in composite_rows(d)]),
        confidence=confidence,
        n_people=len(persons),
        n_clusters=n_clusters,
        notes=notes + [said for d in whole for said in d.notes] + fold_notes(table),
    )


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
