"""When an answer began and how long it took."""

import re
import unicodedata

import numpy as np
import pandas as pd

from analysis.intake.cells import bare, numbers

UNITS = re.compile(
    r"^(?:(\d+)\s*(?:天|日|d))?\s*(?:(\d+)\s*(?:小时|小時|时|時|h))?\s*"
    r"(?:(\d+)\s*(?:分钟|分鐘|分|min|m))?\s*(?:(\d+(?:\.\d+)?)\s*(?:秒|sec|s))?$",
    re.IGNORECASE,
)
CLOCK = re.compile(r"^(\d{1,3}):([0-5]?\d)(?::([0-5]?\d))?$")
SECONDS = (86400, 3600, 60, 1)
LONGEST = 366 * 86400
"""More seconds than this are no time of answering, but a number of another kind."""

FORMAT = "%Y-%m-%d %H:%M:%S"


def durations(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """The seconds in `column`, NaN where there are none, and where a cell cannot be any.

    A cell is a number of seconds, or has units as 1分23秒, or is H:MM:SS.
    """
    seconds, bad = numbers(column)
    for row in np.flatnonzero(bad):
        seconds[row] = duration(column.iloc[row])
    bad = (bad & np.isnan(seconds)) | (seconds < 0) | (seconds > LONGEST)
    return np.where(bad, np.nan, seconds), bad


def duration(cell: str) -> float:
    """The seconds that `cell` says with units or as a clock does; NaN if it says none."""
    cell = bare(unicodedata.normalize("NFKC", cell)) or ""
    found = UNITS.match(cell)
    if cell and found and any(found.groups()):
        return sum(
            float(part or 0) * s for part, s in zip(found.groups(), SECONDS, strict=True)
        )
    clock = CLOCK.match(cell)
    if clock is None or clock[3] is None:
        return float("nan")
    return int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3])


def between(started_at: pd.Series, ended_at: pd.Series) -> np.ndarray:
    """The seconds from one time to the other, NaN where either is not given."""
    times = [pd.to_datetime(t, format=FORMAT, errors="coerce") for t in (started_at, ended_at)]
    seconds = (times[1] - times[0]).dt.total_seconds().to_numpy(dtype=float)
    return np.where(seconds < 0, np.nan, seconds)


def before(ended_at: pd.Series, seconds: np.ndarray) -> pd.Series:
    """The times `seconds` before `ended_at`, NA where either is not given."""
    ended = pd.to_datetime(ended_at, format=FORMAT, errors="coerce")
    began = ended - pd.to_timedelta(np.round(seconds), unit="s")
    return began.dt.strftime(FORMAT).astype("str")
