"""The graded response model of one dimension of one block of answers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.stats.irt.ability import Abilities, LikelihoodParts, expected_abilities
from analysis.stats.irt.graded_fit import GradedFit, graded_fit
from analysis.stats.irt.graded_marginal import GradedAnswers, answers_by_person, graded_answers
from analysis.stats.irt.graded_model import GradedModel, graded_model
from analysis.stats.irt.graded_response import GradedItems

FEWEST_ITEMS = 3
"""Fewer items do not identify their slopes."""

ESTIMATOR = "graded_mml"


@dataclass(frozen=True, slots=True)
class GradedDimension:
    """A fitted dimension.

    Attributes
    ----------
    name, items
        The dimension and its items that vary.
    codes
        Categories from 0 among those that anybody chose, NaN where missing, shape (n, p); rows
        without an answer left out.
    rows
        Which rows of the block these are, shape (n,).
    categories
        The answer codes that the categories of each item stand for.
    model, fit
        One group, the attribute's mean 0 and standard deviation 1.
    """

    name: str
    items: list[str]
    codes: np.ndarray
    rows: np.ndarray
    categories: list[np.ndarray]
    model: GradedModel
    fit: GradedFit

    @property
    def graded(self) -> GradedItems:
        """The items' parameters."""
        return self.model.items(self.fit.parameters[0])

    @property
    def answers(self) -> GradedAnswers:
        """A row for every response."""
        return answers_by_person(self.codes, categories=int(self.model.n_categories.max()))


def graded_dimension(
    block: AnswerBlock, name: str, items: Sequence[str], points: np.ndarray
) -> GradedDimension | None:
    """The dimension fitted, or None where fewer than three items vary."""
    values = block.values(list(items))
    chosen = [np.unique(column[~np.isnan(column)]) for column in values.T]
    kept = [i for i, codes in enumerate(chosen) if len(codes) > 1]
    if len(kept) < FEWEST_ITEMS:
        return None
    rows = np.flatnonzero((~np.isnan(values[:, kept])).any(axis=1))
    codes = np.column_stack([numbered(values[rows, i], chosen[i]) for i in kept])
    n_categories = np.array([len(chosen[i]) for i in kept])
    model = graded_model(
        n_categories,
        groups=1,
        free_items=np.zeros(len(kept), dtype=bool),
        free_distribution=False,
    )
    answers = graded_answers(codes, np.ones(len(codes)), categories=int(n_categories.max()))
    return GradedDimension(
        name=name,
        items=[items[i] for i in kept],
        codes=codes,
        rows=rows,
        categories=[chosen[i] for i in kept],
        model=model,
        fit=graded_fit(model, [answers], points),
    )


def numbered(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Positions of values among the known ones; NaN stays NaN."""
    return np.where(np.isnan(values), np.nan, np.searchsorted(known, values))


def abilities_of(found: GradedDimension, points: np.ndarray) -> Abilities:
    """Expected a posteriori abilities of its responses."""
    return expected_abilities(found.answers, found.graded, found.fit.parameters[0], points)


def drawn_codes(found: GradedDimension, n: int, rng: np.random.Generator) -> np.ndarray:
    """Complete answers of n people who follow the model, shape (n, p)."""
    items, attribute = found.graded, rng.normal(size=n)
    eta = items.slopes[:, None] * attribute[:, None, None] + items.intercepts
    above = rng.logistic(size=(n, len(items.slopes)))[:, :, None] < eta
    return above.sum(axis=2).astype(float)


def spread(parts: LikelihoodParts, rows: np.ndarray, n: int) -> LikelihoodParts:
    """Parts of some of n rows, 0 for the others."""
    excess, variance = np.zeros(n), np.zeros(n)
    excess[rows], variance[rows] = parts.excess, parts.variance
    return LikelihoodParts(excess, variance)
