"""One criterion and the scores of one source: what every number of weighting rests on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.notes import Note, note
from analysis.stats.bootstrap import sample_correlations
from analysis.stats.effective_size import effective_size
from analysis.weighting.imputation import IMPUTED, Gaps

MISSING = "listwise"
"""The missing-data rule of every number that rests on complete people."""

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
    copies
        Under multiple imputation: the same people without gaps, once for every imputation;
        `scores` then has NaN, and the averages below are over the copies. Empty where nothing
        had to be filled.
    controls
        Completed controls; None where nothing was filled, and on the design of the copies.
    gaps
        What was there before anything was filled; on copies too.
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
    copies: tuple["Design", ...] = ()
    controls: pd.DataFrame | None = None
    gaps: Gaps | None = None

    @property
    def filled(self) -> tuple["Design", ...]:
        """The designs to analyse: the completed copies, or this one if nothing is empty."""
        return self.copies or (self,)

    @property
    def missing(self) -> str:
        """The missing-data rule of its numbers."""
        return MISSING if self.gaps is None else IMPUTED

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
        if self.copies:
            return np.mean([copy.correlations for copy in self.copies], axis=0)
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
        """The scores in (weighted) standard deviations from their means, shape (n, p).

        NaN where a score is empty.
        """
        means, sds = self.score_moments
        return (self.scores.to_numpy() - means) / sds

    @property
    def score_moments(self) -> tuple[np.ndarray, np.ndarray]:
        """Means and standard deviations (n - 1) of the scores, each of shape (p,)."""
        found = [moments_of(c.scores.to_numpy(), c.case_weights) for c in self.filled]
        means, sds = (np.mean(values, axis=0) for values in zip(*found, strict=True))
        return means, sds

    @property
    def reliabilities(self) -> np.ndarray:
        """Share of each score's variance among these people that is no error, shape (p,)."""
        if self.copies:
            return np.mean([copy.reliabilities for copy in self.copies], axis=0)
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
