"""The answers of one block as the indices need them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.blocks import Block, answer_matrix, answer_problems, by_block
from analysis.columns import BLOCK
from analysis.errors import raise_all
from analysis.form_plan import is_added
from analysis.instrument import Instrument, Item

LABELS = ["response", "person", *BLOCK]

EXCUSED = ["not_shown", "cannot_judge"]
"""Missing reasons that are no sign of carelessness."""


@dataclass(frozen=True, slots=True)
class ScreenedBlock:
    """The answers of one block as floats; rows are responses, items in the order of columns.

    Attributes
    ----------
    responses
        response, person and the block's columns.
    answers, keyed
        Scored items as answered, and after reversal; scores of tests left out.
    every
        All items as answered.
    excused
        True where a scored item's answer is missing for no fault of the person.
    seconds
        Time for the whole questionnaire.
    expected
        The right answer of every attention item that was asked.
    dimensions
        Those items of every dimension that has any.
    turned
        Lowest plus highest code of every reversed scored item.
    middles
        The middle between lowest and highest code of every scored item, shape (p,).
    """

    responses: pd.DataFrame
    answers: pd.DataFrame
    keyed: pd.DataFrame
    every: pd.DataFrame
    excused: pd.DataFrame
    seconds: pd.Series
    expected: dict[str, int]
    dimensions: dict[str, list[str]]
    turned: dict[str, float]
    middles: np.ndarray

    @property
    def keyed_both_ways(self) -> bool:
        """Whether some scored items are reversed and some are not."""
        return 0 < len(self.turned) < self.answers.shape[1]

    def of(self, rows: np.ndarray) -> "ScreenedBlock":
        """The block of these `rows` (places) alone."""
        tables = ("responses", "answers", "keyed", "every", "excused", "seconds")
        parts = {t: getattr(self, t).take(rows).reset_index(drop=True) for t in tables}
        return replace(self, **parts)


def screened_blocks(
    answers: pd.DataFrame,
    keyed: pd.DataFrame,
    missing: pd.DataFrame | None,
    instruments: Mapping[str, Instrument],
) -> Iterator[tuple[Block, ScreenedBlock]]:
    """Every block of `answers` in sorted order, its rows sorted by response.

    The columns of `answers` stand in the order in which the items were shown.

    Raises
    ------
    DataError
        If there are no answers, an instrument or one of its items is unknown, or `keyed`
        does not hold the same responses as `answers`.
    """
    raise_all(mismatches(answers, keyed, instruments))
    answers = answers.sort_values("response", ignore_index=True)
    keyed = keyed.sort_values("response", ignore_index=True)
    for block, rows in by_block(answers):
        turned = keyed.loc[rows.index]
        yield block, screened_block(rows, turned, missing, instruments[block.instrument])


def mismatches(
    answers: pd.DataFrame, keyed: pd.DataFrame, instruments: Mapping[str, Instrument]
) -> list[str]:
    """What keeps `answers` from being screened, one line each."""
    needed = {name: list(one.all_items) for name, one in instruments.items()}
    problems = [
        *answer_problems(answers, needed, name="answers"),
        *answer_problems(keyed, needed, name="keyed answers"),
    ]
    if set(answers["response"]) != set(keyed["response"]):
        problems.append("answers and keyed answers are not of the same responses")
    return problems


def screened_block(
    rows: pd.DataFrame,
    turned: pd.DataFrame,
    missing: pd.DataFrame | None,
    instrument: Instrument,
) -> ScreenedBlock:
    """The block of `rows`, which are answers, and `turned`, the same after reversal."""
    rated = {item for items in instrument.rated.values() for item in items}
    scored = [name for name in rows.columns if name in rated]
    ends = {name: instrument.options_of(name).low + instrument.options_of(name).high
            for name in scored}  # fmt: skip
    every = numbers(rows, list(instrument.all_items))
    return ScreenedBlock(
        responses=rows.reindex(columns=LABELS).reset_index(drop=True),
        answers=every.reindex(columns=scored),
        keyed=numbers(turned, scored),
        every=every,
        excused=excused_cells(rows["response"].to_numpy(), scored, missing),
        seconds=pd.Series(rows["seconds"].to_numpy(dtype=float, na_value=np.nan)),
        expected={
            name: item.expected
            for name, item in instrument.all_items.items()
            if item.expected is not None and was_asked(item, every)
        },
        dimensions=instrument.rated,
        turned={
            name: both for name, both in ends.items() if instrument.all_items[name].reversed
        },
        middles=np.array(list(ends.values()), float) / 2,
    )


def was_asked(item: Item, every: pd.DataFrame) -> bool:
    """Whether `item` is a check of attention; one that a form may add, if it was answered."""
    answered = bool(every[item.id].notna().to_numpy().any())
    return item.role == "attention" and (answered or not is_added(item))


def numbers(rows: pd.DataFrame, items: list[str]) -> pd.DataFrame:
    """The `items` of `rows` as floats, NaN where there is no answer."""
    return pd.DataFrame(answer_matrix(rows, items), columns=items)


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
