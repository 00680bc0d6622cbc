"""One dimension's complete answers, and the one factor behind them with its bootstrap."""

from dataclasses import dataclass

import numpy as np

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.notes import Note, note, remark
from analysis.stats.bootstrap import resampled_correlations
from analysis.stats.effective_size import effective_size
from analysis.stats.one_factor import OneFactor, omega_total, one_factor

FEWEST_ITEMS = 3
"""Two items do not identify one factor."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Complete answers to the items of one dimension.

    Attributes
    ----------
    block, dimension, items
        What they are answers to.
    values
        Shape (n, p).
    persons
        0-based code of the person of every row, shape (n,).
    case_weights
        Weight of every row, shape (n,); None where people are not weighted.
    """

    block: AnswerBlock
    dimension: str
    items: list[str]
    values: np.ndarray
    persons: np.ndarray
    case_weights: np.ndarray | None

    @property
    def covariance(self) -> np.ndarray:
        """Item covariance matrix, weighted where people are, shape (p, p)."""
        if self.case_weights is None:
            return np.atleast_2d(np.cov(self.values, rowvar=False))
        return np.atleast_2d(np.cov(self.values, rowvar=False, aweights=self.case_weights))

    @property
    def correlation(self) -> np.ndarray:
        """Item correlation matrix, weighted where people are, shape (p, p)."""
        size = np.sqrt(np.diag(self.covariance))
        return self.covariance / np.outer(size, size)

    @property
    def n_effective(self) -> float:
        """How many equally weighted people the answers are worth."""
        return (
            len(self.values) if self.case_weights is None else effective_size(self.case_weights)
        )

    @property
    def trouble(self) -> str:
        """Why the answers cannot support a coefficient; nothing if they can."""
        n, p = self.values.shape
        if n <= p:
            return remark("too_few_complete_answers")
        return (
            remark("item_without_variation") if (np.ptp(self.values, axis=0) == 0).any() else ""
        )


@dataclass(frozen=True, slots=True)
class Congeneric:
    """One factor in a scale and in its bootstrap samples.

    Attributes
    ----------
    fit
        Full-sample solution.
    omega
        Full-sample omega total.
    omegas, loadings
        Of the bootstrap samples that can be analysed, shapes (b,) and (b, p).
    n_degenerate
        How many samples could not be: an item was constant, or no convergence.
    """

    fit: OneFactor
    omega: float
    omegas: np.ndarray
    loadings: np.ndarray
    n_degenerate: int


def scales_of(block: AnswerBlock) -> list[Scale]:
    """The dimensions of a block that have scored items, with their complete answers."""
    return [
        Scale(block, dimension, items, *block.complete(items))
        for dimension, items in block.instrument.scored.items()
        if items
    ]


def congeneric(scale: Scale, draws: int, rng: np.random.Generator) -> Congeneric | None:
    """One factor of the full sample and of every bootstrap sample, or None below 3 items."""
    if len(scale.items) < FEWEST_ITEMS:
        return None
    correlation = scale.correlation
    fit = one_factor(correlation)
    drawn = resampled_correlations(
        scale.values, scale.persons, draws=draws, rng=rng, case_weights=scale.case_weights
    )
    fits = one_factor(drawn.correlations)
    usable = fits.converged
    omegas = omega_total(drawn.correlations, fits.uniquenesses)
    return Congeneric(
        fit=fit,
        omega=float(omega_total(correlation, fit.uniquenesses)),
        omegas=omegas[usable],
        loadings=fits.loadings[usable],
        n_degenerate=drawn.n_degenerate + int((~usable).sum()),
    )


def notes_of(scale: Scale, factor: Congeneric | None) -> list[Note]:
    """What a reader has to know about the factor of a scale."""
    where = {**scale.block.ids, "dimension": scale.dimension}
    if factor is None:
        why = scale.trouble
        return [note("reliability_not_computed", **where, reason=why)] if why else []
    found = [
        note("heywood_case", **where, item=item)
        for item, improper in zip(scale.items, factor.fit.heywood, strict=True)
        if improper
    ]
    if not factor.fit.converged:
        found.append(note("one_factor_not_converged", **where))
    if factor.n_degenerate:
        found.append(note("scale_samples_left_out", **where, n=factor.n_degenerate))
    return found
