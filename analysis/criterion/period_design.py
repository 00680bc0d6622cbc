"""The regressors of a model of periods: circumstances of the person, the period, the season."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.criterion.controls import control_matrix
from analysis.criterion.period_plan import PeriodPlan
from analysis.stats.transforms import natural_log

SEASON = "season"
"""The column, and the terms, of the month or quarter of the year."""

INDEPENDENT = 1e-7
"""A column that others explain but for this share of its length follows from them."""


@dataclass(frozen=True, slots=True)
class Term:
    """One regressor.

    Attributes
    ----------
    name
        The column it is made from, or `SEASON`.
    transform
        "none", "log" or "factor".
    level
        Of a factor, the level that the regressor marks; else "".
    """

    name: str
    transform: str
    level: str


def terms_of(
    frame: pd.DataFrame, adjust_for: Mapping[str, str], plan: PeriodPlan
) -> list[Term]:
    """The regressors that the rows of `frame` can have, first levels of factors left out."""
    found = [Term(name, transform, "") for name, transform in adjust_for.items()]
    for name, transform in plan.by_period.items():
        if transform == "factor":
            found += factor_terms(name, frame[name].dropna().astype(str).to_numpy())
        else:
            found.append(Term(name, transform, ""))
    if plan.season:
        found += factor_terms(SEASON, frame[SEASON].to_numpy())
    return found


def factor_terms(name: str, labels: np.ndarray) -> list[Term]:
    """A regressor for every level of a factor but the first."""
    return [Term(name, "factor", str(level)) for level in np.unique(labels)[1:]]


def regressors(
    frame: pd.DataFrame, people: pd.DataFrame, terms: list[Term], adjust_for: Mapping[str, str]
) -> np.ndarray:
    """The columns of `terms` for the rows of `frame`, shape (n, q); NaN where not known."""
    controls = control_matrix(people, frame["person"].to_numpy(), adjust_for)
    by_person = dict(zip(adjust_for, controls.T, strict=True))
    columns = [np.empty((len(frame), 0))]
    for term in terms:
        if term.name in by_person and term.transform != "factor":
            columns.append(by_person[term.name][:, None])
        else:
            columns.append(period_column(frame, term)[:, None])
    return np.hstack(columns)


def period_column(frame: pd.DataFrame, term: Term) -> np.ndarray:
    """The column of a `term` that periods have themselves."""
    if term.transform == "factor":
        labels = frame[term.name]
        marked = (labels.astype(str) == term.level).to_numpy(dtype=float)
        return np.where(labels.notna().to_numpy(), marked, np.nan)
    values = frame[term.name].to_numpy(dtype=float, na_value=np.nan)
    return natural_log(values) if term.transform == "log" else values


def independent(columns: np.ndarray) -> np.ndarray:
    """Which centred columns, shape (n, q), do not follow from those before them."""
    kept = np.zeros(columns.shape[1], dtype=bool)
    basis: list[np.ndarray] = []
    for j, column in enumerate(columns.T):
        length = np.linalg.norm(column)
        left = column / length if length > 0 else column
        for direction in basis + basis:
            left = left - direction * (direction @ left)
        size = np.linalg.norm(left)
        if size > INDEPENDENT:
            kept[j] = True
            basis.append(left / size)
    return kept
