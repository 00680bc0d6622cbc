"""Rows as tables."""

from collections.abc import Sequence

import pandas as pd


def table(rows: Sequence, columns: list[str]) -> pd.DataFrame:
    """Rows as a table with all `columns`, even if there are none."""
    return pd.DataFrame(rows, columns=pd.Index(columns))
