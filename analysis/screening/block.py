"""One set of answers: the same questionnaire, source and wave, as the indices need it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import columns
from analysis.errors import raise_all
from analysis.instrument import Instrument

BlockId = tuple[str, str, int]
"""Instrument, source and wave."""

LABELS = ["response", "person", *columns.BLOCK]

EXCUSED = ["not_shown", "cannot_judge"]
"""Missing reasons that are no sign of carelessness."""


@dataclass(frozen=True, slots=True)
class Block:
    """The answers of one block as floats; rows are responses, items in questionnaire order.

    Attributes
    ----------
    responses
        response, person and the block's columns.
    answers, keyed
        Scored items as answered, and after reversal.
    every
        All items as answered.
    excused
        True where a scored item's answer is missing for no fault of the person.
    seconds
        Time for the whole questionnaire.
    expected
        The right answer of every attention item.
    dimensions
        The scored items of every dimension.
    turned
        Lowest plus highest code of every reversed scored item.
    """

    responses: pd.DataFrame
    answers: pd.DataFrame
    keyed: pd.DataFrame
    every: pd.DataFrame
    excused: pd.DataFrame
    seconds: pd.Series
    expected: dict[str, int]
    dimensions: dict[str, list[str]]
    turned: dict[str, int]


def blocks(
    answers: pd.DataFrame,
    keyed: pd.DataFrame,
    missing: pd.DataFrame | None,
    instruments: Mapping[str, Instrument],
) -> Iterator[tuple[BlockId, Block]]:
    """Every block of `answers` in sorted order, its rows sorted by response.

    Raises
    ------
    DataError
        If there are no answers, an instrument or one of its items is unknown, or `keyed`
        does not hold the same responses as `answers`.
    """
    raise_all(mismatches(answers, keyed, instruments))
    answers = answers.sort_values("response", ignore_index=True)
    keyed = keyed.sort_values("response", ignore_index=True)
    for name, rows in by_block(answers):
        yield name, block(rows, keyed.loc[rows.index], missing, instruments[name[0]])


def by_block(table: pd.DataFrame) -> Iterator[tuple[BlockId, pd.DataFrame]]:
    """The rows of `table` for every instrument, source and wave in it, in sorted order."""
    for (instrument, source, wave), rows in table.groupby(columns.BLOCK, sort=True):  # pyright: ignore[reportGeneralTypeIssues]
        yield (str(instrument), str(source), int(wave)), rows


def mismatches(
    answers: pd.DataFrame, keyed: pd.DataFrame, instruments: Mapping[str, Instrument]
) -> list[str]:
    """What keeps `answers` from being screened, one line each."""
    if answers.empty:
        return ["screening: there are no answers; look at the rejects of intake"]
    problems = []
    for name in sorted(answers["instrument"].unique()):
        if name not in instruments:
            problems.append(f"screening: answers to {name!r}, an instrument that is not given")
            continue
        for table, label in ((answers, "answers"), (keyed, "keyed")):
            absent = [item for item in instruments[name].all_items if item not in table]
            if absent:
                problems.append(
                    f"screening: {label} lacks items of {name}: {', '.join(absent)}"
                )
    if set(answers["response"]) != set(keyed["response"]):
        problems.append("screening: answers and keyed do not hold the same responses")
    return problems


def block(
    rows: pd.DataFrame,
    turned: pd.DataFrame,
    missing: pd.DataFrame | None,
    instrument: Instrument,
) -> Block:
    """The block of `rows`, which are answers, and `turned`, the same after reversal."""
    scored = list(instrument.dimension_of)
    every = numbers(rows, list(instrument.all_items))
    return Block(
        responses=rows.reindex(columns=["response", "person", *columns.BLOCK]).reset_index(
            drop=True
        ),
        answers=every.reindex(columns=scored),
        keyed=numbers(turned, scored),
        every=every,
        excused=excused_cells(rows["response"].to_numpy(), scored, missing),
        seconds=pd.Series(rows["seconds"].to_numpy(dtype=float, na_value=np.nan)),
        expected={
            name: item.expected
            for name, item in instrument.all_items.items()
            if item.role == "attention" and item.expected is not None
        },
        dimensions=instrument.scored,
        turned={
            name: instrument.options_of(name).low + instrument.options_of(name).high
            for name in scored
            if instrument.all_items[name].reversed
        },
    )


def numbers(rows: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """The `items` of `rows` as floats, NaN where there is no answer."""
    return pd.DataFrame(rows[items].to_numpy(dtype=float, na_value=np.nan), columns=items)


def excused_cells(
    responses: np.ndarray, items: list[str], missing: pd.DataFrame | None
) -> pd.DataFrame:
    """True where `missing` gives an excuse; nowhere if there is no such table."""
    cells = np.zeros((len(responses), len(items)), dtype=bool)
    if missing is not None:
        excuses = missing.loc[missing["reason"].isin(EXCUSED)]
        row = pd.Index(responses).get_indexer(pd.Index(excuses["response"]))
        column = pd.Index(items).get_indexer(pd.Index(excuses["item"]))
        here = (row >= 0) & (column >= 0)
        cells[row[here], column[here]] = True
    return pd.DataFrame(cells, columns=items)
