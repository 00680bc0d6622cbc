"""Exposure beyond what a period has: more than a month of a month, 40 days of March."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.intake.period_forms import kind_of, span
from analysis.notes import Note, note

MONTHS_OF = {"year": 12.0, "half": 6.0, "quarter": 3.0}
"""Months in a period; a shorter one has one at most."""

ROUNDING = 0.011
"""Thirds of a month that are written with a few decimals may add up to a little more."""


def beyond_period(file: str, exposure: str, rows: pd.DataFrame) -> Iterator[Note]:
    """A note of persons whose exposure in a period is more than the period has.

    Exposure is a share of the period if half of the rows do not exceed 1, else it counts in
    months or days if half do not exceed those of their period; anything larger is no time.

    Parameters
    ----------
    rows
        person, period and the column `exposure`.
    """
    dated = rows.dropna(subset=["period", exposure])
    if dated.empty:
        return
    values = dated[exposure].to_numpy(dtype=float)
    codes, names = pd.factorize(dated["period"])
    for unit, limit in limits_of([*names]).items():
        if np.median(values - limit[codes]) > ROUNDING:
            continue
        pairs, where = np.unique(
            np.column_stack([dated["person"].to_numpy(), codes]), axis=0, return_inverse=True
        )
        sums = np.bincount(where.ravel(), weights=values)
        if n := int((sums > limit[pairs[:, 1]] + ROUNDING).sum()):
            size = {"n": n, "n_filled": len(sums), "unit": unit, "highest": float(sums.max())}
            yield note("exposure_beyond_period", file=file, column=exposure, **size)
        return


def limits_of(periods: list[str]) -> dict[str, np.ndarray]:
    """The most that each of `periods` has, by what exposure may be counted in."""
    spans = [span(one) for one in periods]
    return {
        "shares": np.ones(len(periods)),
        "months": np.array([MONTHS_OF.get(kind_of(one), 1.0) for one in periods]),
        "days": np.array([(last - first).days + 1.0 for first, last in spans]),
    }
