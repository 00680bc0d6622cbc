"""The same model with other scales: factors of variance one in place of marker loadings."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model, matrices


@dataclass(frozen=True, slots=True)
class Marker:
    """What fixes the scale of a factor.

    Attributes
    ----------
    factor
        Position of the factor.
    kind, row
        Where its fixed loading stands: Matrix.LAMBDA or Matrix.BETA, column `factor`.
    value
        The loading.
    position
        Position of the factor's free variance among the free elements of the group.
    """

    factor: int
    kind: Matrix
    row: int
    value: float
    position: int


def markers(structure: GroupStructure) -> list[Marker]:
    """The factors of a group with a free variance and one fixed loading, items first."""
    found: list[Marker] = []
    for position in np.flatnonzero(
        (structure.matrix == Matrix.PSI) & (structure.row == structure.column)
    ):
        factor = int(structure.row[position])
        at = int(position)
        fixed = [
            Marker(factor, kind, int(row), float(matrix[row, factor]), at)
            for kind, matrix in (
                (Matrix.LAMBDA, structure.fixed.lambda_),
                (Matrix.BETA, structure.fixed.beta),
            )
            for row in np.flatnonzero(matrix[:, factor])
        ]
        found += fixed if len(fixed) == 1 else []
    return sorted(found, key=lambda marker: marker.kind)


def unit_variances(model: Model) -> Model | None:
    """The model of one group with marker loadings free and those factors' variances one.

    None where no marker fixes a scale, or where constraints tie elements to each other. The
    free loading takes the place of the variance among the elements.
    """
    r = len(model.offset)
    structure, *others = model.groups
    found = markers(structure)
    if others or not found or not np.array_equal(model.basis, np.identity(r)):
        return None
    matrix, row, column = (
        part.copy() for part in (structure.matrix, structure.row, structure.column)
    )
    fixed = copied(structure.fixed)
    for marker in found:
        at = marker.position
        matrix[at], row[at], column[at] = marker.kind, marker.row, marker.factor
        loads(fixed, marker.kind)[marker.row, marker.factor] = 0
        fixed.psi[marker.factor, marker.factor] = 1
    group = replace(structure, fixed=fixed, matrix=matrix, row=row, column=column)
    return replace(model, groups=(group,), start=np.full(r, np.nan))


def to_unit_variances(model: Model, values: np.ndarray) -> np.ndarray:
    """Elements of `unit_variances(model)` from those of the model, shape (r,) both."""
    other = unit_variances(model)
    assert other is not None
    given = matrices(model.groups[0], values)
    scale = np.ones(len(given.alpha))
    for marker in markers(model.groups[0]):
        scale[marker.factor] = 1 / np.sqrt(given.psi[marker.factor, marker.factor])
    return elements_of(other.groups[0], rescaled(given, scale), values)


def to_markers(model: Model, values: np.ndarray) -> np.ndarray:
    """Elements of the model from those of `unit_variances(model)`, shape (r,) both.

    Not finite where a marker's loading is zero: no variance makes up for that. The scale of a
    factor rests on those of the factors that it explains, so all are passed once per factor.
    """
    other = unit_variances(model)
    assert other is not None
    given = matrices(other.groups[0], values)
    scale = np.ones(len(given.alpha))
    with np.errstate(divide="ignore", invalid="ignore"):
        own = markers(model.groups[0])
        for marker in own * len(own):
            loading = loads(given, marker.kind)[marker.row, marker.factor]
            below = scale[marker.row] if marker.kind == Matrix.BETA else 1.0
            scale[marker.factor] = below * loading / marker.value
        return elements_of(model.groups[0], rescaled(given, scale), values)


def rescaled(given: Matrices, scale: np.ndarray) -> Matrices:
    """What stays the same model when every factor is multiplied by its scale, shape (m,)."""
    return replace(
        given,
        lambda_=given.lambda_ / scale,
        beta=given.beta * scale[:, None] / scale,
        psi=given.psi * np.outer(scale, scale),
        alpha=given.alpha * scale,
    )


def elements_of(structure: GroupStructure, given: Matrices, values: np.ndarray) -> np.ndarray:
    """The free elements of a group as they stand in its matrices, shape (r,)."""
    result = values.copy()
    named = zip(
        Matrix,
        (given.lambda_, given.beta, given.psi, given.theta, given.nu, given.alpha, given.tau,
         given.delta),
        strict=True,
    )  # fmt: skip
    for kind, part in named:
        at = structure.of_kind[kind]
        rows, columns = structure.row[at], structure.column[at]
        result[structure.element[at]] = part[rows] if part.ndim == 1 else part[rows, columns]
    return result


def loads(given: Matrices, kind: Matrix) -> np.ndarray:
    """The matrix of loadings on items or on factors."""
    return given.lambda_ if kind == Matrix.LAMBDA else given.beta


def copied(given: Matrices) -> Matrices:
    """Matrices of their own."""
    return Matrices(
        *(
            part.copy()
            for part in (
                given.lambda_,
                given.beta,
                given.psi,
                given.theta,
                given.nu,
                given.alpha,
                given.tau,
                given.delta,
            )
        )
    )
