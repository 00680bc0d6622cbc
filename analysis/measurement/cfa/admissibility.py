"""What can be wrong with a solution: no convergence, improper values, no identification."""

from collections.abc import Sequence

import numpy as np

from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.notes import Note, fit_note
from analysis.stats.sem.implied import implied
from analysis.stats.sem.model import Model, elements
from analysis.stats.sem.optimise import Estimates
from analysis.stats.sem.saturated import SaturatedMoments

SINGULAR = -1e-8
"""Smallest eigenvalue, relative to the largest, that still counts as not negative."""


def admissibility_notes(
    table: ParameterTable,
    model: Model,
    found: Estimates,
    covariance: np.ndarray,
    moments: Sequence[SaturatedMoments],
) -> list[Note]:
    """Notes on everything that makes a solution improper."""
    notes: list[Note] = []
    if not found.converged:
        notes.append(fit_note("model_not_converged", reason=found.stopped_because))
    if not np.isfinite(covariance).all():
        notes.append(fit_note("model_not_identified"))
    for group, at in zip(table.groups, moments, strict=True):
        if not at.converged:
            notes.append(fit_note("saturated_moments_not_converged", group=group))
    if not np.isfinite(found.objective):
        return notes
    values = elements(model, found.parameters)
    for position, group in enumerate(table.groups):
        given = implied(model, position, values).matrices
        notes += improper(group, "item", table.items, given.theta)
        notes += improper(group, "factor", table.factors, given.psi)
    return notes


def improper(group: str, kind: str, names: list[str], matrix: np.ndarray) -> list[Note]:
    """Negative variances of items or factors, else a covariance matrix that is not possible."""
    diagonal = np.diag(matrix)
    where = {"group": group, "kind": kind}
    negative = [
        fit_note("negative_variance", **where, name=names[i], estimate=float(diagonal[i]))
        for i in np.flatnonzero(diagonal < 0)
    ]
    if negative or len(matrix) == 0:
        return negative
    values = np.linalg.eigvalsh(matrix)
    if values[0] < SINGULAR * max(values[-1], 1.0):
        return [
            fit_note("covariance_not_possible", **where, smallest_eigenvalue=float(values[0]))
        ]
    return []
