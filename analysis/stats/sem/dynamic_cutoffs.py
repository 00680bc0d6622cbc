"""Fit-index cutoffs simulated for one model, sample size and set of response categories."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.population_misfit import Population

SPECIFICITY = 0.95
"""Share of samples from the true population that a cutoff must let pass."""

LEAST_SENSITIVITY = 0.5
"""A cutoff that finds fewer of the misspecified samples than this is none."""


@dataclass(frozen=True, slots=True)
class FitIndices:
    """Indices of one fit; NaN if it failed."""

    srmr: float
    rmsea: float
    cfi: float


@dataclass(frozen=True, slots=True)
class Cutoff:
    """Cutoff of one index at one level of misfit.

    Attributes
    ----------
    index
        "srmr", "rmsea" or "cfi".
    level
        Level of misfit; 0: the bound that 95 % of samples keep when the model is true.
    value
        Samples beyond it (above; of CFI below) show misfit of this level. NaN if no value
        tells enough misspecified samples from true ones.
    sensitivity
        Share of misspecified samples beyond it; of level 0 the share of true ones within.
    magnitude
        Path the level adds.
    """

    index: str
    level: int
    value: float
    sensitivity: float
    magnitude: float


@dataclass(frozen=True, slots=True)
class DynamicCutoffs:
    """Cutoffs of all indices and levels, and what they rest on.

    Attributes
    ----------
    cutoffs
        By level, then srmr, rmsea, cfi.
    indices
        Simulated indices, shape (levels, draws, 3); NaN where a fit failed.
    n_failed
        Failed fits per level, shape (levels,).
    """

    cutoffs: list[Cutoff]
    indices: np.ndarray
    n_failed: np.ndarray


def dynamic_cutoffs(
    populations: list[Population],
    *,
    n: int,
    thresholds: list[np.ndarray],
    draws: int,
    rng: np.random.Generator,
    fit: Callable[[np.ndarray], FitIndices],
) -> DynamicCutoffs:
    """Cutoffs that tell a true model from one that is wrong by a stated amount.

    Parameters
    ----------
    populations
        The true one first: `population_misfit.misfit_levels`.
    n
        Persons per sample.
    thresholds
        Per item, on the standardised scale; an empty array leaves the item continuous.
    draws
        Samples per population.
    fit
        Fits the model under study to a sample, shape (n, p): continuous items standardised in
        the population, ordinal ones in categories 0, 1, 2 ...

    Notes
    -----
    At every level the cutoff is the index value that 95 % of misspecified samples exceed, if
    95 % of true samples stay below it; else the value 95 % of true samples stay below, with the
    sensitivity that leaves, down to one half.

    References
    ----------
    McNeish & Wolf (2023); for categories: McNeish, D. (2023). Dynamic fit index cutoffs for
    categorical factor analysis with Likert-type, ordinal, or binary responses. American
    Psychologist, 78(9), 1061-1075. https://doi.org/10.1037/amp0001213
    """
    indices = np.array([
        [
            indices_of(fit(sample(population.correlation, n, thresholds, rng)))
            for _ in range(draws)
        ]
        for population in populations
    ])  # fmt: skip
    cutoffs = [
        cutoff(name, population, indices[0, :, i], indices[level, :, i])
        for level, population in enumerate(populations)
        for i, name in enumerate(("srmr", "rmsea", "cfi"))
    ]
    return DynamicCutoffs(cutoffs, indices, np.isnan(indices).any(axis=2).sum(axis=1))


def indices_of(fit: FitIndices) -> tuple[float, float, float]:
    """The three indices, or NaN for all if one is."""
    values = (fit.srmr, fit.rmsea, fit.cfi)
    return (np.nan, np.nan, np.nan) if np.isnan(values).any() else values


def sample(
    correlation: np.ndarray, n: int, thresholds: list[np.ndarray], rng: np.random.Generator
) -> np.ndarray:
    """Answers of n people, shape (n, p)."""
    root = np.linalg.cholesky(correlation)
    latent = rng.standard_normal((n, len(root))) @ root.T
    for item, cuts in enumerate(thresholds):
        if len(cuts):
            latent[:, item] = np.searchsorted(cuts, latent[:, item])
    return latent


def cutoff(name: str, population: Population, true: np.ndarray, wrong: np.ndarray) -> Cutoff:
    """Cutoff of one index; fits that failed do not count."""
    sign = -1 if name == "cfi" else 1
    true, wrong = sign * true[~np.isnan(true)], sign * wrong[~np.isnan(wrong)]
    if len(true) == 0 or len(wrong) == 0:
        return Cutoff(name, population.level, np.nan, np.nan, population.magnitude)
    bound = float(np.quantile(true, SPECIFICITY))
    if population.level == 0:
        return Cutoff(name, 0, sign * bound, SPECIFICITY, population.magnitude)
    value = max(float(np.quantile(wrong, 1 - SPECIFICITY)), bound)
    sensitivity = float(np.mean(wrong >= value))
    if sensitivity < LEAST_SENSITIVITY:
        value = np.nan
    return Cutoff(name, population.level, sign * value, sensitivity, population.magnitude)
