"""What somebody with results and a list of the staff, but without the key, could try.

He puts the codes of a table into some order (by number, by place in the table, by any of its
columns) and lays the list beside it, upwards and downwards. If the order says nothing, each
try hits as often as a random matching does: once on average, whatever the number of people.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

CODES = ("person", "rater", "code", "manager_id")
"""Columns that hold codes of people."""

MISTAKE = 1e-3
"""How often a matching that knows nothing may be called one that knows something."""


def tries(table: pd.DataFrame, known: set[int]) -> Iterator[tuple[str, list[int]]]:
    """The codes among `known` in every order that `table` suggests, and the order's name."""
    for column in [c for c in CODES if c in table]:
        rows = table.loc[table[column].isin(known).to_numpy(dtype=bool)]
        yield f"{column} by rank", sorted(set(rows[column].astype(int)))
        yield f"{column} by row", rows[column].astype(int).drop_duplicates().tolist()
        for other in table.columns.drop(column):
            ordered = rows.sort_values(other, kind="stable", key=sortable)
            yield f"{column} by {other}", ordered[column].astype(int).drop_duplicates().tolist()
        sizes = rows[column].astype(int).value_counts(sort=False).sort_values(kind="stable")
        yield f"{column} by size", sizes.index.tolist()


def sortable(values: pd.Series) -> pd.Series:
    return values if pd.api.types.is_numeric_dtype(values) else values.astype(str)


def n_hits(guessed: Sequence[int], true: Sequence[int]) -> int:
    """How many codes stand where their id stands, in the better direction of the list."""
    size = min(len(guessed), len(true))
    forward, backward = np.array(guessed[:size]), np.array(guessed[::-1][:size])
    return int(max((forward == true[:size]).sum(), (backward == true[:size]).sum()))


def most_by_chance(n_tries: int) -> int:
    """The hits that none of `n_tries` matchings exceeds but with probability `MISTAKE`.

    Fixed points of a random matching are Poisson(1) in all their first moments (Montmort);
    each try looks in two directions.
    """
    term, tail, k = np.exp(-1.0), 1.0, 0
    while tail * 2 * n_tries > MISTAKE:
        tail, k = tail - term, k + 1
        term = term / k
    return k
