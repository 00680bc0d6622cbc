"""Values far from all others: as far as a slip of the unit puts them, not as chance does."""

from typing import NamedTuple

import numpy as np

from analysis.stats.distributions import normal_quantile

FEWEST = 20
"""Positive values that a median and a quarter of them need."""

CHANCE = 0.01
"""Share of studies whose largest honest value may lie beyond the limit, over all its checks."""

LOG_SD, PARETO = 1.0, 2.5
"""Honest sales spread at most like these: log-normal, and with a Pareto tail."""

LEAST, LEAST_BELOW = 30.0, 300.0
"""Times the median (parts of it) that are no slip yet: fen for yuan make 100."""

APART = 3.0
"""The extreme values lie at least so many times beyond the next one."""


class ExtremeValues(NamedTuple):
    """Values far from the median of the positive ones.

    Attributes
    ----------
    above, below
        Positions of the values that are far too large, and far too small.
    times, parts
        How many times the median the largest is, and how many times the smallest one the
        median; NaN where there is none.
    """

    above: np.ndarray
    below: np.ndarray
    times: float
    parts: float


def extreme_values(values: np.ndarray, n_checks: int) -> ExtremeValues:
    """Those of `values` that honest chance hardly explains, and that lie apart from all others.

    Parameters
    ----------
    values
        Shape (n,); NaN, zero and negative values are left out.
    n_checks
        How many sets of values a study looks at: all of them together alarm seldom.
    """
    where = np.flatnonzero(values > 0)
    if len(where) < FEWEST:
        nothing = where[:0]
        return ExtremeValues(nothing, nothing, np.nan, np.nan)
    logs = np.log(values[where]) - np.log(np.median(values[where]))
    most = max(np.log(LEAST), tail_limit(logs, n_checks))
    above = apart(logs, min(most, honest_limit(len(logs), n_checks)))
    below = apart(-logs, max(np.log(LEAST_BELOW), tail_limit(-logs, n_checks)))
    return ExtremeValues(
        above=where[above],
        below=where[below],
        times=float(np.exp(logs[above].max())) if len(above) else np.nan,
        parts=float(np.exp(-logs[below].min())) if len(below) else np.nan,
    )


def honest_limit(n: int, n_checks: int) -> float:
    """Logarithm of what the largest of `n` honest values exceeds with probability `CHANCE`."""
    share = CHANCE / (n * n_checks)
    log_normal = LOG_SD * float(normal_quantile(1 - share))
    pareto = (np.log(0.5) - np.log(share)) / PARETO
    return max(log_normal, pareto)


def tail_limit(logs: np.ndarray, n_checks: int) -> float:
    """The same by these values' own upper quarter, taken to fall off exponentially.

    It is what makes slips visible among people who differ little; the median of the quarter
    tells its scale, so that slips themselves hardly count.
    """
    start = np.quantile(logs, 0.75)
    tail = logs[logs > start] - start
    if not len(tail):
        return float(start)
    scale = np.median(tail) / np.log(2)
    return float(start + scale * np.log(len(tail) * n_checks / CHANCE))


def apart(logs: np.ndarray, limit: float) -> np.ndarray:
    """Positions of the values beyond `limit` that lie apart from all that are smaller."""
    order = np.argsort(logs, kind="stable")
    gaps = np.diff(logs[order])
    beyond = (logs[order][1:] > limit) & (gaps > np.log(APART))
    if not beyond.any():
        return order[:0]
    return np.sort(order[1 + int(np.argmax(beyond)) :])


def level_ratio(values: np.ndarray, group: np.ndarray, fewest: int) -> tuple[int, float]:
    """The group whose median is farthest from the median of medians, and how many times.

    Parameters
    ----------
    values, group
        Shape (n,); positive values count, group -1 is none.
    fewest
        Positive values that a group needs.

    Returns
    -------
    group : its code, -1 where fewer than two groups have enough values
    ratio : above 1 where it is higher, below 1 where it is lower
    """
    used = (values > 0) & (group >= 0)
    codes, logs = group[used], np.log(values[used])
    enough = [c for c in np.unique(codes) if (codes == c).sum() >= fewest]
    if len(enough) < 2:
        return -1, 1.0
    medians = np.array([np.median(logs[codes == c]) for c in enough])
    away = medians - np.median(medians)
    farthest = int(np.argmax(np.abs(away)))
    if len(enough) == 2:
        return int(enough[0]), float(np.exp(medians[0] - medians[1]))
    return int(enough[farthest]), float(np.exp(away[farthest]))
