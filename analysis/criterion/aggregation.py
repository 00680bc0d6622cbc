"""From the rows of a sales table to one value per person."""

import numpy as np
import pandas as pd

from analysis.kpi import Kpi


def aggregated(records: pd.DataFrame, kpi: Kpi, exposure: str | None) -> pd.DataFrame:
    """One row per person in `records`, by person code.

    Parameters
    ----------
    records
        person, period and the columns that `kpi` is made from; a row is left out where one of
        them is empty.
    exposure
        Column with the time (or opportunity) that a row covers, if there is one.

    Returns
    -------
    DataFrame
        person; raw: `sum` and `mean` of the numerator over rows, `ratio_of_sums` and
        `per_exposure` its sum divided by the sum of the denominator or exposure (NaN unless
        that is positive); exposure: its sum over the rows used; n_periods: different periods
        among them. NaN and 0 for people without a usable row.
    """
    people, position = np.unique(records["person"].to_numpy(), return_inverse=True)
    names = list(dict.fromkeys([*kpi.columns, *([exposure] if exposure else [])]))
    columns = {c: records[c].to_numpy(dtype=float, na_value=np.nan) for c in names}
    needed = needed_columns(kpi, exposure)
    used = ~np.any([np.isnan(columns[c]) for c in needed], axis=0)
    in_one_order = np.lexsort([*columns.values(), position])
    rows = in_one_order[used[in_one_order]]
    who, n = position[rows], len(people)
    totals = {c: total(columns[c][rows], who, n) for c in names}
    n_rows = np.bincount(who, minlength=n).astype(float)
    divisor = {"sum": np.sign(n_rows), "mean": n_rows}.get(kpi.aggregate)
    if divisor is None:
        divisor = totals[needed[1]]
    raw = np.full(n, np.nan)
    np.divide(totals[kpi.numerator], divisor, out=raw, where=divisor > 0)
    covered = totals[exposure] if exposure else np.full(n, np.nan)
    return pd.DataFrame(
        {
            "person": people,
            "raw": raw,
            "exposure": np.where(n_rows > 0, covered, np.nan),
            "n_periods": different_periods(records.take(rows), who, n),
        }
    )


def needed_columns(kpi: Kpi, exposure: str | None) -> list[str]:
    """The columns of which none may be empty in a row; what is divided by stands second."""
    return [*kpi.columns, *([str(exposure)] if kpi.aggregate == "per_exposure" else [])]


def total(values: np.ndarray, who: np.ndarray, n: int) -> np.ndarray:
    """Sum of `values` for each of `n` people; empty cells count nothing."""
    return np.bincount(who, weights=np.nan_to_num(values, nan=0.0), minlength=n)


def different_periods(rows: pd.DataFrame, who: np.ndarray, n: int) -> np.ndarray:
    """Number of different periods of each of `n` people; no period counts as one."""
    codes, names = pd.factorize(rows["period"])
    span = len(names) + 1
    pairs = np.sort(who.astype(np.int64) * span + codes + 1)
    first = np.diff(pairs, prepend=-1) > 0
    return np.bincount(pairs[first] // span, minlength=n).astype(np.int32)
