"""The likeliest correlation in each of many two-way tables, their thresholds given."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from analysis.stats.polychoric_cells import cells
from analysis.stats.thresholds import normal_density

BOUND = 0.999
"""Largest absolute correlation that the search visits (as lavaan)."""

TOLERANCE = 1e-9
"""The search ends when a Newton step is shorter; the next one would be about its square."""

MOST_STEPS = 100
"""Steps after which a pair is given up; four to six are usual."""

LONGEST_STEP = 1.0
"""Longest Newton step, in Fisher's z."""

FLAT_SLOPE, FLAT_BEND = 1e-8, 1e-6
"""First and second derivative per person below which a likelihood has levelled out."""

CELLS_AT_ONCE = 2**15
"""Cells worked on together: their arrays stay in the processor's cache."""


@dataclass(slots=True)
class Search:
    """State of the search over m tables, each array of shape (m,).

    Attributes
    ----------
    rho
        Correlation reached; NaN where the table cannot tell one.
    low, high
        Correlations with the slope upwards and downwards, between which the maximum lies.
    active
        Whether the search goes on.
    converged, at_bound, n_steps
        As in `polychoric.Polychoric`.
    """

    rho: np.ndarray
    low: np.ndarray
    high: np.ndarray
    active: np.ndarray
    converged: np.ndarray
    at_bound: np.ndarray
    n_steps: np.ndarray


def likeliest(counts: np.ndarray, row: np.ndarray, column: np.ndarray) -> Search:
    """Maximum of the likelihood in the correlation, of all tables together.

    Newton steps in Fisher's z, kept inside a bracket of slopes of opposite sign and replaced
    by halving the bracket where they leave it.

    Parameters
    ----------
    counts
        Two-way tables, shape (m, k, k).
    row, column
        Thresholds of the row and the column item, shape (m, k - 1).
    """
    search = _start(counts, row, column)
    _climb(search, counts, row, column)
    _leave_lower_maxima(search, counts, row, column)
    _climb(search, counts, row, column)
    return search


def _climb(search: Search, counts: np.ndarray, row: np.ndarray, column: np.ndarray) -> None:
    """Steps until no table is active."""
    m, k = counts.shape[:2]
    size = max(1, CELLS_AT_ONCE // k**2)
    for start in range(0, m, size):
        todo = start + np.flatnonzero(search.active[start : start + size])
        for _ in range(MOST_STEPS):
            if not todo.size:
                break
            _advance(search, todo, counts[todo], row[todo], column[todo])
            todo = todo[search.active[todo]]


def _leave_lower_maxima(
    search: Search, counts: np.ndarray, row: np.ndarray, column: np.ndarray
) -> None:
    """Restart tables that can have several maxima, where a point inside has more likelihood.

    These are the tables that ended on the bound, and those with fewer people than cells.
    """
    few = counts.sum(axis=(1, 2)) < counts.shape[1] * counts.shape[2]
    doubtful = np.flatnonzero(search.at_bound | (few & search.converged))
    if not doubtful.size:
        return
    counts, row, column = counts[doubtful], row[doubtful], column[doubtful]
    points = np.concatenate([[-BOUND], np.linspace(-0.98, 0.98, 50), [BOUND]])
    likelihood = np.stack(
        [_log_likelihood(counts, row, column, np.full(len(doubtful), x)) for x in points]
    )
    best = likelihood.argmax(axis=0)
    found = _log_likelihood(counts, row, column, search.rho[doubtful])
    gain = likelihood[best, np.arange(len(doubtful))] - found
    better = gain > FLAT_SLOPE * counts.sum(axis=(1, 2))
    again, best = doubtful[better], best[better]
    search.rho[again] = points[best]
    search.low[again] = np.where(best > 0, points[best - 1], -np.inf)
    search.high[again] = np.where(
        best < len(points) - 1, points[np.minimum(best + 1, len(points) - 1)], np.inf
    )
    search.active[again], search.at_bound[again] = True, False


def _log_likelihood(
    counts: np.ndarray, row: np.ndarray, column: np.ndarray, rho: np.ndarray
) -> np.ndarray:
    """Log likelihood of every table, shape (m,)."""
    return (counts * np.log(cells(row, column, rho).probability)).sum(axis=(1, 2))


def _start(counts: np.ndarray, row: np.ndarray, column: np.ndarray) -> Search:
    """One step of Fisher scoring from independence, where it has a closed form."""
    row_mean, row_variance = _category_means(row)
    column_mean, column_variance = _category_means(column)
    n = counts.sum(axis=(1, 2))
    information = n * row_variance * column_variance
    estimable = np.nan_to_num(information) > 0
    slope = np.einsum("mij,mi,mj->m", counts, row_mean, column_mean)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = np.where(estimable, np.clip(slope / information, -0.9, 0.9), np.nan)
    m = len(rho)
    return Search(
        rho=rho,
        low=np.full(m, -np.inf),
        high=np.full(m, np.inf),
        active=estimable,
        converged=np.zeros(m, bool),
        at_bound=np.zeros(m, bool),
        n_steps=np.zeros(m, int),
    )


def _category_means(cut: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean of the normal variable in each category (m, k), and the variance of these (m,)."""
    edge = np.zeros((len(cut), 1))
    height = np.concatenate([edge, normal_density(cut), edge], axis=1)
    drop = height[:, :-1] - height[:, 1:]
    share = np.diff(np.concatenate([edge, ndtr(cut), edge + 1], axis=1), axis=1)
    mean = np.divide(drop, share, out=np.zeros_like(drop), where=share > 0)
    return mean, (drop * mean).sum(axis=1)


def _advance(
    search: Search, todo: np.ndarray, counts: np.ndarray, row: np.ndarray, column: np.ndarray
) -> None:
    """One safeguarded step of the tables `todo`."""
    rho = search.rho[todo]
    slope, bend = _slope_and_bend(counts, row, column, rho)
    n = counts.sum(axis=(1, 2))
    flat = (np.abs(slope) < FLAT_SLOPE * n) & (bend > -FLAT_BEND * n)
    slope = np.where(flat, np.sign(rho), slope)
    low = np.where(slope > 0, rho, search.low[todo])
    high = np.where(slope > 0, search.high[todo], rho)
    step = np.divide(-slope, bend, out=np.sign(slope) * LONGEST_STEP, where=(bend < 0) & ~flat)
    z = np.arctanh(rho) + np.clip(step, -LONGEST_STEP, LONGEST_STEP)
    new = np.where(flat, np.sign(rho) * BOUND, np.clip(np.tanh(z), -BOUND, BOUND))
    near = np.abs(new - rho) < TOLERANCE
    halved = (np.maximum(low, -BOUND) + np.minimum(high, BOUND)) / 2
    new = np.where(near | ((new > low) & (new < high)), new, halved)
    at_bound = ((rho == BOUND) & (slope > 0)) | ((rho == -BOUND) & (slope < 0))
    done = at_bound | near
    search.rho[todo] = np.where(at_bound, rho, new)
    search.low[todo], search.high[todo] = low, high
    search.at_bound[todo] = at_bound
    search.converged[todo] = done
    search.active[todo] = ~done
    search.n_steps[todo] += 1


def _slope_and_bend(
    counts: np.ndarray, row: np.ndarray, column: np.ndarray, rho: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivative of the log likelihood in Fisher's z, each of shape (m,).

    Where somebody stands in a cell that has no probability left, the correlation is too
    strong: the slope points back to 0 and there is no second derivative to trust.
    """
    implied = cells(row, column, rho)
    score = implied.slope / implied.probability
    slope = (counts * score).sum(axis=(1, 2))
    bend = (counts * (implied.curvature / implied.probability - score**2)).sum(axis=(1, 2))
    rest = 1 - rho**2
    bend = rest**2 * bend - 2 * rho * rest * slope
    noise = implied.probability < implied.impossible[:, None, None]
    impossible = ((counts > 0) & noise).any(axis=(1, 2))
    return np.where(impossible, -np.sign(rho), rest * slope), np.where(impossible, 0.0, bend)
