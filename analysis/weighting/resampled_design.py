"""Resamples of the clusters of a design, and the design without each of them."""

import numpy as np

from analysis.stats.bootstrap import (
    ResampledCorrelations,
    cluster_counts,
    deleted_correlations,
    resampled_correlations,
)
from analysis.stats.incomplete_moments import incomplete, resampled_incomplete
from analysis.weighting.imputation import Gaps
from analysis.weighting.one_design import Design


def resampled_design(
    design: Design,
    *,
    draws: int,
    rng: np.random.Generator,
    between: bool = False,
    by_person: bool = False,
    with_controls: bool = False,
) -> ResampledCorrelations:
    """Correlations of scores and, last, criterion in samples of whole clusters.

    Where scores are imputed, every resample is imputed anew, infinitely often: its moments are
    those that a resample is expected to have given what is there.

    Parameters
    ----------
    between
        Whether the moments between clusters are wanted.
    by_person
        Resample people, as if they were independent.
    with_controls
        Whether the completed controls stand before the scores.
    """
    if design.gaps is not None:
        clusters = places(design.gaps, by_person=by_person)
        counts = cluster_counts(int(clusters.max()) + 1, draws, rng)
        return of_gaps(design, clusters, counts, between=between, with_controls=with_controls)
    clusters = np.arange(len(design.values)) if by_person else design.clusters
    return resampled_correlations(
        design.data,
        clusters,
        draws=draws,
        rng=rng,
        case_weights=design.case_weights,
        between=between,
    )


def deleted_design(
    design: Design, *, by_person: bool = False, with_controls: bool = False
) -> ResampledCorrelations:
    """Correlations of scores and, last, criterion without each cluster in turn."""
    if design.gaps is not None:
        clusters = places(design.gaps, by_person=by_person)
        n_clusters = int(clusters.max()) + 1
        counts = 1 - np.eye(n_clusters)
        return of_gaps(design, clusters, counts, between=False, with_controls=with_controls)
    clusters = np.arange(len(design.values)) if by_person else design.clusters
    return deleted_correlations(design.data, clusters, case_weights=design.case_weights)


def places(gaps: Gaps, *, by_person: bool) -> np.ndarray:
    """The clusters of everybody, or everybody as their own."""
    return np.arange(len(gaps.values)) if by_person else gaps.clusters


def of_gaps(
    design: Design,
    clusters: np.ndarray,
    counts: np.ndarray,
    *,
    between: bool,
    with_controls: bool,
) -> ResampledCorrelations:
    """Correlations of resamples (b, g) of everybody, with or without a criterion."""
    gaps = design.gaps
    if gaps is None:
        raise ValueError("a design without gaps has no resamples with gaps")
    end, q = gaps.criterion, gaps.values.shape[1]
    before = range(end + 1, q) if with_controls else []
    return resampled_incomplete(
        incomplete(gaps.values, clusters),
        counts,
        counted=end,
        kept=[*before, *range(end + 1)],
        copies=completed_values(design) if between else None,
        clusters=clusters[gaps.counted] if between else None,
    )


def completed_values(design: Design) -> np.ndarray:
    """The copies of the analysed people as one array (m, n, q), columns as in the gaps."""
    return np.stack(
        [
            c.data if c.controls is None else np.column_stack([c.data, c.controls])
            for c in design.copies
        ]
    )
