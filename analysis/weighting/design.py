"""Who goes into a validity analysis: complete people, their scores, criterion and cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.notes import Note, note

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
    """

    criterion: str
    source: str
    scores: pd.DataFrame
    values: np.ndarray
    people: np.ndarray
    clusters: np.ndarray
    notes: list[Note]

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
        return np.corrcoef(self.data, rowvar=False)[None]


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
        person, instrument, source, wave, dimension, score: of unflagged responses.
    performance
        person, criterion, value.
    people
        One row per person, with the column `cluster`.
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
        for criterion in performance["criterion"].drop_duplicates().astype(str):
            values = rows_with(performance, criterion=criterion)
            found.append(
                complete_design(criterion, source, wide, values, people, cluster, notes)
            )
    raise_all([problem for design in found for problem in design_problems(design, cluster)])
    return found


def input_problems(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    predictors_from: Sequence[str],
    cluster: str | None,
) -> list[str]:
    """What the three tables lack, one line each."""
    present = set(person_scores["source"])
    problems = [
        f"predictors_from: no scores from {source!r}; there are: {', '.join(sorted(present))}"
        for source in predictors_from
        if source not in present
    ]
    if performance.empty:
        problems.append("there is no criterion value to weigh the dimensions against")
    if performance.duplicated(["person", "criterion"]).any():
        problems.append("the criterion table has a person twice for the same criterion")
    if cluster is not None and cluster not in people:
        problems.append(f"cluster: the people table has no column {cluster!r}")
    for source in predictors_from:
        asked = rows_with(person_scores, source=source).drop_duplicates(
            ["instrument", "dimension"]
        )
        twice = asked["dimension"][asked["dimension"].duplicated().to_numpy()]
        problems += [
            f"{source}: dimension {name!r} is in more than one instrument"
            for name in sorted(set(twice))
        ]
    return problems


def rows_with(table: pd.DataFrame, **values: str | int) -> pd.DataFrame:
    """The rows of `table` that have these values in these columns."""
    here = np.ones(len(table), dtype=bool)
    for column, value in values.items():
        here &= (table[column] == value).to_numpy(dtype=bool)
    return table.take(np.flatnonzero(here))


def wide_scores(person_scores: pd.DataFrame, source: str) -> tuple[pd.DataFrame, list[Note]]:
    """People by dimension from the first wave of a `source`, and what was passed over."""
    rows = rows_with(person_scores, source=source)
    waves = np.unique(rows["wave"].to_numpy())
    rows = rows_with(rows, wave=int(waves[0]))
    dimensions = list(rows["dimension"].drop_duplicates().astype(str))
    wide = rows.pivot(index="person", columns="dimension", values="score")  # noqa: PD010
    wide = wide.reindex(columns=dimensions).astype(float).sort_index()
    if len(waves) == 1:
        return wide, []
    size = {"wave": int(waves[0]), "n_waves": len(waves)}
    return wide, [note("first_wave_only", source=source, **size)]


def complete_design(
    criterion: str,
    source: str,
    wide: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    cluster: str | None,
    notes: list[Note],
) -> Design:
    """The people of `wide` who have every score and a value in `performance`."""
    values = performance.set_index("person")["value"].reindex(wide.index)
    complete = wide.notna().to_numpy().all(axis=1) & values.notna().to_numpy()
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
    )


def cluster_codes(
    persons: pd.Index, people: pd.DataFrame, cluster: str | None
) -> tuple[np.ndarray, int]:
    """Cluster codes without gaps, and how many people have no known cluster.

    Who has none stands alone.
    """
    if cluster is None:
        return np.arange(len(persons)), 0
    labels = people.drop_duplicates("person").set_index("person")[cluster].reindex(persons)
    unknown = labels.isna().to_numpy()
    codes = np.unique(labels[~unknown].astype(str), return_inverse=True)[1]
    found = np.empty(len(persons), dtype=int)
    found[~unknown] = codes
    found[unknown] = np.arange(unknown.sum()) + (codes.max() + 1 if len(codes) else 0)
    return found, int(unknown.sum())


def collinearity_notes(scores: pd.DataFrame, where: dict[str, Any]) -> list[Note]:
    """Names the dimensions that are linear combinations of one another."""
    values = scores.to_numpy()
    if len(values) < 2 or (values.std(axis=0) == 0).any() or values.shape[1] < 2:
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
    spread = design.data.std(axis=0)
    problems = [
        f"{where}: {name} is the same for all {n} people"
        for name, sd in zip([*design.dimensions, design.criterion], spread, strict=True)
        if sd == 0
    ]
    if design.n_clusters < 2:
        problems.append(f"{where}: all {n} people share one {cluster}; at least two are needed")
    return problems
