"""Simulated attentive answers: what the indices look like where everybody takes care."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from analysis.screening.latent_answers import LARGEST_CORRELATION, marginals, usable
from analysis.stats.pairwise_moments import pairwise_correlation

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(9)
SHARES = WEIGHTS / WEIGHTS.sum()
"""Gauss-Hermite quadrature over styles, which are standard normal."""
FARTHEST, HALVINGS = 100.0, 50
"""No threshold lies beyond; it is found within 1e-13."""
SURE = 0.001
"""No item is taken to lie farther from the middle than this share of answers below it."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What simulated people must share with those who were asked.

    Attributes
    ----------
    codes
        Answers of each item, rising.
    below
        Shares of answers below every code but the first, of each item.
    centres
        Where each item stands from the middle of its scale, shape (p,).
    correlations
        Pearson correlations of the items, 0 where there is none, shape (p, p).
    """

    codes: list[np.ndarray]
    below: list[np.ndarray]
    centres: np.ndarray
    correlations: np.ndarray


@dataclass(frozen=True, slots=True)
class AnswerModel:
    """How attentive people answer: a Gaussian copula whose scales each person stretches.

    Attributes
    ----------
    codes, thresholds
        Answers of each item, rising, and where on a scale of style 0 one goes over to the next.
    centres
        As in `Observed`.
    root
        Cholesky factor of the latent correlations, shape (p, p).
    spread
        Standard deviation of the logarithm of the factor by which people stretch scales.
    """

    codes: list[np.ndarray]
    thresholds: list[np.ndarray]
    centres: np.ndarray
    root: np.ndarray
    spread: float


def observed(answers: np.ndarray, middles: np.ndarray) -> Observed:
    """Distributions and correlations of `answers` (n, p) about the `middles` of scales (p,)."""
    codes, thresholds = marginals(answers)
    n = np.maximum((~np.isnan(answers)).sum(axis=0), 1)
    low = ((answers < middles).sum(axis=0) + (answers == middles).sum(axis=0) / 2) / n
    return Observed(
        codes,
        [ndtr(own) for own in thresholds],
        -ndtri(np.clip(low, SURE, 1 - SURE)),
        np.nan_to_num(pairwise_correlation(answers)),
    )


def answer_model(seen: Observed, spread: float) -> AnswerModel:
    """Every item keeps its distribution of answers, every pair its Pearson correlation.

    A person of style s answers exp(spread s) times as far from the middle of every scale: one
    number that stretches or shrinks all thresholds of a person alike. With spread 0 all people
    use scales alike.

    Notes
    -----
    The correlation behind the categories is exact to first order in the correlation: given
    their style, a person's answers to two items covary by the product of both slopes, and
    styles shift the means of both.

    References
    ----------
    Olsson, Drasgow & Dorans (1982), Psychometrika 47, 337-347 (the slope),
    https://doi.org/10.1007/BF02294164
    """
    starts = np.cumsum([len(own) for own in seen.below])[:-1]
    centres = np.repeat(seen.centres, [len(own) for own in seen.below])
    thresholds = np.split(cuts(np.concatenate(seen.below), centres, spread), starts)
    moments = [
        moments_by_style(*item, spread)
        for item in zip(seen.codes, thresholds, seen.centres, strict=True)
    ]
    slopes, means = (np.array(part) for part in zip(*moments, strict=True))
    shifts = means - (means @ SHARES)[:, None]
    between, within = (shifts * SHARES) @ shifts.T, (slopes * SHARES) @ slopes.T
    deviations = np.array(
        [deviation(*item) for item in zip(seen.codes, seen.below, strict=True)]
    )
    wanted = seen.correlations * np.outer(deviations, deviations) - between
    latent = np.divide(wanted, within, out=np.zeros_like(within), where=within > 0)
    latent = np.clip(latent, -LARGEST_CORRELATION, LARGEST_CORRELATION)
    root = np.linalg.cholesky(usable(latent))
    return AnswerModel(seen.codes, thresholds, seen.centres, root, spread)


def drawn(model: AnswerModel, normals: np.ndarray, styles: np.ndarray) -> np.ndarray:
    """Answers of people of `styles` (n,) for standard `normals` (n, p); none is missing."""
    stretch = np.exp(model.spread * styles)[:, None]
    latent = stretch * (normals @ model.root.T + model.centres)
    parts = zip(model.codes, model.thresholds, latent.T, strict=True)
    return np.column_stack([c[np.searchsorted(t, z)] for c, t, z in parts])


def cuts(below: np.ndarray, centres: np.ndarray, spread: float) -> np.ndarray:
    """Where shares `below` of all people lie below, over all styles; found by halving."""
    stretch = np.exp(spread * NODES)
    low, high = np.full(below.shape, -FARTHEST), np.full(below.shape, FARTHEST)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        under = ndtr(middle[:, None] / stretch - centres[:, None]) @ SHARES < below
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return (low + high) / 2


def moments_by_style(
    codes: np.ndarray, thresholds: np.ndarray, centre: float, spread: float
) -> tuple[np.ndarray, np.ndarray]:
    """Slope and mean of one item's answers at each style, 0 where it was never answered."""
    at = thresholds[:, None] / np.exp(spread * NODES) - centre
    steps = np.diff(codes)
    slope = steps @ np.exp(-(at**2) / 2) / np.sqrt(2 * np.pi)
    return slope, np.nan_to_num(codes[0] + steps @ ndtr(-at))


def deviation(codes: np.ndarray, below: np.ndarray) -> float:
    """The standard deviation of one item's answers."""
    shares = np.diff(below, prepend=0.0, append=1.0)
    centred = np.nan_to_num(codes) - shares @ np.nan_to_num(codes)
    return float(np.sqrt(shares @ centred**2))
