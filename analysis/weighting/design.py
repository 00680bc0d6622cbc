"""Who goes into a validity analysis: complete people, their scores, criterion and cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.notes import Note, note
from analysis.stats.bootstrap import sample_correlations
from analysis.stats.effective_size import effective_size
from analysis.weighting.design_inputs import (
    cluster_codes,
    input_problems,
    rows_with,
    weights_of,
    wide_errors,
    wide_scores,
)

MISSING = "listwise"
"""The missing-data rule of every number here."""

FEW_CLUSTERS = 10
"""Below this many clusters even CR2 needs caution: Cameron, Gelbach & Miller (2008)."""

COLLINEAR = 1e-10
"""An eigenvalue of the predictor correlations below this is zero."""


@dataclass(frozen=True, slots=True)
class Design:
    """One criterion and the scores of one source, for the people who have both.

    Attributes
    ----------
    criterion, source
        What is predicted from whose answers.
    scores
        Complete people by dimension, in the order of `people`.
    values
        Criterion of each person, shape (n,).
    people
        Person codes, ascending, shape (n,).
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,); everyone their own without clusters.
    notes
        What to be careful about.
    case_weights
        Weight of each person, shape (n,), positive; None where the study names none.
    error_variances
        Variance of the errors of measurement of each score, shape (p,); NaN where unknown.
    """

    criterion: str
    source: str
    scores: pd.DataFrame
    values: np.ndarray
    people: np.ndarray
    clusters: np.ndarray
    notes: list[Note]
    case_weights: np.ndarray | None
    error_variances: np.ndarray

    @property
    def dimensions(self) -> list[str]:
        """The predictors, in the order of the questionnaire."""
        return list(self.scores.columns)

    @property
    def n_clusters(self) -> int:
        """How many clusters the people come from."""
        return int(self.clusters.max()) + 1

    @property
    def data(self) -> np.ndarray:
        """Scores and, last, criterion; shape (n, p + 1)."""
        return np.column_stack([self.scores.to_numpy(), self.values])

    @property
    def correlations(self) -> np.ndarray:
        """Correlations of scores and, last, criterion; shape (1, p + 1, p + 1)."""
        return sample_correlations(self.data, case_weights=self.case_weights)

    @property
    def weights(self) -> np.ndarray:
        """Weight of each person, shape (n,): 1 for everyone without case weights."""
        return np.ones(len(self.values)) if self.case_weights is None else self.case_weights

    @property
    def n_effective(self) -> float:
        """How many equally weighted people they are worth (Kish): n without case weights."""
        return effective_size(self.weights)

    @property
    def standardised_scores(self) -> np.ndarray:
        """The scores in (weighted) standard deviations from their means, shape (n, p)."""
        means, sds = moments_of(self.scores.to_numpy(), self.case_weights)
        return (self.scores.to_numpy() - means) / sds

    @property
    def reliabilities(self) -> np.ndarray:
        """Share of each score's variance among these people that is no error, shape (p,)."""
        x = self.scores.to_numpy()
        deviation = x - np.average(x, axis=0, weights=self.weights)
        variances = np.average(deviation**2, axis=0, weights=self.weights)
        return 1 - self.error_variances / variances


def moments_of(
    values: np.ndarray, case_weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Means and standard deviations (n - 1) of the columns of `values` (n, p), each (p,)."""
    if case_weights is None:
        return values.mean(axis=0), values.std(axis=0, ddof=1)
    means = np.average(values, axis=0, weights=case_weights)
    squares = (case_weights[:, None] * (values - means) ** 2).sum(axis=0)
    return means, np.sqrt(squares / (case_weights.sum() - case_weights.mean()))


def designs(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    *,
    predictors_from: Sequence[str],
    cluster: str | None,
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

    Raises
    ------
    DataError
        One line for everything that stands in the way.
    """
    raise_all(input_problems(person_scores, performance, people, predictors_from, cluster))
    found = []
    for source in predictors_from:
        wide, notes = wide_scores(person_scores, source)
        errors = wide_errors(person_scores, source, wide)
        for criterion in performance["criterion"].drop_duplicates().astype(str):
            values = rows_with(performance, criterion=criterion)
            found.append(
                complete_design(criterion, source, wide, errors, values, people, cluster, notes)
            )
    raise_all([problem for design in found for problem in design_problems(design, cluster)])
    return found


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


def mean_of(values: np.ndarray, weights: np.ndarray | None) -> np.ndarray:
    """The weighted mean of each column of `values` (n, p); NaN without rows."""
    if not len(values):
        return np.full(values.shape[1], np.nan)
    return np.average(values, axis=0, weights=weights)


def collinearity_notes(scores: pd.DataFrame, where: dict[str, Any]) -> list[Note]:
    """Names the dimensions that are linear combinations of one another."""
    values = scores.to_numpy()
    if len(values) < 2 or (np.ptp(values, axis=0) == 0).any() or values.shape[1] < 2:
        return []
    eigenvalues, vectors = np.linalg.eigh(np.corrcoef(values, rowvar=False))
    involved = (np.abs(vectors[:, eigenvalues < COLLINEAR]) > np.sqrt(COLLINEAR)).any(axis=1)
    if not involved.any():
        return []
    names = [str(scores.columns[j]) for j in np.flatnonzero(involved)]
    return [note("collinear_dimensions", **where, dimensions=names)]


def design_problems(design: Design, cluster: str | None) -> list[str]:
    """Why a design cannot be analysed, one line each."""
    where = f"{design.criterion} by {design.source}"
    n, p = design.scores.shape
    if n < p + 2:
        return [
            f"{where}: {n} people have all {p} scores and a criterion value; "
            f"at least {p + 2} are needed"
        ]
    spread = np.ptp(design.data, axis=0)
    problems = [
        f"{where}: {name} is the same for all {n} people"
        for name, width in zip([*design.dimensions, design.criterion], spread, strict=True)
        if width == 0
    ]
    if design.n_clusters < 2:
        problems.append(f"{where}: all {n} people share one {cluster}; at least two are needed")
    return problems
