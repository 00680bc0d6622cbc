"""The kept responses of all exports, put together in one order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import MISSING_REASONS, RESPONSE
from analysis.instrument import Instrument
from analysis.intake.coding import CodedExport
from analysis.intake.duplicates import latest_complete
from analysis.intake.identities import Identities
from analysis.intake.labels import ANSWERED, NO_CODE
from analysis.intake.rejects import KEPT


@dataclass(frozen=True, slots=True)
class Kept:
    """The responses that stay, in their final order, and those given twice.

    Attributes
    ----------
    responses
        The columns of `columns.RESPONSE` but `case_weight`.
    parts
        (n,) the position of the export that each response comes from.
    codes, reasons
        (n, items of all instruments) as in `CodedExport`; items of other instruments than the
        response's own have no code and the reason `ANSWERED`: nothing is missing there.
    items
        The columns of `codes` and `reasons`.
    tests
        Those of the items that are scores of tests.
    duplicates
        part, file, row, reason, detail of the responses given up for another.
    """

    responses: pd.DataFrame
    parts: np.ndarray
    codes: np.ndarray
    reasons: np.ndarray
    items: list[str]
    tests: set[str]
    duplicates: pd.DataFrame


def kept_responses(
    coded: Sequence[CodedExport], identities: Identities, instruments: dict[str, Instrument]
) -> Kept:
    """The responses that stay: those not rejected, one of each person, rater and block."""
    rows = [np.flatnonzero(c.rejected_for == KEPT) for c in coded]
    together = pd.concat(
        [located(c, part, rows[part], identities) for part, c in enumerate(coded)],
        ignore_index=True,
    )
    stay, instead = latest_complete(together)
    codes, reasons, items = wide(coded, rows, instruments)
    responses = together.loc[stay].reset_index(drop=True)
    responses.insert(0, "response", np.arange(len(stay), dtype=np.int32))
    return Kept(
        responses=responses[[c for c in RESPONSE if c in responses]],
        parts=responses["part"].to_numpy(),
        codes=codes[stay],
        reasons=reasons[stay],
        items=items,
        tests={item for one in instruments.values() for item in tests_of(one)},
        duplicates=given_up(together, instead),
    )


def located(
    coded: CodedExport, part: int, rows: np.ndarray, identities: Identities
) -> pd.DataFrame:
    """The responses in `rows` of one export, with codes for ids and where they stand."""
    export = coded.export
    found = coded.responses.iloc[rows]
    return found.assign(
        part=part,
        file=export.places.files_at(export.file, rows),
        row=export.places.rows_at(rows),
        person=identities.codes(found["person"]),
        rater=identities.codes(found["rater"]),
        source=export.source,
        wave=np.int16(export.wave),
        instrument=export.instrument,
    ).astype({"wave": "int16"})


def wide(
    coded: Sequence[CodedExport], rows: list[np.ndarray], instruments: dict[str, Instrument]
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Codes and reasons of the items of all instruments side by side, and the items."""
    items = [item for instrument in instruments.values() for item in instrument.all_items]
    shape = (sum(map(len, rows)), len(items))
    dtype = np.result_type(np.int8, *(c.codes for c in coded))
    codes = np.full(shape, NO_CODE, dtype=dtype)
    reasons = np.full(shape, ANSWERED, dtype=np.uint8)
    start = 0
    for c, kept in zip(coded, rows, strict=True):
        first = items.index(next(iter(instruments[c.export.instrument].all_items)))
        place = slice(start, start + len(kept)), slice(first, first + c.codes.shape[1])
        codes[place], reasons[place] = c.codes[kept], c.reasons[kept]
        start += len(kept)
    return codes, reasons, items


def given_up(together: pd.DataFrame, instead: np.ndarray) -> pd.DataFrame:
    """The responses that another is kept instead of."""
    lost = np.flatnonzero(instead != np.arange(len(instead)))
    kept = together.iloc[instead[lost]]
    found = together.iloc[lost][["part", "file", "row"]].reset_index(drop=True)
    details = [f"{f}:{r}" for f, r in zip(kept["file"], kept["row"], strict=True)]
    return found.assign(reason="duplicate", detail=pd.Series(details, dtype="str"))


def answer_table(kept: Kept) -> pd.DataFrame:
    """One row per response: who, about whom, when, and one column per item.

    It is Int8, or Float64 where the item is the score of a test.
    """
    values = {
        item: item_column(kept.codes[:, j], item in kept.tests)
        for j, item in enumerate(kept.items)
    }
    answered = pd.DataFrame(values, index=kept.responses.index)
    return pd.concat([kept.responses.assign(case_weight=np.nan), answered], axis=1)


def tests_of(instrument: Instrument) -> list[str]:
    """The items of `instrument` that are scores of tests."""
    return [i for i in instrument.all_items if instrument.options_of(i).scores is not None]


def item_column(
    codes: np.ndarray, is_test: bool
) -> pd.arrays.IntegerArray | pd.arrays.FloatingArray:
    """The answers to one item, NA where there is none."""
    empty = codes == NO_CODE
    if is_test:
        return pd.arrays.FloatingArray(codes.astype(np.float64), empty)
    return pd.arrays.IntegerArray(codes.astype(np.int8), empty)


def missing_cells(kept: Kept) -> pd.DataFrame:
    """response, item and reason of every empty cell, by response and item."""
    rows, columns = np.nonzero(kept.reasons)
    reasons = kept.reasons[rows, columns] - 1
    return pd.DataFrame(
        {
            "response": rows.astype(np.int32),
            "item": pd.Series(np.array(kept.items, dtype=object)[columns], dtype="str"),
            "reason": pd.Series(np.array(MISSING_REASONS, dtype=object)[reasons], dtype="str"),
        }
    )
