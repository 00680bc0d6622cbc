"""How much is missing, in which patterns, in whose answers, and whether by chance alone."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.blocks import answer_matrix, by_block
from analysis.instrument import Instrument
from analysis.notes import remark
from analysis.stats.little_mcar import little_mcar

MOST_PATTERNS = 1000
"""With more patterns than this the test takes long and its distribution is not known."""

WORD = 8
"""Bytes of a word of 64 cells."""

COLUMNS = ["n", "n_complete", "n_patterns", "missing_share"]
TEST = ["statistic", "df", "p_value", "note"]
UNTESTED = (np.nan, np.nan, np.nan)


def missing_data(
    answers: pd.DataFrame,
    people: pd.DataFrame,
    instruments: dict[str, Instrument],
    groups: Sequence[str],
) -> pd.DataFrame:
    """What is missing in each block, of all its responses and by group of the person.

    Items that a block never shows are left out. In the test a cell is missing whatever the
    reason.
    """
    rows: list[tuple[object, ...]] = []
    for block, part in by_block(answers):
        scored = [i for d in instruments[block.instrument].scored.values() for i in d]
        values = answer_matrix(part, scored)
        values = values[:, ~np.isnan(values).all(axis=0)]
        rows.append((*block, "", "", *amounts(values), *tested(values)))
        for group in groups:
            levels = people.set_index("person")[group].reindex(part["person"])
            for level in sorted(levels.dropna().unique()):
                of_level = values[(levels == level).to_numpy(dtype=bool)]
                rows.append((*block, group, str(level), *amounts(of_level), *UNTESTED, ""))
    names = ["instrument", "source", "wave", "group", "level", *COLUMNS, *TEST]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({n: "str" for n in ("instrument", "source", "group", "level", "note")})


def amounts(values: np.ndarray) -> tuple[int, int, int, float]:
    """Responses, complete ones, patterns, and the share of empty cells."""
    empty = np.isnan(values)
    if not empty.size:
        return len(values), len(values), 0, 0.0
    n_complete = int((~empty.any(axis=1)).sum())
    return len(values), n_complete, n_patterns(empty), float(empty.mean())


def n_patterns(empty: np.ndarray) -> int:
    """How many different rows `empty` (n, p) has."""
    bits = np.packbits(empty, axis=1)
    bits = np.ascontiguousarray(np.pad(bits, ((0, 0), (0, -bits.shape[1] % WORD))))
    codes = np.zeros(len(bits), dtype=np.int64)
    for word in bits.view(np.uint64).T:
        found, distinct = pd.factorize(word)
        codes = pd.factorize(codes * len(distinct) + found)[0]
    return int(codes.max()) + 1


def tested(values: np.ndarray) -> tuple[float, float, float, str]:
    """Statistic, degrees of freedom and p-value of Little's test, or why there is none."""
    values = values[:, np.nanmax(values, axis=0) > np.nanmin(values, axis=0)]
    empty = np.isnan(values)
    if not empty.any():
        return *UNTESTED, remark("nothing_missing")
    if n_patterns(empty) > MOST_PATTERNS:
        return *UNTESTED, remark("too_many_patterns")
    try:
        test = little_mcar(values)
    except np.linalg.LinAlgError:
        return *UNTESTED, remark("covariance_singular")
    if not test.converged:
        return *UNTESTED, remark("not_converged")
    return test.statistic, float(test.df), test.p_value, ""
