"""Tables of scores, people and weights, ready to be joined by person."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.notes import Note, note


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
    dimensions = pd.Index(rows["dimension"].drop_duplicates().astype(str), name="dimension")
    persons = pd.Index(np.unique(rows["person"].to_numpy()), name="person")
    values = np.full((len(persons), len(dimensions)), np.nan)
    values[places(rows, persons, dimensions)] = rows["score"].to_numpy(dtype=float)
    wide = pd.DataFrame(values, index=persons, columns=dimensions)
    if len(waves) == 1:
        return wide, []
    size = {"wave": int(waves[0]), "n_waves": len(waves)}
    return wide, [note("first_wave_only", source=source, **size)]


def wide_errors(person_scores: pd.DataFrame, source: str, wide: pd.DataFrame) -> np.ndarray:
    """Squared standard errors of the scores in `wide`, in its shape; NaN where unknown."""
    if "std_error" not in person_scores:
        return np.full(wide.shape, np.nan)
    rows = rows_with(person_scores, source=source)
    rows = rows_with(rows, wave=int(rows["wave"].to_numpy().min()))
    errors = np.full(wide.shape, np.nan)
    errors[places(rows, wide.index, wide.columns)] = (
        rows["std_error"].to_numpy(dtype=float) ** 2
    )
    return errors


def places(
    rows: pd.DataFrame, persons: pd.Index, dimensions: pd.Index
) -> tuple[np.ndarray, np.ndarray]:
    """Where each of the long `rows` stands among `persons` and among `dimensions`."""
    person = persons.get_indexer(pd.Index(rows["person"]))
    return person, dimensions.get_indexer(pd.Index(rows["dimension"].astype(str)))


def weights_of(persons: pd.Index, people: pd.DataFrame) -> np.ndarray | None:
    """The case weight of each of `persons`, NaN where there is none; None without weights."""
    if "case_weight" not in people:
        return None
    table = people.drop_duplicates("person").set_index("person")["case_weight"]
    return table.reindex(persons).to_numpy(dtype=float)


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
