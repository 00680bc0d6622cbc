"""Values of performance that a slip of the unit or sign makes sooner than people do.

They stay in, as only who knows the records can tell; but they are told before any weight.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.criterion.criterion_key import CriterionKey
from analysis.kpi import Kpi
from analysis.notes import Note, note
from analysis.stats.extreme_values import extreme_values, level_ratio

OTHER_LEVEL = 30.0
"""Times by which the medians of files or periods differ if not by season or growth."""

FEWEST_OF_GROUP = 5
"""Values that the median of a file or period needs."""

ROUNDING = 1e-9


def unlikely_notes(
    records: pd.DataFrame, key: CriterionKey, kpis: pd.DataFrame
) -> Iterator[Note]:
    """Notes of values far from all others, levels that change, and values that cannot be.

    Parameters
    ----------
    records
        Rows of persons and periods with the columns of the indicators.
    key, kpis
        The fitted criterion, and what it makes of `records`, as `apply_criterion`.
    """
    used = [fitted.kpi for fitted in key.kpis]
    columns = list(dict.fromkeys(c for kpi in used for c in kpi.columns))
    n_checks = len(columns) + len(used)
    for column in columns:
        values = records[column].to_numpy(dtype=float, na_value=np.nan)
        yield from far_rows(column, values, n_checks)
        yield from levels(records, column, values)
    for kpi in used:
        raw = kpis["raw"].to_numpy(dtype=float)[(kpis["kpi"] == kpi.id).to_numpy()]
        yield from far_people(kpi.id, raw, n_checks)
        yield from impossible(records, kpi, raw)


def far_rows(column: str, values: np.ndarray, n_checks: int) -> Iterator[Note]:
    """Rows of records far above or below the median."""
    found = extreme_values(values, n_checks)
    where = {"column": column, "n_rows": int((values > 0).sum())}
    if n := len(found.above):
        yield note("records_far_above", **where, n=n, times=found.times)
    if n := len(found.below):
        yield note("records_far_below", **where, n=n, times=found.parts)


def far_people(kpi: str, raw: np.ndarray, n_checks: int) -> Iterator[Note]:
    """People whose indicator is far above or below the median."""
    found = extreme_values(raw, n_checks)
    where = {"kpi": kpi, "n_people": int((raw > 0).sum())}
    if n := len(found.above):
        yield note("kpi_far_above", **where, n=n, times=found.times)
    if n := len(found.below):
        yield note("kpi_far_below", **where, n=n, times=found.parts)


def levels(records: pd.DataFrame, column: str, values: np.ndarray) -> Iterator[Note]:
    """Files or periods whose median is many times that of the others, or a small part of it."""
    for kind in ("file", "period"):
        codes, names = pd.factorize(records[kind])
        code, ratio = level_ratio(values, codes, FEWEST_OF_GROUP)
        if code < 0 or max(ratio, 1 / ratio) < OTHER_LEVEL:
            continue
        shown = {"column": column, kind: str(names[code]), "times": max(ratio, 1 / ratio)}
        if kind == "file":
            yield note("level_of_file", **shown)
        else:
            yield note("level_of_period", **shown)


def impossible(records: pd.DataFrame, kpi: Kpi, raw: np.ndarray) -> Iterator[Note]:
    """Parts of an indicator that never change or fall below zero, and shares above one."""
    numerator = records[kpi.numerator].dropna().to_numpy(dtype=float)
    if len(numerator) > 1 and np.ptp(numerator) == 0:
        yield note("kpi_part_constant", kpi=kpi.id, column=kpi.numerator, n=len(numerator))
    for column in never_negative(kpi):
        below = records[column].to_numpy(dtype=float, na_value=np.nan) < 0
        if n := int(below.sum()):
            yield note("kpi_part_negative", kpi=kpi.id, column=column, n=n)
    known = raw[~np.isnan(raw)]
    beyond = int((known > 1 + ROUNDING).sum())
    if kpi.kind == "share" and 0 < beyond < len(known) / 2:
        yield note("kpi_above_one", kpi=kpi.id, n=beyond, n_people=len(known))


def never_negative(kpi: Kpi) -> list[str]:
    """The columns of an indicator that cannot be below zero: all but amounts to be raised."""
    refundable = kpi.kind in (None, "amount") and kpi.better == "higher"
    return [c for c in kpi.columns if c != kpi.numerator or not refundable]
