"""What a reader has to know about the factors of a block."""

import numpy as np

from analysis.measurement.efa_input import FactorInput
from analysis.notes import Note, note
from analysis.stats.minres import SMALLEST_UNIQUENESS
from analysis.stats.minres_resampled import ROTATION_TOLERANCE, ResampledFactors
from analysis.stats.rotation import Rotation, oblimin, random_starts

RANDOM_STARTS = 20
"""Starts from which a better local minimum of oblimin is looked for."""

BETTER = 1e-6
"""Relative fall of the oblimin criterion that makes another rotation worth a note."""


def solution_notes(
    given: FactorInput, unrotated: np.ndarray, rotation: Rotation, rng: np.random.Generator
) -> list[Note]:
    """Improper uniquenesses, a rotation that did not converge, and better local minima."""
    where = given.block.ids
    found = [
        note("heywood_case_of_factors", **where, item=item, communality=float(communality))
        for item, communality in zip(given.items, (unrotated**2).sum(axis=1), strict=True)
        if communality >= 1 - SMALLEST_UNIQUENESS
    ]
    if not rotation.converged:
        found.append(note("rotation_not_converged", **where))
    starts = random_starts(RANDOM_STARTS, unrotated.shape[1], rng)
    others = oblimin(
        np.broadcast_to(unrotated, (RANDOM_STARTS, *unrotated.shape)),
        starts,
        gamma=0.0,
        tolerance=ROTATION_TOLERANCE,
    )
    best = others.criterion[others.converged].min(initial=np.inf)
    if best < rotation.criterion * (1 - BETTER):
        values = {"found": float(best), "reported": float(rotation.criterion)}
        found.append(note("lower_rotation_criterion", **where, **values))
    return found


def resampling_notes(given: FactorInput, resampled: ResampledFactors) -> list[Note]:
    """What happened in the bootstrap samples, if anything."""
    where = given.block.ids
    found = [
        note("factor_samples_left_out", **where, n=resampled.n_degenerate),
        note("factor_samples_improper", **where, n=resampled.n_improper),
        note("factor_samples_rematched", **where, n=resampled.n_rematched),
    ]
    return [said for said in found if said["n"]]
