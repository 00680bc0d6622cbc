"""Items that stand in a file already reversed, turned back to what people answered."""

from dataclasses import replace

import numpy as np

from analysis.instrument import Instrument
from analysis.intake.exports import Export
from analysis.intake.labels import NO_CODE, CodedColumn
from analysis.intake.layout import shown_items
from analysis.response_options import Options

ALL_REVERSED = "all_reversed"
"""What a study says in place of a list where all reversed items are meant."""


def recoded_items(export: Export, instrument: Instrument) -> list[str]:
    """The items that the study says to be already reversed in the file, of those shown."""
    shown, stated = shown_items(export, instrument), export.recoded
    if stated == ALL_REVERSED:
        return [item for item in shown if instrument.all_items[item].reversed]
    return [item for item in shown if item in (stated or ())]


def turned_back(column: CodedColumn, options: Options) -> CodedColumn:
    """`column` with its codes counted from the other end."""
    codes = column.codes
    turned = (options.low + options.high - codes.astype(np.float64)).astype(codes.dtype)
    return replace(column, codes=np.where(codes == NO_CODE, codes, turned))
