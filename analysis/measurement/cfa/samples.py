"""Answers and people of a continuous model, checked and split into groups."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataError, raise_all
from analysis.stats.sem.answers import Answers

MISSING = ("listwise", "fiml")


@dataclass(frozen=True, slots=True)
class Sample:
    """The people a model is fitted to.

    Attributes
    ----------
    groups
        People of every group, in the order of the labels.
    n_left_out
        People left out: any answer missing (listwise) or all of them (fiml).
    """

    groups: list[Answers]
    n_left_out: int


def group_labels(groups: pd.Series | None) -> list[str]:
    """Labels of the groups: categories in order, else sorted values; [""] without groups."""
    if groups is None:
        return [""]
    if isinstance(groups.dtype, pd.CategoricalDtype):
        used = set(groups.dropna())
        return [str(label) for label in groups.cat.categories if label in used]
    return [str(label) for label in sorted(groups.dropna().unique())]


def sample(
    answers: pd.DataFrame,
    items: list[str],
    *,
    missing: str,
    groups: pd.Series | None,
    case_weights: pd.Series | None,
    clusters: pd.Series | None,
) -> Sample:
    """The people with usable answers, group by group.

    Raises
    ------
    DataError
        If a column is missing or not numeric, weights are not positive, or a group cannot
        support any covariance.
    """
    absent = [item for item in items if item not in answers.columns]
    raise_all([f"no column {item!r} in the answers" for item in absent])
    if missing not in MISSING:
        raise DataError(f"missing={missing!r}: expected one of {', '.join(MISSING)}")
    values = answers[items].to_numpy(dtype=float, na_value=np.nan)
    seen = ~np.isnan(values)
    usable = seen.all(axis=1) if missing == "listwise" else seen.any(axis=1)
    raise_all(people_problems(np.asarray(usable), groups, case_weights, clusters))
    weights = np.ones(len(values)) if case_weights is None else case_weights.to_numpy(float)
    weights = weights * usable.sum() / weights[usable].sum() if usable.any() else weights
    cluster = None if clusters is None else pd.factorize(clusters, sort=True)[0]
    member = pd.Series("", index=answers.index) if groups is None else groups.astype(str)
    found = []
    for label in group_labels(groups):
        rows = np.flatnonzero(usable & (member == label).to_numpy())
        own = None if cluster is None else cluster[rows]
        found.append(Answers(values[rows], weights[rows], own))
    problems = [
        problem
        for label, people in zip(group_labels(groups), found, strict=True)
        for problem in group_problems(label, items, people)
    ]
    raise_all(problems)
    return Sample(found, int((~usable).sum()))


def people_problems(
    usable: np.ndarray,
    groups: pd.Series | None,
    case_weights: pd.Series | None,
    clusters: pd.Series | None,
) -> list[str]:
    """What is wrong with groups, weights and clusters, one line each."""
    found = []
    if not usable.any():
        found.append("nobody has usable answers to the items of the model")
    for name, column in (
        ("group", groups),
        ("cluster", clusters),
        ("case weight", case_weights),
    ):
        n = 0 if column is None else int(np.asarray(column.isna())[usable].sum())
        if n:
            found.append(f"{n} people with answers have no {name}")
    if case_weights is not None and (np.asarray(case_weights)[usable] <= 0).any():
        found.append("case weights have to be positive")
    return found


def group_problems(label: str, items: list[str], people: Answers) -> list[str]:
    """Why a group supports no covariance matrix, one line each."""
    where = f"group {label}: " if label else ""
    if len(people.values) < 2:
        return [f"{where}{len(people.values)} people with usable answers"]
    found = []
    for position, item in enumerate(items):
        answered = people.values[~np.isnan(people.values[:, position]), position]
        if len(answered) == 0:
            found.append(f"{where}nobody answered {item}")
        elif (answered == answered[0]).all():
            found.append(f"{where}everybody gave {item} the same answer")
    if people.clusters is not None and len(np.unique(people.clusters)) < 2:
        found.append(f"{where}fewer than two clusters")
    return found
