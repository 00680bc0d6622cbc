"""What is weak about samples of ordinal answers, and about a model fitted to them."""

from collections.abc import Sequence

import numpy as np

from analysis.measurement.cfa.admissibility import improper
from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.notes import Note, fit_note
from analysis.stats.contingency import item_pairs
from analysis.stats.sem.implied import Implied
from analysis.stats.sem.moment_fit import MomentFit
from analysis.stats.sem.ordinal_moments import OrdinalMoments


def sample_notes(
    moments: OrdinalMoments,
    items: Sequence[str],
    group: str,
    *,
    people: int,
    n_clusters: int | None,
) -> list[Note]:
    """What is weak about the moments of one group.

    Parameters
    ----------
    people, n_clusters
        How many gave the answers; None without clusters.
    """
    notes = _pair_notes(moments, items, group)
    empty = moments.n_empty_cells
    if empty.any():
        notes.append(
            fit_note(
                "empty_cells",
                group=group,
                n_pairs=int((empty > 0).sum()),
                n_cells=int(empty.sum()),
            )
        )
    sd = np.sqrt(np.diag(moments.covariance))
    correlation = moments.covariance / np.outer(sd, sd)
    if np.isfinite(correlation).all() and (least := np.linalg.eigvalsh(correlation)[0]) <= 0:
        notes.append(
            fit_note(
                "correlations_not_positive_definite",
                group=group,
                smallest_eigenvalue=float(least),
            )
        )
    n_moments = len(moments.observed)
    if people <= n_moments:
        notes.append(
            fit_note("fewer_people_than_moments", group=group, n=people, n_moments=n_moments)
        )
    if n_clusters is not None and n_clusters <= n_moments:
        notes.append(
            fit_note(
                "fewer_clusters_than_moments",
                group=group,
                n_clusters=n_clusters,
                n_moments=n_moments,
            )
        )
    return notes


def _pair_notes(moments: OrdinalMoments, items: Sequence[str], group: str) -> list[Note]:
    """Pairs of items whose correlation is no ordinary estimate."""
    first, second = item_pairs(len(items))
    estimated = np.isfinite(moments.covariance[first, second])
    found: list[Note] = []
    for pair, (a, b) in enumerate(zip(first, second, strict=True)):
        at = {"group": group, "item_a": items[a], "item_b": items[b]}
        if not estimated[pair]:
            found.append(fit_note("correlation_not_estimable", **at))
        if moments.at_bound[pair]:
            found.append(fit_note("correlation_at_bound", **at))
        if estimated[pair] and not moments.converged[pair]:
            found.append(fit_note("correlation_not_converged", **at))
        if moments.filled[pair]:
            found.append(fit_note("empty_cell_filled", **at))
    return found


def unused_categories(
    values: np.ndarray,
    rows: Sequence[np.ndarray],
    is_ordinal: np.ndarray,
    items: Sequence[str],
    groups: Sequence[str],
) -> list[Note]:
    """Categories that somebody chose, but nobody of a group.

    Parameters
    ----------
    values
        Answers, shape (n, p), NaN where missing.
    rows
        People of each group.
    is_ordinal
        Shape (p,).
    """
    notes: list[Note] = []
    for item in np.flatnonzero(is_ordinal):
        used = [set(values[part, item][~np.isnan(values[part, item])]) for part in rows]
        for group, own in zip(groups, used, strict=True):
            at = {"group": group, "item": items[int(item)]}
            notes += [
                fit_note("category_not_chosen", **at, code=code)
                for code in sorted(set().union(*used) - own)
            ]
    return notes


def fit_notes(table: ParameterTable, found: MomentFit, given: Sequence[Implied]) -> list[Note]:
    """What is wrong with a solution."""
    notes: list[Note] = []
    if not all(np.isfinite(weight).all() for weight in found.weights):
        notes.append(fit_note("no_weight_matrix"))
    if not found.estimates.converged:
        notes.append(fit_note("model_not_converged", reason=found.estimates.stopped_because))
    if not np.isfinite(found.estimates.parameters).all():
        return notes
    if not found.errors.identified:
        notes.append(fit_note("model_not_identified"))
    for group, each in zip(table.groups, given, strict=True):
        notes += improper(group, "item", table.items, each.matrices.theta)
        notes += improper(group, "factor", table.factors, each.matrices.psi)
    return notes
