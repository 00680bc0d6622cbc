"""What can be wrong with a solution: no convergence, improper values, no identification."""

from collections.abc import Sequence

import numpy as np

from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.notes import Note, fit_note
from analysis.stats.sem.admissible import SINGULAR, parts_of, values_of
from analysis.stats.sem.admissible_search import Ended, Search
from analysis.stats.sem.implied import factor_effects, implied
from analysis.stats.sem.model import Matrix, Model, elements
from analysis.stats.sem.optimise import Estimates
from analysis.stats.sem.saturated import SaturatedMoments

TAKES_PART = 0.5
"""Share of the largest entry of a vector from which a variable takes part in what vanishes."""


def search_notes(
    table: ParameterTable, model: Model, search: Search, *, n: float
) -> list[Note]:
    """What a second search among admissible values found, where there was one.

    Parameters
    ----------
    n
        People: 2n times the objective is on the scale of a chi-square.
    """
    if search.second is None:
        return []
    rise = 2 * n * (search.second.objective - search.free.objective)
    if search.ended == Ended.BOUNDARY:
        names = vanishing(table, model, search.second)
        return [fit_note("minimum_at_boundary", names=names, rise=float(rise))]
    return [
        fit_note(
            "admissible_minimum",
            reason=search.free.stopped_because,
            variance=smallest_variance(model, search.free),
            rise=float(rise),
        )
    ]


def smallest_variance(model: Model, at: Estimates) -> float:
    """The smallest variance of a factor, disturbance or residual."""
    values = elements(model, at.parameters)
    parts = values_of(model, parts_of(model, values), values)
    return float(min(np.diag(one).min(initial=np.inf) for one in parts))


def vanishing(table: ParameterTable, model: Model, at: Estimates) -> list[str]:
    """The factors or items of one group in the direction in which least variance is left."""
    values = elements(model, at.parameters)
    given = implied(model, 0, values).matrices
    effects = factor_effects(given)
    whole = {Matrix.PSI: effects @ given.psi @ effects.T, Matrix.THETA: given.theta}
    whole[Matrix.THETA] = given.theta + given.lambda_ @ whole[Matrix.PSI] @ given.lambda_.T
    names = {Matrix.PSI: table.factors, Matrix.THETA: table.items}
    least, found = np.inf, []
    parts = parts_of(model, values)
    for part, own in zip(parts, values_of(model, parts, values), strict=True):
        size = np.sqrt(np.diag(whole[part.kind])[part.kept])
        sizes, vectors = np.linalg.eigh(own / np.outer(size, size))
        if len(sizes) and sizes[0] < least:
            least, share = sizes[0], np.abs(vectors[:, 0])
            taken = part.kept[share >= TAKES_PART * share.max()]
            found = [names[part.kind][i] for i in taken]
    return found


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
