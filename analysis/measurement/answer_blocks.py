"""The answers of one instrument, source and wave: what every measurement table is about."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.blocks import Block, answer_matrix, answer_problems, by_block
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.notes import Note, note, remark
from analysis.stats.effective_size import effective_size

FEWEST_ITEMS = 2
"""One item correlates with nothing."""


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """Answers to one instrument from one source in one wave.

    Attributes
    ----------
    id
        Which instrument, source and wave.
    instrument
        What was asked.
    rows
        Keyed answers, one row per response, sorted by response.
    """

    id: Block
    instrument: Instrument
    rows: pd.DataFrame

    @property
    def ids(self) -> dict[str, str | int]:
        """The block's columns of a result row."""
        return self.id.columns

    @property
    def label(self) -> str:
        """The block's name in a message."""
        return str(self.id)

    @property
    def items(self) -> list[str]:
        """All scored items, in the order of the questionnaire."""
        return list(self.instrument.dimension_of)

    @property
    def case_weights(self) -> np.ndarray | None:
        """Weight of every row, with mean 1, shape (n,); None where people are not weighted."""
        if not is_weighted(self.rows):
            return None
        weights = self.rows["case_weight"].to_numpy(dtype=float)
        return weights / weights.mean()

    def values(self, items: list[str]) -> np.ndarray:
        """Answers to `items` as floats, NaN where empty; shape (n, p)."""
        return answer_matrix(self.rows, items)

    def complete(self, items: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
        """Complete answers to `items` (n, p), 0-based codes of their persons, case weights."""
        values, weights = self.values(items), self.case_weights
        answered = ~np.isnan(values).any(axis=1)
        persons = self.rows["person"].to_numpy()[answered]
        own = None if weights is None else weights[answered]
        return values[answered], np.unique(persons, return_inverse=True)[1], own


def is_weighted(rows: pd.DataFrame) -> bool:
    """Whether any of these answers has a case weight."""
    return "case_weight" in rows and bool(rows["case_weight"].notna().to_numpy().any())


def rated_blocks(keyed: pd.DataFrame, instruments: dict[str, Instrument]) -> list[AnswerBlock]:
    """The blocks with two or more items that are answers, scores of tests left out of them.

    Raises
    ------
    DataError
        As `answer_blocks`.
    """
    return [
        replace(block, instrument=block.instrument.without_scores)
        for block in answer_blocks(keyed, instruments)
        if sum(map(len, block.instrument.rated.values())) >= FEWEST_ITEMS
    ]


def structured_blocks(
    keyed: pd.DataFrame, instruments: dict[str, Instrument]
) -> list[AnswerBlock]:
    """Those of `rated_blocks` that can show factors: a dimension has two items or more.

    Raises
    ------
    DataError
        As `answer_blocks`.
    """
    return [b for b in rated_blocks(keyed, instruments) if b.instrument.has_structure]


def unstructured_notes(
    keyed: pd.DataFrame, instruments: dict[str, Instrument]
) -> Iterator[Note]:
    """Blocks without a structure that could be tested, and scores that stay out of one."""
    for block in answer_blocks(keyed, instruments):
        rated = {item for items in block.instrument.rated.values() for item in items}
        if reason := without_structure(block.instrument):
            yield note("structure_not_tested", **block.ids, reason=reason)
        elif scores := [item for item in block.items if item not in rated]:
            yield note("scores_not_in_structure", **block.ids, items=scores)


def without_structure(instrument: Instrument) -> str:
    """Why a questionnaire has no factors to show; empty if it has."""
    if instrument.has_structure:
        return ""
    return remark("only_single_items") if instrument.rated else remark("only_scores")


def stacked(tables: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """`tables` one below the other; an empty one with these `columns` where there are none."""
    return pd.concat(tables or [pd.DataFrame(columns=pd.Index(columns))], ignore_index=True)


def answer_blocks(keyed: pd.DataFrame, instruments: dict[str, Instrument]) -> list[AnswerBlock]:
    """The blocks of `keyed`, sorted by instrument, source and wave.

    Where people are weighted, the answers of those without a weight are left out.

    Raises
    ------
    DataError
        If there are no answers, or an instrument or one of its items is unknown.
    """
    needed = {name: list(one.dimension_of) for name, one in instruments.items()}
    raise_all(answer_problems(keyed, needed, name="answers"))
    if is_weighted(keyed):
        keyed = keyed.take(np.flatnonzero(keyed["case_weight"].notna()))
    return [
        AnswerBlock(block, instruments[block.instrument], rows)
        for block, rows in by_block(keyed.sort_values("response"))
    ]


def weight_notes(blocks: list[AnswerBlock], *unweighted: str) -> list[Note]:
    """What a weighted sample is worth, and which parts of a rule count everybody alike."""
    weighted = [(b, b.case_weights) for b in blocks]
    said = [
        note(
            "answers_with_case_weights",
            **block.ids,
            n=len(weights),
            n_effective=effective_size(weights),
        )
        for block, weights in weighted
        if weights is not None
    ]
    if said and unweighted:
        said.append(note("without_case_weights", parts=list(unweighted)))
    return said
