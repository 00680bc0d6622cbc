"""Reverse keying. It happens here and nowhere else."""

from typing import cast

import pandas as pd

from analysis.instrument import Instrument


def key_items(answers: pd.DataFrame, instruments: dict[str, Instrument]) -> pd.DataFrame:
    """`answers` with every reversed item turned: lowest plus highest code minus the answer.

    Turning twice gives the answers back.
    """
    keyed = answers.copy()
    for instrument in instruments.values():
        for item in instrument.all_items.values():
            if item.reversed and item.id in keyed:
                options = instrument.options_of(item.id)
                keyed[item.id] = turned(
                    cast(pd.Series, keyed[item.id]), options.low, options.high
                )
    return keyed


def turned(codes: pd.Series, low: float, high: float) -> pd.Series:
    """`codes` counted from the other end."""
    wide = codes.astype("Int16") if codes.dtype == "Int8" else codes
    return ((low + high) - wide).astype(codes.dtype)
