"""The answers of one block as category numbers, with what keeps them from being correlated."""

from dataclasses import dataclass

import numpy as np

from analysis.errors import raise_all
from analysis.measurement.answer_blocks import AnswerBlock
from analysis.stats.contingency import PairTables, item_pairs, pair_tables

FEWEST_TOGETHER = 2
"""People who answered both items below which nothing correlates."""


@dataclass(frozen=True, slots=True)
class OrdinalBlock:
    """Answers to the scored items of one block.

    Attributes
    ----------
    answers
        The block: instrument, source, wave.
    items
        Scored items in the order of the questionnaire.
    codes
        Answers from 0 on, -1 where missing, shape (n, p); people without any left out.
    n_categories
        Categories of each item's response format, shape (p,).
    tables
        Contingency tables of all pairs of items, of case weights where people are weighted.
    squared
        The same of squared case weights; None without weights.
    case_weights
        Weight of every row of `codes`, with mean 1 in the block, shape (n,); None likewise.
    """

    answers: AnswerBlock
    items: list[str]
    codes: np.ndarray
    n_categories: np.ndarray
    tables: PairTables
    squared: PairTables | None
    case_weights: np.ndarray | None

    @property
    def n_pairs(self) -> np.ndarray:
        """How many people answered both items of each pair, whatever their weight."""
        return answered_both(self.codes)

    @property
    def rare(self) -> np.ndarray:
        """Which pairs fewer than two people answered both items of, shape (pairs,)."""
        return self.n_pairs < FEWEST_TOGETHER

    @property
    def n_effective(self) -> np.ndarray:
        """How many equally weighted people each pair is worth (Kish)."""
        if self.squared is None:
            return self.n_pairs
        total, squares = (t.joint.sum(axis=(-2, -1)) for t in (self.tables, self.squared))
        return total**2 / squares


def answered_both(codes: np.ndarray) -> np.ndarray:
    """How many rows of `codes` (n, p) have both items of each pair, shape (pairs,)."""
    seen = (codes >= 0).astype(float)
    return (seen.T @ seen)[item_pairs(codes.shape[1])].astype(int)


def ordinal_blocks(answer_blocks: list[AnswerBlock]) -> list[OrdinalBlock]:
    """The answers of `answer_blocks`, from which scores of tests are left out.

    Raises
    ------
    DataError
        With one line per block and item that cannot be correlated with any other.
    """
    blocks, problems = [], []
    for answers in answer_blocks:
        block, found = _block(answers)
        problems += [f"{answers.label}: {problem}" for problem in found]
        if block is not None:
            blocks.append(block)
    raise_all(problems)
    return blocks


def _block(answers: AnswerBlock) -> tuple[OrdinalBlock | None, list[str]]:
    """The block if its items can be tabulated, and what is wrong with it."""
    items = answers.items
    if len(items) < 2:
        return None, [f"correlations need at least 2 scored items, found {len(items)}"]
    options = [answers.instrument.options_of(item) for item in items]
    low = np.array([option.low for option in options])
    n_categories = np.array([len(option.codes) for option in options])
    values = answers.values(items)
    problems = _outside(values, items, low, n_categories)
    if problems:
        return None, problems
    codes = np.where(np.isnan(values), -1, values - low).astype(np.int8)
    kept, weights = (codes >= 0).any(axis=1), answers.case_weights
    codes = codes[kept]
    problems = _unvarying(codes, items)
    if problems:
        return None, problems
    k, squared = int(n_categories.max()), None
    if weights is not None:
        weights = weights[kept] / weights[kept].mean()
        squared = pair_tables(codes, k, weights**2)
    tables = pair_tables(codes, k, weights)
    block = OrdinalBlock(answers, items, codes, n_categories, tables, squared, weights)
    return block, []


def _outside(
    answers: np.ndarray, items: list[str], low: np.ndarray, n_categories: np.ndarray
) -> list[str]:
    """Items with answers that their response format does not have."""
    known = np.isnan(answers) | (
        (answers >= low) & (answers < low + n_categories) & (answers % 1 == 0)
    )
    wrong = (~known).sum(axis=0)
    return [
        f"item {item} has {count} answers outside its response options"
        for item, count in zip(items, wrong, strict=True)
        if count
    ]


def _unvarying(codes: np.ndarray, items: list[str]) -> list[str]:
    """Items that nobody answered, or everybody in the same way."""
    problems = []
    for item, column in zip(items, codes.T, strict=True):
        given = column[column >= 0]
        if not given.size:
            problems.append(f"item {item} has no answers")
        elif given.min() == given.max():
            problems.append(f"item {item} is constant: all {given.size} answers are the same")
    return problems
