"""What a factor analysis of one block starts from, and whether it can start."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.notes import Note, note, remark

SINGULAR = 1e-10
"""Smallest eigenvalue of a Pearson matrix below which it cannot be inverted."""


@dataclass(frozen=True, slots=True)
class FactorInput:
    """Correlations and answers of one block.

    Attributes
    ----------
    block
        Whose they are.
    items, dimensions
        Scored items, and the dimensions that have any, in the order of the questionnaire.
    pattern
        1 where an item is meant to measure a dimension, else 0; shape (p, m).
    pearson, polychoric
        Shape (p, p), NaN where the table has no number.
    n, missing
        Fewest persons behind any polychoric correlation, and its missing-data rule.
    codes
        Answers as 0 .. n_categories - 1, -1 where empty, shape (n, p).
    persons
        0-based code of the person of every row, shape (n,).
    n_categories
        Of the item that has most.
    case_weights
        Weight of every row of `codes`, shape (n,); None where people are not weighted.
    """

    block: AnswerBlock
    items: list[str]
    dimensions: list[str]
    pattern: np.ndarray
    pearson: np.ndarray
    polychoric: np.ndarray
    n: int
    missing: str
    codes: np.ndarray
    persons: np.ndarray
    n_categories: int
    case_weights: np.ndarray | None

    @property
    def invertible(self) -> bool:
        """Whether the Pearson correlations form a positive definite matrix."""
        return float(np.linalg.eigvalsh(self.pearson)[0]) > SINGULAR


def factor_input(block: AnswerBlock, correlations: pd.DataFrame) -> FactorInput:
    """The input of `block`, from the long table of `correlations`."""
    instrument, items = block.instrument, block.items
    dimensions = [name for name, members in instrument.scored.items() if members]
    belongs = [[instrument.dimension_of[item] == name for name in dimensions] for item in items]
    options = [instrument.options_of(item) for item in items]
    low = np.array([option.low for option in options])
    own = [correlations[column] == value for column, value in block.ids.items()]
    scored = [correlations[column].isin(items) for column in ("item_a", "item_b")]
    rows = correlations.loc[np.logical_and.reduce([*own, *scored])]
    polychoric = rows.loc[rows["coefficient"] == "polychoric"]
    return FactorInput(
        block=block,
        items=items,
        dimensions=dimensions,
        pattern=np.array(belongs, dtype=float),
        pearson=square(rows.loc[rows["coefficient"] == "pearson"], items),
        polychoric=square(polychoric, items),
        n=int(min(polychoric["n"], default=0)),
        missing=";".join(sorted(set(polychoric["missing"]))),
        codes=np.nan_to_num(block.values(items) - low, nan=-1).astype(np.int8),
        persons=np.unique(block.rows["person"].to_numpy(), return_inverse=True)[1],
        n_categories=max(len(option.codes) for option in options),
        case_weights=block.case_weights,
    )


def square(pairs: pd.DataFrame, items: list[str]) -> np.ndarray:
    """Symmetric matrix (p, p) of the estimates in `pairs`, NaN where there is none."""
    names = pd.Index(items)
    matrix = np.full((len(items), len(items)), np.nan)
    first = names.get_indexer(pd.Index(pairs["item_a"]))
    second = names.get_indexer(pd.Index(pairs["item_b"]))
    matrix[first, second] = pairs["estimate"].to_numpy()
    matrix[second, first] = pairs["estimate"].to_numpy()
    np.fill_diagonal(matrix, 1.0)
    return matrix


def without_factors(given: FactorInput) -> str:
    """Why the block cannot be factored; nothing if it can."""
    if np.isnan(given.pearson).any() or np.isnan(given.polychoric).any():
        return remark("pair_without_estimate")
    return remark("no_more_people_than_items") if given.n <= len(given.items) else ""


def identified(given: FactorInput) -> bool:
    """Whether there are items enough for one factor a dimension (Ledermann's bound)."""
    p, m = given.pattern.shape
    return (p - m) ** 2 >= p + m


def input_notes(given: FactorInput) -> list[Note]:
    """What is unusual about the correlation matrices."""
    found = []
    if not given.invertible:
        found.append(note("no_kmo_no_bartlett", **given.block.ids))
    smallest = float(np.linalg.eigvalsh(given.polychoric)[0])
    if smallest < 0:
        where = given.block.ids
        found.append(note("polychoric_indefinite", **where, smallest_eigenvalue=smallest))
    return found
