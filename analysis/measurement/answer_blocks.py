"""The answers of one instrument, source and wave: what every measurement table is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from analysis.columns import BLOCK
from analysis.errors import raise_all
from analysis.instrument import Instrument


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """Answers to one instrument from one source in one wave.

    Attributes
    ----------
    instrument
        What was asked.
    source, wave
        Who answered, and on which occasion.
    rows
        Keyed answers, one row per response, sorted by response.
    """

    instrument: Instrument
    source: str
    wave: int
    rows: pd.DataFrame

    @property
    def ids(self) -> dict[str, str | int]:
        """The block's columns of a result row."""
        return {"instrument": self.instrument.id, "source": self.source, "wave": self.wave}

    @property
    def label(self) -> str:
        """The block's name in a message."""
        return f"{self.instrument.id}, {self.source}, wave {self.wave}"

    @property
    def items(self) -> list[str]:
        """All scored items, in the order of the questionnaire."""
        return [item for items in self.instrument.scored.values() for item in items]

    def values(self, items: list[str]) -> np.ndarray:
        """Answers to `items` as floats, NaN where empty; shape (n, p)."""
        return self.rows[items].to_numpy(dtype=float, na_value=np.nan)

    def complete(self, items: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Complete answers to `items` (n, p), and 0-based codes of their persons (n,)."""
        values = self.values(items)
        answered = ~np.isnan(values).any(axis=1)
        persons = self.rows["person"].to_numpy()[answered]
        return values[answered], np.unique(persons, return_inverse=True)[1]


def answer_blocks(keyed: pd.DataFrame, instruments: dict[str, Instrument]) -> list[AnswerBlock]:
    """The blocks of `keyed`, sorted by instrument, source and wave.

    Raises
    ------
    DataError
        If there are no answers, or an instrument or one of its items is unknown.
    """
    names = sorted(keyed["instrument"].unique())
    unknown = [
        f"instrument {name}: not among {sorted(instruments)}"
        for name in names
        if name not in instruments
    ]
    raise_all(unknown if names else ["there are no answers to analyse"])
    raise_all(
        [
            f"{name}: item {item} has no column in the answers"
            for name in names
            for items in instruments[name].scored.values()
            for item in items
            if item not in keyed.columns
        ]
    )
    return [
        AnswerBlock(instruments[name], source, int(wave), rows)
        for (name, source, wave), rows in by_block(keyed.sort_values("response"))
    ]


def by_block(table: pd.DataFrame) -> Iterable[tuple[tuple[str, str, int], pd.DataFrame]]:
    """Instrument, source and wave of every block of `table`, and its rows."""
    return cast(Iterable[tuple[tuple[str, str, int], pd.DataFrame]], table.groupby(BLOCK))
