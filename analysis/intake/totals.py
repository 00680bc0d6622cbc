"""Rows that add up others: totals and means, of tables made to be looked at."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.intake.cells import by_distinct

SUMS = "合计|总计|小计|共计|总和|汇总|合計|總計|小計|(?:grand |sub[- ]?)?totals?|gesamt|summe"
ANYWHERE = re.compile(rf"^(?:{SUMS})[:：]?$", re.IGNORECASE)
"""What a cell of any column says in a row that adds up others."""

WHO_OR_WHEN = re.compile(
    rf"^(?:(?:19|20)\d{{2}} ?年?度? ?)?"
    rf"(?:{SUMS}|(?:本年|全年|年度)?(?:累计|合计|总计)|全年|平均值?|均值|sum|average|mean"
    r"|ytd|year to date|full year)[:：]?$",
    re.IGNORECASE,
)
"""What stands in place of a person or a period in such a row, or in one of means."""


def total_rows(table: pd.DataFrame, named: Sequence[str | None]) -> np.ndarray:
    """Which rows of `table` add up others; `named` are its columns of persons and periods."""
    found = np.zeros(len(table), dtype=bool)
    for position, name in enumerate(table.columns):
        pattern = WHO_OR_WHEN if name in named else ANYWHERE
        found |= says(table.iloc[:, position], pattern)
    return found


def says(cells: pd.Series, pattern: re.Pattern[str]) -> np.ndarray:
    """Which `cells` match `pattern`."""
    return (
        by_distinct(cells, lambda cell: "x" if matches(cell, pattern) else None)
        .notna()
        .to_numpy()
    )


def matches(cell: str, pattern: re.Pattern[str]) -> bool:
    """Whether `cell` matches `pattern`, whatever the width of its characters."""
    return bool(pattern.match(unicodedata.normalize("NFKC", cell).strip()))
