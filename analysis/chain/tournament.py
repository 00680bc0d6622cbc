"""The schemes on people of clusters that were held out, and on groups and years left out."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import pandas as pd

from analysis.chain.cross_validation import (
    Tournament,
    cluster_labels,
    cross_validated,
    weights_by_person,
)
from analysis.chain.left_out import (
    left_out,
    left_out_means,
    left_out_notes,
)
from analysis.chain.refit import Choices, StudyData, of_people, refit
from analysis.chain.scheme_tables import reliabilities_of
from analysis.chain.withheld import groups_withheld, years_withheld
from analysis.columns import RESPONSE
from analysis.criterion.period_plan import PeriodPlan
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.notes import Note
from analysis.weighting.imputation import Imputation
from analysis.weighting.schemes import Contenders

NO_YEARS = "missing.policy imputed does not fill scores for weighting.leave_out_years yet"


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
    imputation: Imputation | None = None,
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
    imputation
        See `analysis.chain.cross_validation.cross_validated`; not with years left out.
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
    raise_all(
        [
            *(f"leave_out: no column {c!r} of people" for c in leave_out if c not in people),
            *[NO_YEARS] * (imputation is not None and leave_out_years),
        ]
    )
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
        imputation=imputation,
    )
    by_group, by_year, tune = rng.spawn(3)
    unlearned: list[Note] = []
    rows = left_out(
        chain(
            groups_withheld(
                lambda train, stream: refit(data, choices, train, stream),
                known,
                leave_out,
                by_group,
                unlearned,
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
        imputation=imputation,
        people=known,
    )
    return replace(
        found,
        left_out=rows,
        left_out_means=left_out_means(rows),
        notes=found.notes + unlearned + left_out_notes(rows),
    )


def with_float_items(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with all items in one block of floats, which folds take rows of much faster."""
    items = [name for name in table if name not in RESPONSE]
    values = table[items].to_numpy(dtype=float, na_value=np.nan)
    labels = table.reindex(columns=[name for name in table if name in RESPONSE])
    return labels.join(pd.DataFrame(values, columns=items, index=table.index))
