"""Who goes into a validity analysis: people, their scores, criterion and cluster."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.notes import Note, note
from analysis.stats.effective_size import effective_size
from analysis.weighting.design_inputs import (
    cluster_codes,
    input_problems,
    rows_with,
    weights_of,
    wide_errors,
    wide_scores,
)
from analysis.weighting.imputation import Imputation, gap_problems
from analysis.weighting.imputed_design import imputed_design, with_copies
from analysis.weighting.one_design import COLLINEAR as COLLINEAR
from analysis.weighting.one_design import FEW_CLUSTERS, Design, collinearity_notes, mean_of
from analysis.weighting.one_design import MISSING as MISSING
from analysis.weighting.one_design import moments_of as moments_of


def designs(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    *,
    predictors_from: Sequence[str],
    cluster: str | None,
    imputation: Imputation | None = None,
) -> list[Design]:
    """One design for every source and criterion, criteria in the order of `performance`.

    Parameters
    ----------
    person_scores
        person, instrument, source, wave, dimension, score and, where it is known, std_error:
        of unflagged responses.
    performance
        person, criterion, value.
    people
        One row per person, with the column `cluster` and, if people are weighted,
        `case_weight`.
    predictors_from
        Sources of scores, each analysed by itself.
    cluster
        Column that says who shares a manager or region; None: people are independent.
    imputation
        How empty scores and controls are filled; None: people with a gap are left out.

    Raises
    ------
    DataError
        One line for everything that stands in the way.
    """
    raise_all(
        [
            *input_problems(person_scores, performance, people, predictors_from, cluster),
            *imputation_problems(people, imputation),
        ]
    )
    found = []
    for source in predictors_from:
        wide, notes = wide_scores(person_scores, source)
        errors = wide_errors(person_scores, source, wide)
        for criterion in performance["criterion"].drop_duplicates().astype(str):
            values = rows_with(performance, criterion=criterion)
            given = (criterion, source, wide, errors, values, people, cluster, notes)
            design = imputation and imputed_design(*given, imputation)
            found.append(design or complete_design(*given))
    raise_all([problem for design in found for problem in design_problems(design, cluster)])
    return [with_copies(design, imputation) if imputation else design for design in found]


def imputation_problems(people: pd.DataFrame, imputation: Imputation | None) -> list[str]:
    """Why nothing can be filled in this study, one line each."""
    if imputation is None:
        return []
    problems = [
        f"controls: the people table has no column {name!r}"
        for name in imputation.controls
        if name not in people
    ]
    if "case_weight" in people:
        problems.append("missing.policy imputed cannot be combined with case weights")
    return problems


def complete_design(
    criterion: str,
    source: str,
    wide: pd.DataFrame,
    errors: np.ndarray,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    cluster: str | None,
    notes: list[Note],
) -> Design:
    """The people of `wide` who have every score and a value in `performance`."""
    values = performance.set_index("person")["value"].reindex(wide.index)
    complete = wide.notna().to_numpy().all(axis=1) & values.notna().to_numpy()
    weights = weights_of(wide.index, people)
    usable = complete if weights is None else complete & (weights > 0)
    n_unweighted, complete = int((complete & ~usable).sum()), usable
    scores = wide.take(np.flatnonzero(complete))
    codes, n_unknown = cluster_codes(scores.index, people, cluster)
    where = {"criterion": criterion, "source": source}
    count = {
        "n": len(scores),
        "n_scored": len(wide),
        "n_with_criterion": len(performance.dropna(subset="value")),
    }
    notes = [*notes, note("complete_people", **where, **count)]
    if n_unknown:
        notes.append(note("people_without_cluster", **where, n=n_unknown))
    if n_unweighted:
        notes.append(note("people_without_case_weight", **where, n=n_unweighted))
    kept = None if weights is None else weights[complete]
    if kept is not None and len(kept):
        worth = {"n": len(kept), "n_effective": effective_size(kept)}
        notes.append(note("people_with_case_weights", **where, **worth))
    n_clusters = len(np.unique(codes))
    if cluster is not None and n_clusters < FEW_CLUSTERS:
        notes.append(note("few_clusters", **where, n_clusters=n_clusters))
    return Design(
        criterion=criterion,
        source=source,
        scores=pd.DataFrame(scores.to_numpy(), columns=list(scores.columns)),
        values=values.to_numpy(dtype=float)[complete],
        people=np.asarray(scores.index),
        clusters=codes,
        notes=notes + collinearity_notes(scores, where),
        case_weights=kept,
        error_variances=mean_of(errors[complete], kept),
    )


def unweighted_notes(found: Sequence[Design], *parts: str) -> list[Note]:
    """Which parts of a rule count everybody alike, where people are weighted."""
    weighted = any(design.case_weights is not None for design in found)
    return [note("without_case_weights", parts=list(parts))] * weighted


def design_problems(design: Design, cluster: str | None) -> list[str]:
    """Why a design cannot be analysed, one line each."""
    where = f"{design.criterion} by {design.source}"
    n, p = design.scores.shape
    if n < p + 2:
        return [
            f"{where}: {n} people have {'all' if design.gaps is None else 'some of'} {p} "
            f"scores and a criterion value; at least {p + 2} are needed"
        ]
    if design.gaps is not None:
        names = [*design.dimensions, design.criterion, *design.gaps.controls]
        problems = [f"{where}: {line}" for line in gap_problems(design.gaps, names)]
    else:
        spread = np.ptp(design.data, axis=0)
        problems = [
            f"{where}: {name} is the same for all {n} people"
            for name, width in zip([*design.dimensions, design.criterion], spread, strict=True)
            if width == 0
        ]
    if design.n_clusters < 2:
        problems.append(f"{where}: all {n} people share one {cluster}; at least two are needed")
    return problems
