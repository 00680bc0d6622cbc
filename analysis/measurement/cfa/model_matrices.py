"""The parameter table as matrices: where each parameter stands, and what ties them."""

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError, raise_all
from analysis.measurement.cfa.expression_values import linear
from analysis.measurement.cfa.expressions import labels_of
from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.measurement.cfa.tokens import fail
from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model

PIVOT = 1e-10
"""Size below which a coefficient of a reduced constraint counts as zero."""


def structural_model(table: ParameterTable) -> Model:
    """The matrices of a parameter table: items are variables, free rows are elements.

    Raises
    ------
    AnalysisError
        If constraints contradict each other, or factors measure each other in a circle.
    """
    groups = []
    for group in table.groups:
        rows = table.rows[table.rows["group"] == group]
        groups.append(group_structure(table, pd.DataFrame(rows)))
    basis, offset = constraint_basis(table)
    free = table.rows[table.rows["free"] >= 0]
    return Model(
        groups=tuple(groups),
        basis=basis,
        offset=offset,
        start=np.asarray(free["start"], dtype=float),
        mean_structure=table.mean_structure,
        theta_parameterization=table.parameterization == "theta",
    )


def group_structure(table: ParameterTable, rows: pd.DataFrame) -> GroupStructure:
    """The rows of one group as matrices."""
    p, m = len(table.items), len(table.factors)
    cut_rows = rows[rows["operator"] == "|"]
    order = threshold_order(table, pd.DataFrame(cut_rows))
    parts = {
        Matrix.LAMBDA: np.zeros((p, m)),
        Matrix.BETA: np.zeros((m, m)),
        Matrix.PSI: np.zeros((m, m)),
        Matrix.THETA: np.zeros((p, p)),
        Matrix.NU: np.zeros(p),
        Matrix.ALPHA: np.zeros(m),
        Matrix.TAU: np.zeros(len(order)),
        Matrix.DELTA: np.ones(p),
    }
    where = [
        placed(table, order, left, operator, right)
        for left, operator, right in zip(
            rows["left"], rows["operator"], rows["right"], strict=True
        )
    ]
    fixed, free = np.asarray(rows["fixed"], dtype=float), np.asarray(rows["free"])
    for (kind, row, column), value, element in zip(where, fixed, free, strict=True):
        if element >= 0:
            continue
        if parts[kind].ndim == 1:
            parts[kind][row] = value
        else:
            parts[kind][row, column] = value
            if kind in (Matrix.PSI, Matrix.THETA):
                parts[kind][column, row] = value
    at = [place for place, element in zip(where, free, strict=True) if element >= 0]
    codes = np.array(at, dtype=np.intp).reshape(-1, 3)
    raise_circles(table, parts[Matrix.BETA], codes)
    ordinal = np.isin(table.items, table.ordinal)
    return GroupStructure(
        fixed=Matrices(*parts.values()),
        matrix=codes[:, 0],
        row=codes[:, 1],
        column=codes[:, 2],
        element=free[free >= 0].astype(np.intp),
        ordinal=ordinal,
        threshold_item=np.array([table.items.index(item) for item, _ in order], dtype=np.intp),
    )


def threshold_order(table: ParameterTable, rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Thresholds by item and number."""
    found = list(zip(rows["left"], rows["right"], strict=True))
    return sorted(found, key=lambda cut: (table.items.index(cut[0]), int(cut[1][1:])))


def placed(
    table: ParameterTable, order: list[tuple[str, str]], left: str, operator: str, right: str
) -> tuple[Matrix, int, int]:
    """Matrix, row and column of a parameter."""
    items, factors = table.items, table.factors
    if operator == "=~":
        if right in factors:
            return Matrix.BETA, factors.index(right), factors.index(left)
        return Matrix.LAMBDA, items.index(right), factors.index(left)
    if operator == "~~":
        kind, names = (Matrix.PSI, factors) if left in factors else (Matrix.THETA, items)
        a, b = names.index(left), names.index(right)
        return kind, max(a, b), min(a, b)
    if operator == "~1":
        if left in factors:
            return Matrix.ALPHA, factors.index(left), 0
        return Matrix.NU, items.index(left), 0
    if operator == "|":
        return Matrix.TAU, order.index((left, right)), 0
    return Matrix.DELTA, items.index(left), 0


def raise_circles(table: ParameterTable, beta: np.ndarray, codes: np.ndarray) -> None:
    """Refuse factors that measure each other in a circle."""
    reach = beta != 0
    at = codes[:, 0] == Matrix.BETA
    reach[codes[at, 1], codes[at, 2]] = True
    power = np.eye(len(reach), dtype=bool)
    for _ in range(len(reach)):
        power = power @ reach
    if power.any():
        raise_all(["the factors measure each other in a circle"], AnalysisError)


def constraint_basis(table: ParameterTable) -> tuple[np.ndarray, np.ndarray]:
    """Basis, shape (r, q), and offset, shape (r,), of elements that satisfy the equalities."""
    free = table.rows[table.rows["free"] >= 0]
    labels = [
        label or f" {element}"
        for label, element in zip(free["label"], free["free"], strict=True)
    ]
    distinct = {label: column for column, label in enumerate(dict.fromkeys(labels))}
    basis = np.zeros((len(labels), len(distinct)))
    basis[np.arange(len(labels)), [distinct[label] for label in labels]] = 1.0
    equations, constants = equations_of(table, distinct)
    if len(equations) == 0:
        return basis, np.zeros(len(labels))
    inner, shift = solution_space(equations, constants)
    return basis @ inner, basis @ shift


def equations_of(
    table: ParameterTable, distinct: dict[str, int]
) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients and constants of the linear constraints on distinct labelled parameters."""
    fixed_rows = table.rows[(table.rows["free"] < 0) & (table.rows["label"] != "")]
    fixed = dict(zip(fixed_rows["label"], fixed_rows["fixed"], strict=True))
    equations, constants = [], []
    for constraint in table.constraints:
        for token in (*labels_of(constraint.left), *labels_of(constraint.right)):
            if token.text not in distinct and token.text not in fixed:
                raise fail(token, f"no parameter has the label {token.text!r}")
        left, right = linear(constraint.left), linear(constraint.right)
        row, constant = np.zeros(len(distinct)), right.constant - left.constant
        for form, sign in ((left, 1.0), (right, -1.0)):
            for name, value in form.coefficients.items():
                if name in distinct:
                    row[distinct[name]] += sign * value
                else:
                    constant -= sign * value * fixed[name]
        equations.append(row)
        constants.append(constant)
    return np.array(equations).reshape(-1, len(distinct)), np.array(constants)


def solution_space(
    equations: np.ndarray, constants: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """All solutions of R x = c as shift + inner @ free, by elimination of pivot variables.

    The variables that are not pivots stay parameters under their own meaning.
    """
    rows = np.column_stack([equations, constants]).astype(float)
    n_variables = equations.shape[1]
    pivots: list[int] = []
    for row in range(len(rows)):
        rest = np.abs(rows[row, :n_variables])
        if rest.max(initial=0.0) <= PIVOT:
            if abs(rows[row, -1]) > PIVOT:
                raise_all(["the equality constraints contradict each other"], AnalysisError)
            continue
        pivot = int(n_variables - 1 - np.argmax(rest[::-1]))
        rows[row] /= rows[row, pivot]
        others = np.arange(len(rows)) != row
        rows[others] -= np.outer(rows[others, pivot], rows[row])
        pivots.append(pivot)
    kept = [variable for variable in range(n_variables) if variable not in pivots]
    inner, shift = np.zeros((n_variables, len(kept))), np.zeros(n_variables)
    inner[kept, np.arange(len(kept))] = 1.0
    used = np.abs(rows[:, :n_variables]).max(axis=1) > PIVOT
    for pivot, row in zip(pivots, rows[used], strict=True):
        inner[pivot] = -row[kept]
        shift[pivot] = row[-1]
    return inner, shift
