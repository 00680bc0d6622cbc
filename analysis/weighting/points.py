"""What points of 100 may be: steps, floor and cap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.composite_weights import within_bounds

TOTAL_POINTS = 100


@dataclass(frozen=True, slots=True)
class Bounds:
    """What points may be: multiples of `step` from `floor` to `cap`, all in points of 100."""

    step: int
    floor: int
    cap: int


def bound_problems(bounds: Bounds, p: int) -> list[str]:
    """Why no points can keep the bounds, at most one line."""
    step, floor, cap = bounds.step, bounds.floor, bounds.cap
    if step < 1 or TOTAL_POINTS % step:
        return [f"weighting.round_to: {TOTAL_POINTS} is not a multiple of {step}"]
    low, high = multiples(bounds)
    if p * low > TOTAL_POINTS or p * high < TOTAL_POINTS:
        return [
            f"weighting: {p} dimensions cannot share {TOTAL_POINTS} points in steps of {step} "
            f"with a floor of {floor} and a cap of {cap}"
        ]
    return []


def multiples(bounds: Bounds) -> tuple[int, int]:
    """Lowest and highest number of points that keep the bounds."""
    return -(
        -bounds.floor // bounds.step
    ) * bounds.step, bounds.cap // bounds.step * bounds.step


def bounded(weights: np.ndarray, bounds: Bounds) -> np.ndarray:
    """`weights` (..., p), as close as the bounds allow."""
    low, high = multiples(bounds)
    if low == 0 and high == TOTAL_POINTS:
        return weights
    return within_bounds(weights, floor=low / TOTAL_POINTS, cap=high / TOTAL_POINTS)


def at_bounds(points: Sequence[int], bounds: Bounds) -> list[str]:
    """Which points lie on a bound that the study sets."""
    low, high = multiples(bounds)
    return [
        "floor" if p == low > 0 else "cap" if p == high < TOTAL_POINTS else "" for p in points
    ]
