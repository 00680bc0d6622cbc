"""Questions with several answers in one cell, made into a column for every option."""

from dataclasses import replace

import pandas as pd

from analysis.intake.cells import column_of
from analysis.intake.tools.heading import Heading

BETWEEN = "┋"
"""What Wenjuanxing writes between the options that a person chose."""

OPTION = "___"
MOST_OPTIONS = 100
"""Cells that hold more different options than this are free text."""


def with_options(table: pd.DataFrame, heading: Heading) -> tuple[pd.DataFrame, Heading]:
    """`table` with a column `<name>___<option>` of 1 and 0 for every option of such questions.

    Options are in the order of their text; a person who answered nothing has no cell.
    """
    names, labels = list(heading.names), list(heading.labels)
    added: dict[str, pd.Series] = {}
    for name, label in zip(heading.names, heading.labels, strict=True):
        if names.count(name) != 1:
            continue
        cells = column_of(table, name)
        if not cells.str.contains(BETWEEN, regex=False).fillna(False).any():
            continue
        chosen = {c: options_in(c) for c in cells.dropna().unique() if c not in heading.missing}
        options = sorted({option for found in chosen.values() for option in found})
        for option in options if len(options) <= MOST_OPTIONS else []:
            ticked = {cell: str(int(option in found)) for cell, found in chosen.items()}
            column = f"{name}{OPTION}{option}"
            added[column] = cells.map(ticked).where(cells.isin(list(chosen))).astype("str")
            names.append(column)
            labels.append(label)
    if not added:
        return table, heading
    wide = pd.concat([table, pd.DataFrame(added, index=table.index)], axis=1)
    return wide, replace(heading, names=names, labels=labels)


def options_in(cell: str) -> set[str]:
    """The options that stand in one cell."""
    return {part.strip() for part in cell.split(BETWEEN) if part.strip()}
