"""Blocks of answers: the same questionnaire, kind of rater and occasion."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.columns import BLOCK


class Block(NamedTuple):
    """What makes answers one set; as text, its name in a message."""

    instrument: str
    source: str
    wave: int

    def __str__(self) -> str:
        return f"{self.instrument}, {self.source}, wave {self.wave}"

    @property
    def columns(self) -> dict[str, str | int]:
        """The block's columns of a result row, and its values in a note."""
        return self._asdict()


def by_block(table: pd.DataFrame) -> Iterator[tuple[Block, pd.DataFrame]]:
    """Every block of `table` in sorted order, and its rows in theirs."""
    for (instrument, source, wave), rows in table.groupby(BLOCK, sort=True):  # pyright: ignore[reportGeneralTypeIssues]
        yield Block(str(instrument), str(source), int(wave)), rows


def answer_matrix(rows: pd.DataFrame, items: Sequence[str]) -> np.ndarray:
    """The answers to `items` as floats, NaN where empty, shape (n, p)."""
    return rows[list(items)].to_numpy(dtype=float, na_value=np.nan)


def answer_problems(
    table: pd.DataFrame, needed: Mapping[str, Sequence[str]], *, name: str
) -> list[str]:
    """What keeps a table of answers from being analysed, one line each.

    Parameters
    ----------
    table
        Answers, one row per response.
    needed
        The items that must have a column, by instrument.
    name
        What messages call the table.
    """
    if table.empty:
        return [f"there are no {name}; look at the rejects of intake"]
    problems = []
    for instrument in sorted(table["instrument"].unique()):
        if instrument not in needed:
            problems.append(f"{name} to {instrument}: the study has no such instrument")
        elif absent := [item for item in needed[instrument] if item not in table]:
            problems.append(f"{instrument}: the {name} have no column for {', '.join(absent)}")
    return problems
