"""Answers by block: the same questionnaire, kind of rater and occasion."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.columns import BLOCK


class Block(NamedTuple):
    """What makes answers one set."""

    instrument: str
    source: str
    wave: int

    def __str__(self) -> str:
        return f"{self.instrument}, {self.source}, wave {self.wave}"


def answer_blocks(answers: pd.DataFrame) -> dict[Block, pd.DataFrame]:
    """The rows of every block of `answers`, in their order; blocks sorted by name."""
    if answers.empty:
        return {}
    number = answers.groupby(BLOCK, sort=True).ngroup().to_numpy()
    rows = {k: answers.take(np.flatnonzero(number == k)) for k in range(number.max() + 1)}
    first = {k: part[BLOCK].iloc[0].tolist() for k, part in rows.items()}
    return {Block(str(i), str(s), int(w)): rows[k] for k, (i, s, w) in first.items()}


def answer_matrix(answers: pd.DataFrame, items: list[str]) -> np.ndarray:
    """The answers to `items` as numbers, NaN where empty, shape (n, p)."""
    columns = [answers[item].to_numpy(dtype=float, na_value=np.nan) for item in items]
    return np.column_stack(columns)
