"""How the answers to each item are distributed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import AnswerBlock, answer_blocks, weight_notes
from analysis.notes import Note, note
from analysis.stats.equal_columns import equal_columns
from analysis.stats.moments import mean_interval, moments

FEWEST_ANSWERS = 2
"""A standard deviation needs two values."""


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """Distribution of every scored item, after reversal.

    Attributes
    ----------
    item_statistics
        One row per block and item: block, dimension, item, reversed, estimate (mean),
        std_error, ci_low, ci_high (Student), sd, skewness, kurtosis (excess; type 3),
        floor_share, ceiling_share (answers at the lowest and highest code), missing_share
        (of the responses that were shown the item), n, estimator, missing.
    categories
        One row per block, item and code: block, dimension, item, code, n, share.
    confidence
        Level of the intervals.
    notes
        Items that do not vary; what weighted answers are worth.
    """

    item_statistics: pd.DataFrame
    categories: pd.DataFrame
    confidence: float
    notes: list[Note]


def item_statistics(
    keyed: pd.DataFrame,
    missing: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    confidence: float,
) -> ItemStatistics:
    """Mean with interval, spread, shape, floor, ceiling and categories of every scored item.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response.
    missing
        Reason of every empty cell: response, item, reason.
    instruments
        The instruments by id.
    confidence
        Level of the intervals, 0 to 1.

    Raises
    ------
    DataError
        If an item has fewer than two answers in a block.
    """
    blocks = answer_blocks(keyed, instruments)
    raise_all([problem for block in blocks for problem in too_few_answers(block)])
    statistics = pd.concat([statistics_of(b, missing, confidence) for b in blocks])
    return ItemStatistics(
        item_statistics=statistics.reset_index(drop=True),
        categories=pd.concat([categories_of(b) for b in blocks], ignore_index=True),
        confidence=confidence,
        notes=[
            said for block in blocks for said in [*constant_items(block), *alike_items(block)]
        ]
        + weight_notes(blocks),
    )


def too_few_answers(block: AnswerBlock) -> list[str]:
    """One line for every item with fewer than two answers."""
    counts = (~np.isnan(block.values(block.items))).sum(axis=0)
    return [
        f"{block.label}: item {item} needs {FEWEST_ANSWERS} answers, got {n}"
        for item, n in zip(block.items, counts, strict=True)
        if n < FEWEST_ANSWERS
    ]


def constant_items(block: AnswerBlock) -> list[Note]:
    """One note for every item with one and the same answer."""
    values = block.values(block.items)
    lowest, highest = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    return [
        note("constant_item", **block.ids, item=item, code=int(low))
        for item, low, high in zip(block.items, lowest, highest, strict=True)
        if low == high
    ]


def alike_items(block: AnswerBlock) -> Iterator[Note]:
    """Pairs of items with the same answer from everybody: perhaps one column twice."""
    items = [item for items in block.instrument.rated.values() for item in items]
    for pair in equal_columns(block.values(items)):
        names = {"item_a": items[pair.first], "item_b": items[pair.second]}
        yield note("items_answered_alike", **block.ids, **names, n=pair.n, n_same=pair.n_same)


def statistics_of(block: AnswerBlock, missing: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The rows of one block."""
    instrument, items = block.instrument, block.items
    values = block.values(items)
    found = moments(values, block.case_weights)
    options = [instrument.options_of(item) for item in items]
    low, high = mean_interval(found, confidence=confidence)
    table = pd.DataFrame(
        {
            "dimension": [instrument.dimension_of[item] for item in items],
            "item": items,
            "reversed": [instrument.all_items[item].reversed for item in items],
            "estimate": found.mean,
            "std_error": found.standard_deviation / np.sqrt(found.n_effective),
            "ci_low": low,
            "ci_high": high,
            "sd": found.standard_deviation,
            "skewness": found.skewness,
            "kurtosis": found.kurtosis,
            "floor_share": share_at(block, [option.low for option in options]),
            "ceiling_share": share_at(block, [option.high for option in options]),
            "missing_share": 1 - found.n / shown(block, missing),
            "n": found.n,
            "estimator": "mean",
            "missing": "available",
        }
    )
    return with_block(block, table)


def share_at(block: AnswerBlock, codes: list[float]) -> np.ndarray:
    """The (weighted) share of the answers to each item that are its code in `codes`; (p,)."""
    values, weights = block.values(block.items), block.case_weights
    each = np.ones((len(values), 1)) if weights is None else weights[:, None]
    return (each * (values == np.array(codes))).sum(axis=0) / (each * ~np.isnan(values)).sum(
        axis=0
    )


def shown(block: AnswerBlock, missing: pd.DataFrame) -> np.ndarray:
    """How many responses of the block were shown each item; shape (p,)."""
    own = missing["response"].isin(block.rows["response"])
    counts = Counter(missing.loc[own & (missing["reason"] == "not_shown"), "item"])
    return len(block.rows) - np.array([counts[item] for item in block.items])


def categories_of(block: AnswerBlock) -> pd.DataFrame:
    """How often each code of each item was chosen, codes that nobody chose included.

    Scores of tests have none. Shares are weighted where answers are.
    """
    rows = []
    for dimension, items in block.instrument.rated.items():
        for item in items:
            values = block.values([item])[:, 0]
            weights = np.ones(len(values)) if block.case_weights is None else block.case_weights
            total = weights[~np.isnan(values)].sum()
            rows += [
                {
                    "dimension": dimension,
                    "item": item,
                    "code": code,
                    "n": int((values == code).sum()),
                    "share": float(weights[values == code].sum() / total),
                }
                for code in sorted(block.instrument.options_of(item).codes)
            ]
    columns = ["dimension", "item", "code", "n", "share"]
    return with_block(block, pd.DataFrame(rows, columns=columns))


def with_block(block: AnswerBlock, table: pd.DataFrame) -> pd.DataFrame:
    """`table`, which gets the block's columns in front."""
    for position, (name, value) in enumerate(block.ids.items()):
        table.insert(position, name, value)
    return table
