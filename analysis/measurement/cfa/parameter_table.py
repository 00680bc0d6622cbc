"""Every parameter of every group of a model, with the defaults of lavaan's `cfa()`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError, raise_all
from analysis.measurement.cfa.model_names import names
from analysis.measurement.cfa.parameter_rows import (
    Choices,
    Row,
    equate,
    fix_with_label,
    group_rows,
)
from analysis.measurement.cfa.syntax import Constraint, Definition, ModelSyntax, Statement

EQUALITIES = (
    "loadings",
    "thresholds",
    "intercepts",
    "means",
    "residuals",
    "residual.covariances",
    "lv.variances",
    "lv.covariances",
)
"""What can be held equal across groups, by lavaan's names."""


@dataclass(frozen=True, slots=True)
class ParameterTable:
    """A model with all its parameters.

    Attributes
    ----------
    rows
        One row per parameter and group, in lavaan's order: left, operator, right, group, label,
        free (position among the free elements, -1 if fixed), fixed (value, NaN if free), start
        (NaN if none), user (whether the syntax names it).
    constraints, definitions
        Linear equality constraints, and parameters defined by others.
    groups, items, factors
        Labels and names in the order of the model; items are all observed variables.
    ordinal
        Items that are ordinal, in the order of items.
    parameterization
        Of ordinal items: "delta" or "theta".
    mean_structure
        Whether means and thresholds are part of the model.
    """

    rows: pd.DataFrame
    constraints: tuple[Constraint, ...]
    definitions: tuple[Definition, ...]
    groups: list[str]
    items: list[str]
    factors: list[str]
    ordinal: list[str]
    parameterization: str
    mean_structure: bool


def parameter_table(
    syntax: ModelSyntax,
    *,
    groups: list[str],
    ordinal: Mapping[str, Sequence[int]],
    std_lv: bool,
    orthogonal: bool,
    mean_structure: bool,
    parameterization: str,
    group_equal: Sequence[str],
    group_partial: Sequence[str],
) -> ParameterTable:
    """The parameters of a model.

    Parameters
    ----------
    ordinal
        Per ordinal item, its number of thresholds in each group.
    std_lv
        Fix factor variances to 1 instead of first loadings.
    orthogonal
        Fix covariances of factors to 0 unless the syntax names them.
    mean_structure
        Model means even if neither syntax, groups nor ordinal items ask for it.
    group_equal
        Entries of `EQUALITIES` held equal across groups.
    group_partial
        Exceptions, as "x3 ~ 1" or "visual =~ x2".

    Raises
    ------
    ModelSyntaxError
        If the syntax names something that has no place in a measurement model.
    AnalysisError
        If choices contradict each other or the syntax.

    References
    ----------
    Rosseel (2012), Journal of Statistical Software 48(2), sec. 3.2 and appendix A (defaults of
    `cfa()`).
    """
    factors, items = names(syntax)
    ordered = [item for item in items if item in ordinal]
    means = mean_structure or len(groups) > 1 or bool(ordered)
    means = means or any(said.operator == "~1" for said in syntax.statements)
    chosen = Choices(
        groups, ordinal, std_lv, orthogonal, means, parameterization, group_equal, group_partial
    )
    raise_all(problems(syntax, chosen, ordered), AnalysisError)
    keys = default_keys(syntax, factors, items, ordered, chosen)
    table: list[Row] = []
    for position, group in enumerate(groups):
        rows = group_rows(syntax, keys, factors, items, chosen, position)
        table.extend(row for row in rows if row.group == group)
    equate(table, factors, chosen)
    fix_with_label(table)
    return ParameterTable(
        rows=as_frame(table),
        constraints=syntax.constraints,
        definitions=syntax.definitions,
        groups=list(groups),
        items=items,
        factors=factors,
        ordinal=ordered,
        parameterization=parameterization,
        mean_structure=means,
    )


def problems(syntax: ModelSyntax, chosen: Choices, ordered: list[str]) -> list[str]:
    """What choices contradict, one line each."""
    found = [
        f"group_equal: unknown entry {name!r}; known: {', '.join(EQUALITIES)}"
        for name in chosen.group_equal
        if name not in EQUALITIES
    ]
    if chosen.parameterization not in ("delta", "theta"):
        found.append(f"parameterization {chosen.parameterization!r} is neither delta nor theta")
    for said in syntax.statements:
        where = f"line {said.place.line}, column {said.place.column}"
        given = max(len(said.fixed), len(said.start), len(said.labels))
        if given > 1 and given != len(chosen.groups):
            n = len(chosen.groups)
            found.append(
                f"{where}: {given} values for {said.right or said.left}, but {n} group(s)"
            )
        if said.operator in ("|", "~*~") and said.left not in ordered:
            found.append(f"{where}: {said.left} is not ordinal, it has no thresholds")
        is_variance = said.operator == "~~" and said.left == said.right and said.left in ordered
        if is_variance and chosen.parameterization == "delta" and not fixed_only(said):
            found.append(
                f"{where}: residual variances of ordinal items need theta parameterization"
            )
        if (
            said.operator == "~*~"
            and chosen.parameterization == "theta"
            and not fixed_only(said)
        ):
            found.append(f"{where}: scaling factors (~*~) need delta parameterization")
    return found


def fixed_only(said: Statement) -> bool:
    """Whether a statement does nothing but fix a value."""
    return bool(said.fixed) and not np.isnan(said.fixed).any()


def default_keys(
    syntax: ModelSyntax,
    factors: list[str],
    items: list[str],
    ordered: list[str],
    chosen: Choices,
) -> list[tuple[str, str, str]]:
    """All parameters of a group: those of the syntax, then lavaan's defaults in its order."""
    keys = [(said.left, said.operator, said.right) for said in syntax.statements]
    known = {*keys, *((b, op, a) for a, op, b in keys if op == "~~")}
    lower = {s.right for s in syntax.statements if s.operator == "=~"}
    exogenous = [factor for factor in factors if factor not in lower]
    added = [
        (item, "|", f"t{i + 1}") for item in ordered for i in range(max(chosen.ordinal[item]))
    ]
    added += [(name, "~~", name) for name in (*items, *factors)]
    added += [(a, "~~", b) for a, b in combinations(exogenous, 2)]
    added += [(item, "~*~", item) for item in ordered]
    if chosen.mean_structure:
        added += [(name, "~1", "") for name in (*items, *factors)]
    return keys + [key for key in added if key not in known]


def as_frame(table: list[Row]) -> pd.DataFrame:
    """The rows as a frame, free ones numbered."""
    frame = pd.DataFrame({
        "left": [row.left for row in table],
        "operator": [row.operator for row in table],
        "right": [row.right for row in table],
        "group": [row.group for row in table],
        "label": [row.label for row in table],
        "free": np.array([row.free for row in table], dtype=bool),
        "fixed": np.array([row.fixed for row in table], dtype=float),
        "start": np.array([row.start for row in table], dtype=float),
        "user": np.array([row.user for row in table], dtype=bool),
    })  # fmt: skip
    free = frame["free"].to_numpy()
    frame["free"] = np.where(free, np.cumsum(free) - 1, -1)
    return frame
