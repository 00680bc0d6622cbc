"""Empty scores and controls, filled several times: what multiple imputation gives a design."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.seeds import stream
from analysis.stats.little_mcar import em, patterns_of
from analysis.stats.normal_imputation import normal_imputations
from analysis.stats.transforms import natural_log

IMPUTED = "multiple_imputation"
"""The missing-data rule of numbers that rest on completed copies."""

FEWEST_TOGETHER = 10
"""A relation between two variables that fewer people have both of is not imputed from."""

SINGULAR = 1e-8
"""An eigenvalue of the correlations below this leaves no regression to impute by."""


@dataclass(frozen=True, slots=True)
class Imputation:
    """How empty scores and controls are filled; the criterion never is.

    Attributes
    ----------
    count
        Completed copies.
    controls
        Columns of people that help and are filled too, with their transforms (none | log).
    seed
        Of the draws: every rule that asks for the same criterion and source of the same
        people gets the same copies.
    """

    count: int
    controls: Mapping[str, str]
    seed: int

    @classmethod
    def from_settings(cls, given: Mapping[str, Any] | None) -> "Imputation | None":
        """What the workflow's plain values say: count, controls and seed; or nothing."""
        return None if given is None else cls(**given)

    def rng(self, criterion: str, source: str, *fold: str) -> np.random.Generator:
        """The draws of one criterion and source, or of these in one fold."""
        return stream(self.seed, "missing", criterion, source, *fold)


@dataclass(frozen=True, slots=True)
class Gaps:
    """What was there before anything was filled.

    Attributes
    ----------
    values
        Scores, criterion and varying controls of everybody with a score, with or without a
        criterion; shape (n, q), NaN where empty.
    clusters
        Their clusters: codes 0, 1, ... without gaps, shape (n,).
    criterion
        The column of the criterion; the controls stand behind it.
    controls
        Names of the controls, in the order of their columns.
    """

    values: np.ndarray
    clusters: np.ndarray
    criterion: int
    controls: tuple[str, ...]

    @property
    def counted(self) -> np.ndarray:
        """Who has a criterion and is analysed, shape (n,)."""
        return ~np.isnan(self.values[:, self.criterion])

    @property
    def any(self) -> bool:
        """Whether anything that the analysed people should have is empty."""
        return bool(np.isnan(self.values[self.counted]).any())

    @property
    def noise_share(self) -> float:
        """The smallest share of the analysed people who have a score, over the scores."""
        there = ~np.isnan(self.values[self.counted, : self.criterion])
        return float(there.mean(axis=0).min())


def control_values(
    persons: pd.Index, people: pd.DataFrame, controls: Mapping[str, str]
) -> pd.DataFrame:
    """The transformed controls of `persons`, NaN where one has none."""
    rows = people.drop_duplicates("person").set_index("person").reindex(persons)
    values = {}
    for name, transform in controls.items():
        column = rows[name].to_numpy(dtype=float, na_value=np.nan)
        values[name] = natural_log(column) if transform == "log" else column
    return pd.DataFrame(values, index=range(len(persons)))


def varying(controls: pd.DataFrame) -> list[str]:
    """The controls in which two known values differ."""
    values = controls.to_numpy(dtype=float)
    differ = [len(np.unique(column[~np.isnan(column)])) > 1 for column in values.T]
    return [str(name) for name, varies in zip(controls, differ, strict=True) if varies]


def gap_problems(gaps: Gaps, names: list[str]) -> list[str]:
    """Why these gaps cannot be filled, one line each, without the place."""
    n, q = gaps.values.shape
    if n <= q + 1:
        return [
            f"{n} people for {q} variables (scores, criterion, controls): missing.policy "
            f"imputed needs at least {q + 2}"
        ]
    there = ~np.isnan(gaps.values)
    together = there.T.astype(int) @ there
    apart = [
        f"{names[a]} and {names[b]} are known together of {together[a, b]} people: "
        f"missing.policy imputed needs at least {FEWEST_TOGETHER}"
        for b in range(q)
        for a in range(b)
        if together[a, b] < FEWEST_TOGETHER
    ]
    constant = [
        f"{name} is the same for all who have it"
        for name, column in zip(names, gaps.values.T, strict=True)
        if not np.nanmax(column, initial=-np.inf) > np.nanmin(column, initial=np.inf)
    ]
    return apart + constant or singular(gaps)


def singular(gaps: Gaps) -> list[str]:
    """A line where the variables are linear combinations of one another."""
    z = gaps.values / np.nanstd(gaps.values, axis=0)
    try:
        _, covariance, _ = em(patterns_of(z, ~np.isnan(z)))
    except np.linalg.LinAlgError:
        smallest = 0.0
    else:
        smallest = float(np.linalg.eigvalsh(covariance).min())
    if smallest > SINGULAR:
        return []
    return [
        "scores and controls are linear combinations of one another: missing.policy imputed "
        "cannot fill one from the others"
    ]


def filled_copies(gaps: Gaps, *, count: int, rng: np.random.Generator) -> np.ndarray:
    """Completed values of the analysed people, shape (count, n, q).

    Everybody teaches the imputation; who has no criterion is left out afterwards, because a
    drawn criterion tells nothing about slopes.

    References
    ----------
    von Hippel (2007), Sociological Methodology 37, 83-117,
    https://doi.org/10.1111/j.1467-9531.2007.00180.x (multiple imputation, then deletion)
    """
    return normal_imputations(gaps.values, gaps.clusters, count=count, rng=rng)[:, gaps.counted]
