"""The tables of an exploratory factor analysis."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.measurement.efa_input import FactorInput
from analysis.notes import Note
from analysis.stats.bootstrap import percentile_interval, reflected
from analysis.stats.congruence import tucker_congruence
from analysis.stats.minres_resampled import ResampledFactors
from analysis.stats.rotation import Rotation

ESTIMATOR = "polychoric_minres_oblimin"

Row = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class FactorSolution:
    """Factors of one block, columns in the order of the intended dimensions.

    Attributes
    ----------
    given
        What was analysed.
    rotation
        Full-sample solution.
    resampled
        Solutions of the bootstrap samples.
    converged
        Whether extraction and rotation of the full sample converged.
    notes
        What a reader has to know.
    """

    given: FactorInput
    rotation: Rotation
    resampled: ResampledFactors
    converged: bool
    notes: list[Note]

    @property
    def basis(self) -> Row:
        """The last columns of a row."""
        return {"n": self.given.n, "estimator": ESTIMATOR, "missing": self.given.missing}


@dataclass(frozen=True, slots=True)
class Intervals:
    """Bootstrap standard errors and limits of an array of estimates.

    Attributes
    ----------
    std_error, low, high
        Each of the shape of the estimates; NaN with fewer than two samples.
    """

    std_error: np.ndarray
    low: np.ndarray
    high: np.ndarray

    def at(self, *position: int) -> Row:
        """The interval columns of the estimate at `position`."""
        return {
            "std_error": float(self.std_error[position]),
            "ci_low": float(self.low[position]),
            "ci_high": float(self.high[position]),
        }


def intervals(replicates: np.ndarray, confidence: float) -> Intervals:
    """Percentile limits of estimates whose bootstrap values are `replicates`, (b, ...)."""
    if len(replicates) < 2:
        nothing = np.full(replicates.shape[1:], np.nan)
        return Intervals(nothing, nothing, nothing)
    low, high = percentile_interval(replicates, confidence=confidence)
    return Intervals(replicates.std(axis=0, ddof=1), low, high)


def basic_limits(estimates: np.ndarray, replicates: np.ndarray, confidence: float) -> Intervals:
    """Basic limits, within -1 and 1, of `estimates` with bootstrap values `replicates`."""
    percentile = intervals(replicates, confidence)
    low, high = reflected(estimates, percentile.low, percentile.high)
    return Intervals(percentile.std_error, np.clip(low, -1.0, 1.0), np.clip(high, -1.0, 1.0))


def corrected(estimates: np.ndarray, replicates: np.ndarray) -> np.ndarray:
    """`estimates` less the bias that their bootstrap values (b, ...) show, at most 1.

    NaN with fewer than two samples.

    References
    ----------
    Davison & Hinkley (1997), Bootstrap methods and their application, section 2.3,
    https://doi.org/10.1017/CBO9780511802843
    """
    if len(replicates) < 2:
        return np.full(estimates.shape, np.nan)
    return np.minimum(2 * estimates - replicates.mean(axis=0), 1.0)


def factor_names(rotation: Rotation) -> list[str]:
    """F1, F2, ... by the variance that each column accounts for, largest first.

    A column's share is the sum of pattern times structure loadings (as `psych::fa`).
    """
    share = (rotation.loadings * (rotation.loadings @ rotation.phi)).sum(axis=0)
    rank = np.argsort(np.argsort(-share, kind="stable"))
    return [f"F{place + 1}" for place in rank]


def loading_rows(found: FactorSolution, confidence: float) -> list[Row]:
    """Loading of every item on every factor."""
    given, names = found.given, factor_names(found.rotation)
    limits = intervals(found.resampled.loadings, confidence)
    return [
        {
            **given.block.ids,
            "item": item,
            "dimension": given.block.instrument.dimension_of[item],
            "factor": names[column],
            "matched": dimension,
            "estimate": float(found.rotation.loadings[row, column]),
            **limits.at(row, column),
            **found.basis,
        }
        for row, item in enumerate(given.items)
        for column, dimension in enumerate(given.dimensions)
    ]


def correlation_rows(found: FactorSolution, confidence: float) -> list[Row]:
    """Correlation of every pair of factors.

    Its interval is the basic bootstrap's. Chance errors in the loadings pass for simple
    structure that oblimin can reach with factors nearer to right angles, so that correlations
    come out too small, and in the bootstrap samples smaller still. Reflecting undoes the
    bootstrap's part of the bias, not all of it (the tests simulate the coverage).
    """
    limits = basic_limits(found.rotation.phi, found.resampled.phi, confidence)
    names = found.given.dimensions
    return [
        {
            **found.given.block.ids,
            "factor_a": names[first],
            "factor_b": names[second],
            "estimate": float(found.rotation.phi[first, second]),
            **limits.at(first, second),
            **found.basis,
        }
        for first, second in combinations(range(len(names)), 2)
    ]


def structure_rows(
    found: FactorSolution, *, weak_loading: float, cross_loading: float
) -> list[Row]:
    """Where every item was meant to load, and where it does."""
    rows = []
    for item, loadings in zip(found.given.items, found.rotation.loadings, strict=True):
        intended = found.given.block.instrument.dimension_of[item]
        by_size = np.argsort(-np.abs(loadings), kind="stable")
        primary = float(loadings[by_size[0]])
        cross = float(loadings[by_size[1]]) if len(loadings) > 1 else 0.0
        largest = found.given.dimensions[by_size[0]]
        judged = verdict(
            primary,
            cross,
            on_intended=largest == intended,
            weak_loading=weak_loading,
            cross_loading=cross_loading,
        )
        ids = {**found.given.block.ids, "item": item, "intended": intended, "found": largest}
        size: Row = {"primary": primary, "cross": cross}
        rows.append({**ids, **size, "verdict": judged, **found.basis})
    return rows


def verdict(
    primary: float,
    cross: float,
    *,
    on_intended: bool,
    weak_loading: float,
    cross_loading: float,
) -> str:
    """What the loadings of an item say about it; the first that applies.

    - weak: the largest absolute loading is below `weak_loading`.
    - elsewhere: the largest loading is not a positive one on the intended dimension's factor
      (items are keyed, so a negative one means that the keying is wrong).
    - cross_loading: the second largest absolute loading reaches `cross_loading`.
    - as_intended: none of these.

    References
    ----------
    The order is our convention. Usual values: .40 for weak (Hinkin 1998, Organizational
    Research Methods 1, https://doi.org/10.1177/109442819800100106) and .32 for cross
    (Costello & Osborne 2005, Practical Assessment, Research & Evaluation 10(7),
    https://doi.org/10.7275/jyj1-4868).
    """
    if abs(primary) < weak_loading:
        return "weak"
    if not on_intended or primary < 0:
        return "elsewhere"
    return "cross_loading" if abs(cross) >= cross_loading else "as_intended"


def congruence_rows(found: FactorSolution, confidence: float) -> list[Row]:
    """Tucker's congruence of every factor with the 0/1 pattern of its dimension.

    Its interval is the basic bootstrap's: noise in the loadings takes a factor away from its
    pattern, so bootstrap values lie below the estimate as the estimate lies below the truth,
    and their percentiles would count this bias twice. No congruence exceeds 1. The interval
    may begin above the estimate, and rightly so (the tests simulate its coverage): it belongs
    to the value that is corrected for the same bias, which stands beside it.
    """
    pattern = found.given.pattern
    columns = np.arange(pattern.shape[1])
    estimates = tucker_congruence(found.rotation.loadings, pattern)[columns, columns]
    replicates = tucker_congruence(found.resampled.loadings, pattern)[:, columns, columns]
    limits = basic_limits(estimates, replicates, confidence)
    unbiased = corrected(estimates, replicates)
    return [
        {
            **found.given.block.ids,
            "dimension": dimension,
            "estimate": float(estimates[column]),
            "corrected": float(unbiased[column]),
            **limits.at(column),
            **found.basis,
        }
        for column, dimension in enumerate(found.given.dimensions)
    ]
