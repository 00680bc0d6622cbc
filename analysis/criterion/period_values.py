"""From the rows of a sales table to one value per person and period."""

from datetime import date

import numpy as np
import pandas as pd

from analysis.criterion.aggregation import aggregated, needed_columns, total
from analysis.kpi import Kpi


def period_values(
    records: pd.DataFrame, kpi: Kpi, exposure: str | None, carried: list[str]
) -> pd.DataFrame:
    """One row per person and period with a usable record, by person code and period.

    A record without a period is a period of its own.

    Parameters
    ----------
    records, kpi, exposure
        As in `analysis.criterion.aggregation.aggregated`.
    carried
        Columns of `records` of which each period gets its first value.

    Returns
    -------
    DataFrame
        person; period ("" where there is none); season: month or quarter of the year, ""
        for whole years and none; raw: as `aggregated`, within the period; weight: what it was
        divided by, relative to its mean, so that the weighted mean of a person's periods is
        the aggregated value (1 for sums and means); the columns `carried`.
    """
    codes, first = period_codes(records)
    found = aggregated(records.assign(person=codes), kpi, exposure)
    needed = needed_columns(kpi, exposure)
    divided = len(needed) > 1
    weight = divisors(records, needed, codes) if divided else np.ones(len(first))
    raw = found["raw"].to_numpy(dtype=float)
    usable = np.flatnonzero(~np.isnan(raw) & (weight > 0))
    of_period = records.take(first[usable])
    period = of_period["period"].fillna("").to_numpy(dtype=str)
    return pd.DataFrame(
        {
            "person": of_period["person"].to_numpy(),
            "period": pd.array(period, dtype="str"),
            "season": season_of(period),
            "raw": raw[usable],
            "weight": weight[usable] / weight[usable].mean() if len(usable) else weight[usable],
            **{name: of_period[name].to_numpy() for name in carried},
        }
    )


def period_codes(records: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Code of person and period of every row, in their order, and the first row of each."""
    period = records["period"].to_numpy(dtype=object)
    unknown = records["period"].isna().to_numpy()
    alone = np.char.add("~", np.arange(len(records)).astype(f"U{len(str(len(records)))}"))
    labels = np.where(unknown, alone, np.where(unknown, "", period).astype(str))
    _, people = np.unique(records["person"].to_numpy(), return_inverse=True)
    names, periods = np.unique(labels, return_inverse=True)
    _, first, codes = np.unique(
        people.astype(np.int64) * len(names) + periods, return_index=True, return_inverse=True
    )
    return codes, first


def divisors(records: pd.DataFrame, needed: list[str], codes: np.ndarray) -> np.ndarray:
    """Sum of what is divided by, over the complete rows of each person and period."""
    columns = records[needed].to_numpy(dtype=float, na_value=np.nan)
    complete = ~np.isnan(columns).any(axis=1)
    return total(np.where(complete, columns[:, 1], 0.0), codes, int(codes.max()) + 1)


def season_of(periods: np.ndarray) -> np.ndarray:
    """The month, quarter or half of the year of each period, "" for whole years and none."""
    names, codes = np.unique(periods, return_inverse=True)
    return np.array([*map(within_year, names.tolist())], dtype=object)[codes]


def within_year(period: str) -> str:
    """The part of the year that `period` lies in: of a week, the month of its Thursday."""
    if period[4:6] == "-W":
        thursday = date.fromisocalendar(int(period[:4]), int(period[6:]), 4)
        return f"{thursday.month:02}"
    return period[5:7] if len(period) >= len("YYYY-MM") else ""
