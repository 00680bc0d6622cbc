"""Rotated polychoric factor solutions of bootstrap samples, columns as in the full sample."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.congruence import match_factors
from analysis.stats.contingency import pair_tables
from analysis.stats.minres import minres
from analysis.stats.polychoric import correlation_matrix, polychoric
from analysis.stats.rotation import Rotation, oblimin

SAMPLES_AT_ONCE = 100
"""Bootstrap samples worked on together: some ten MB with 30 items of five categories."""

ROTATION_TOLERANCE = 1e-5
"""Projected gradient at which a rotation ends, as in GPArotation: loadings move by 1e-5."""


@dataclass(frozen=True, slots=True)
class ResampledFactors:
    """Solutions of the bootstrap samples that can be analysed.

    Attributes
    ----------
    loadings, phi
        Shapes (b, p, m) and (b, m, m).
    n_degenerate
        Samples left out: a correlation could not be estimated, or no convergence.
    n_improper
        Samples kept in which a uniqueness stands at its lower bound (Heywood case).
    n_rematched
        Samples whose columns came out in another order or sign than in the full sample, and
        were put back.
    """

    loadings: np.ndarray
    phi: np.ndarray
    n_degenerate: int
    n_improper: int
    n_rematched: int


def resampled_factors(
    codes: np.ndarray,
    persons: np.ndarray,
    *,
    n_categories: int,
    unrotated: np.ndarray,
    rotation: Rotation,
    draws: int,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
) -> ResampledFactors:
    """Polychoric correlations, minres and oblimin again in every bootstrap sample of persons.

    Parameters
    ----------
    codes
        Answers as 0 .. n_categories - 1, negative where missing, shape (n, p).
    persons
        0-based code of the person of every row, shape (n,); a drawn person brings all rows.
    unrotated
        Full-sample loadings before rotation, shape (p, m).
    rotation
        Full-sample rotation of `unrotated`; every sample's search starts there.
    draws
        Number of samples.
    case_weights
        Weight of every row, shape (n,), which goes along into each sample.

    Notes
    -----
    Unrotated axes are first turned to the full sample's (orthogonal Procrustes), because
    their order, sign and, between close eigenvalues, direction are arbitrary.

    References
    ----------
    Zhang, Preacher & Luo (2010), Multivariate Behav Res 45,
    https://doi.org/10.1080/00273170903504836 (bootstrap of rotated loadings; alignment).
    Schonemann (1966), Psychometrika 31, https://doi.org/10.1007/BF02289451 (Procrustes).
    """
    parts = [
        correlations_of(
            codes,
            persons,
            n_categories,
            min(SAMPLES_AT_ONCE, draws - start),
            rng,
            case_weights,
        )
        for start in range(0, draws, SAMPLES_AT_ONCE)
    ]
    correlations = np.concatenate(parts)
    extracted = minres(correlations, factors=unrotated.shape[1])
    axes = procrustes(extracted.loadings, unrotated)
    rotated = oblimin(axes, rotation.transformation, gamma=0.0, tolerance=ROTATION_TOLERANCE)
    usable = extracted.converged & rotated.converged
    loadings, phi = rotated.loadings[usable], rotated.phi[usable]
    n_rematched = put_back(loadings, phi, rotation.loadings)
    return ResampledFactors(
        loadings=loadings,
        phi=phi,
        n_degenerate=draws - int(usable.sum()),
        n_improper=int(extracted.heywood[usable].any(axis=1).sum()),
        n_rematched=n_rematched,
    )


def correlations_of(
    codes: np.ndarray,
    persons: np.ndarray,
    n_categories: int,
    draws: int,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
) -> np.ndarray:
    """Polychoric matrices of the samples in which every pair converged, shape (<= b, p, p)."""
    size = int(persons.max()) + 1
    drawn = rng.integers(size, size=(draws, size)) + size * np.arange(draws)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=draws * size).reshape(draws, size)
    times = counts[:, persons].astype(float)
    if case_weights is not None:
        times *= case_weights
    tables = pair_tables(np.broadcast_to(codes, (draws, *codes.shape)), n_categories, times)
    found = polychoric(tables)
    usable = (found.converged & np.isfinite(found.rho)).all(axis=-1)
    return correlation_matrix(found.rho[usable], codes.shape[1])


def procrustes(loadings: np.ndarray, target: np.ndarray) -> np.ndarray:
    """`loadings` (b, p, m) turned orthogonally as close to `target` (p, m) as possible."""
    left, _, right = np.linalg.svd(np.swapaxes(loadings, 1, 2) @ target)
    return loadings @ (left @ right)


def put_back(loadings: np.ndarray, phi: np.ndarray, target: np.ndarray) -> int:
    """Reorder and turn columns in place where they left the target's; how often that was."""
    rematched = 0
    for sample in range(len(loadings)):
        match = match_factors(loadings[sample], target)
        if (match.order == np.arange(len(match.order))).all() and (match.sign > 0).all():
            continue
        rematched += 1
        loadings[sample] = loadings[sample][:, match.order] * match.sign
        turned = np.outer(match.sign, match.sign)
        phi[sample] = phi[sample][np.ix_(match.order, match.order)] * turned
    return rematched
