"""A design whose empty scores and controls are filled several times."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.notes import Note, note
from analysis.weighting.design_inputs import cluster_codes
from analysis.weighting.imputation import (
    Gaps,
    Imputation,
    control_values,
    filled_copies,
    varying,
)
from analysis.weighting.one_design import FEW_CLUSTERS, Design, collinearity_notes

NOT_FILLED = "missing.policy imputed finds no resample of people to learn all relations from"


def imputed_design(
    criterion: str,
    source: str,
    wide: pd.DataFrame,
    errors: np.ndarray,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    cluster: str | None,
    notes: list[Note],
    imputation: Imputation,
) -> Design | None:
    """Everybody of `wide` with a score and a value; None where none of them has a gap."""
    somewhere = np.flatnonzero(wide.notna().to_numpy().any(axis=1))
    scores = wide.take(somewhere)
    values = performance.set_index("person")["value"].reindex(scores.index)
    controls = control_values(scores.index, people, imputation.controls)
    names = varying(controls)
    gaps = Gaps(
        np.column_stack([scores, values, controls[names]]).astype(float),
        cluster_codes(scores.index, people, cluster)[0],
        scores.shape[1],
        tuple(names),
    )
    if not gaps.any:
        return None
    kept = np.flatnonzero(gaps.counted)
    own = scores.take(kept)
    codes, n_unknown = cluster_codes(own.index, people, cluster)
    where = {"criterion": criterion, "source": source}
    count = {
        **{"n": len(own), "n_complete": int(own.notna().to_numpy().all(axis=1).sum())},
        "n_with_criterion": len(performance.dropna(subset="value")),
        "n_without_criterion": len(scores) - len(own),
        "n_imputations": imputation.count,
    }
    notes = [*notes, note("imputed_people", **where, **count)]
    notes += [note("people_without_cluster", **where, n=n_unknown)] * bool(n_unknown)
    n_clusters = len(np.unique(codes))
    if cluster is not None and n_clusters < FEW_CLUSTERS:
        notes.append(note("few_clusters", **where, n_clusters=n_clusters))
    return Design(
        criterion=criterion,
        source=source,
        scores=pd.DataFrame(own.to_numpy(), columns=list(own.columns)),
        values=gaps.values[kept, gaps.criterion],
        people=np.asarray(own.index),
        clusters=codes,
        notes=notes,
        case_weights=None,
        error_variances=mean_where(errors[somewhere][kept], own.notna().to_numpy()),
        gaps=gaps,
    )


def with_copies(design: Design, imputation: Imputation) -> Design:
    """`design` with its completed copies."""
    gaps = design.gaps
    if gaps is None:
        return design
    rng = imputation.rng(design.criterion, design.source)
    try:
        filled = filled_copies(gaps, count=imputation.count, rng=rng)
    except np.linalg.LinAlgError as problem:
        raise DataError(f"{design.criterion} by {design.source}: {NOT_FILLED}") from problem
    names, end = list(imputation.controls), gaps.criterion
    copies = tuple(
        replace(
            design,
            scores=pd.DataFrame(values[:, :end], columns=design.dimensions),
            controls=pd.DataFrame(values[:, end + 1 :], columns=list(gaps.controls)).reindex(
                columns=[name for name in names if name in gaps.controls]
            ),
        )
        for values in filled
    )
    notes = collinearity_notes(
        copies[0].scores, {"criterion": design.criterion, "source": design.source}
    )
    return replace(design, copies=copies, notes=design.notes + notes)


def mean_where(values: np.ndarray, there: np.ndarray) -> np.ndarray:
    """The mean of each column of `values` (n, p) over the rows that are `there` (n, p)."""
    total = np.where(there, values, 0.0).sum(axis=0)
    n = there.sum(axis=0)
    return np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0)
