"""What a reader has to know about the factors of a block, one line each."""

import numpy as np

from analysis.measurement.efa_input import FactorInput
from analysis.stats.minres import SMALLEST_UNIQUENESS
from analysis.stats.minres_resampled import ROTATION_TOLERANCE, ResampledFactors
from analysis.stats.rotation import Rotation, oblimin, random_starts

RANDOM_STARTS = 20
"""Starts from which a better local minimum of oblimin is looked for."""

BETTER = 1e-6
"""Relative fall of the oblimin criterion that makes another rotation worth a note."""


def solution_notes(
    given: FactorInput, unrotated: np.ndarray, rotation: Rotation, rng: np.random.Generator
) -> list[str]:
    """Improper uniquenesses, a rotation that did not converge, and better local minima."""
    notes = [
        f"{given.block.label}: improper solution (Heywood case): {item} has communality "
        f"{communality:.3f}"
        for item, communality in zip(given.items, (unrotated**2).sum(axis=1), strict=True)
        if communality >= 1 - SMALLEST_UNIQUENESS
    ]
    if not rotation.converged:
        notes.append(f"{given.block.label}: the oblimin rotation did not converge")
    starts = random_starts(RANDOM_STARTS, unrotated.shape[1], rng)
    others = oblimin(
        np.broadcast_to(unrotated, (RANDOM_STARTS, *unrotated.shape)),
        starts,
        gamma=0.0,
        tolerance=ROTATION_TOLERANCE,
    )
    best = others.criterion[others.converged].min(initial=np.inf)
    if best < rotation.criterion * (1 - BETTER):
        notes.append(
            f"{given.block.label}: another rotation has a lower oblimin criterion "
            f"({best:.6f} against {rotation.criterion:.6f}); the one from the unrotated axes "
            "is reported"
        )
    return notes


def resampling_notes(given: FactorInput, resampled: ResampledFactors) -> list[str]:
    """What happened in the bootstrap samples, if anything."""
    counts = {
        "left out (a correlation could not be estimated, or no convergence)": (
            resampled.n_degenerate
        ),
        "improper (Heywood case), kept": resampled.n_improper,
        "with factors in another order or direction, put back": resampled.n_rematched,
    }
    return [
        f"{given.block.label}: {n} bootstrap samples {what}" for what, n in counts.items() if n
    ]
