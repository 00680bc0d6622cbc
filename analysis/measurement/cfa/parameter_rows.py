"""Parameters of a group with lavaan's defaults, and what ties them across groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.measurement.cfa.syntax import ModelSyntax, Statement


@dataclass(slots=True)
class Row:
    """A parameter of one group while the table is being built."""

    left: str
    operator: str
    right: str
    group: str
    label: str
    free: bool
    fixed: float
    start: float
    user: bool

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the parameter in its group."""
        return self.left, self.operator, self.right

    def fix(self, value: float) -> None:
        """Give the parameter a value."""
        self.free, self.fixed = False, value

    def release(self) -> None:
        """Estimate the parameter."""
        self.free, self.fixed = True, np.nan


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything beside the syntax that shapes a model."""

    groups: list[str]
    ordinal: Mapping[str, Sequence[int]]
    std_lv: bool
    orthogonal: bool
    mean_structure: bool
    parameterization: str
    group_equal: Sequence[str]
    group_partial: Sequence[str]


def group_rows(
    syntax: ModelSyntax,
    keys: list[tuple[str, str, str]],
    factors: list[str],
    items: list[str],
    chosen: Choices,
    position: int,
) -> list[Row]:
    """The parameters of one group, with defaults and then the modifiers of the syntax."""
    said = {(s.left, s.operator, s.right): s for s in syntax.statements}
    rows = [
        Row(*key, chosen.groups[position], "", True, np.nan, np.nan, key in said)
        for key in keys
        if key[1] != "|" or int(key[2][1:]) <= chosen.ordinal[key[0]][position]
    ]
    set_scale(rows, factors, chosen, position)
    set_single_indicators(rows, items)
    set_means(rows, factors, chosen, position)
    set_ordinal(rows, chosen, position)
    for row in rows:
        if row.user:
            apply_modifiers(row, said[row.key], position)
    return rows


def set_scale(rows: list[Row], factors: list[str], chosen: Choices, position: int) -> None:
    """Fix the first loading or the variance of each factor; covariances if orthogonal."""
    seen: set[str] = set()
    later = position > 0 and "loadings" in chosen.group_equal
    free_later = later and "lv.variances" not in chosen.group_equal
    for row in rows:
        of_factors = row.operator == "~~" and row.left in factors
        if row.operator == "=~" and row.left not in seen:
            seen.add(row.left)
            if not chosen.std_lv:
                row.fix(1.0)
        elif of_factors and row.left == row.right and chosen.std_lv:
            if row.user or not free_later:
                row.fix(1.0)
        elif of_factors and row.left != row.right and chosen.orthogonal and not row.user:
            row.fix(0.0)


def set_single_indicators(rows: list[Row], items: list[str]) -> None:
    """Fix the residual variance of the only indicator of a factor to 0."""
    loadings = [row for row in rows if row.operator == "=~"]
    measured = [row.left for row in loadings]
    indicators = [row.right for row in loadings]
    single = {
        row.right
        for row in loadings
        if measured.count(row.left) == 1 and indicators.count(row.right) == 1
    }
    for row in rows:
        if (
            row.operator == "~~"
            and row.left == row.right
            and row.left in single
            and not row.user
        ):
            row.fix(0.0)


def set_means(rows: list[Row], factors: list[str], chosen: Choices, position: int) -> None:
    """Factor means are 0, except in later groups whose intercepts or thresholds are equal."""
    levels = {"intercepts", "thresholds"} & set(chosen.group_equal)
    free_later = position > 0 and levels and "means" not in chosen.group_equal
    for row in rows:
        if row.operator != "~1" or row.user:
            continue
        if (row.left in factors and not free_later) or row.left in chosen.ordinal:
            row.fix(0.0)


def set_ordinal(rows: list[Row], chosen: Choices, position: int) -> None:
    """Residual variances and scaling factors of ordinal items."""
    later = position > 0 and "thresholds" in chosen.group_equal
    freed = {"delta": "~*~", "theta": "~~"}[chosen.parameterization]
    for row in rows:
        if row.left not in chosen.ordinal or row.left != row.right:
            continue
        if later and row.operator == freed:
            row.release()
        elif not row.user or row.operator == "~*~":
            row.fix(1.0)


def apply_modifiers(row: Row, said: Statement, position: int) -> None:
    """What the syntax says about a parameter in a group."""
    if said.fixed:
        value = said.fixed[position if len(said.fixed) > 1 else 0]
        if np.isnan(value):
            row.release()
        else:
            row.fix(value)
    if said.start:
        row.start = said.start[position if len(said.start) > 1 else 0]
    if said.labels:
        row.label = said.labels[position if len(said.labels) > 1 else 0]


def equate(table: list[Row], factors: list[str], chosen: Choices) -> None:
    """Tie parameters that are equal across groups by the label of the first group.

    Where one of them is fixed, all are, at the first such value: so do equal residual
    variances of ordinal items stay at the 1 of the first group.
    """
    exceptions = {"".join(text.split()) for text in chosen.group_partial}
    tied: dict[tuple[str, str, str], list[tuple[int, Row]]] = {}
    for number, row in enumerate(table):
        written = f"{row.left}{row.operator}{row.right}"
        if kind_of(row, factors) not in chosen.group_equal or written in exceptions:
            continue
        if row.key not in tied or not row.label:
            tied.setdefault(row.key, []).append((number, row))
    for (number, first), *later in tied.values():
        rows = [first, *(row for _, row in later)]
        fixed = [row.fixed for row in rows if not row.free]
        label = first.label or f".p{number + 1}."
        for row in rows:
            if fixed:
                row.fix(fixed[0])
            else:
                row.label = label


def fix_with_label(table: list[Row]) -> None:
    """Fix every parameter that shares its label with a fixed one, at the first such value."""
    values: dict[str, float] = {}
    for row in table:
        if row.label and not row.free:
            values.setdefault(row.label, row.fixed)
    for row in table:
        if row.label in values:
            row.fix(values[row.label])


def kind_of(row: Row, factors: list[str]) -> str:
    """The entry of `EQUALITIES` a parameter belongs to, "" if to none."""
    of_factors = row.left in factors
    if row.operator == "~~":
        same = row.left == row.right
        if of_factors:
            return "lv.variances" if same else "lv.covariances"
        return "residuals" if same else "residual.covariances"
    if row.operator == "~1":
        return "means" if of_factors else "intercepts"
    return {"=~": "loadings", "|": "thresholds"}.get(row.operator, "")
