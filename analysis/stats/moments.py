"""Mean, spread and shape of every column."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.distributions import student_quantile


@dataclass(frozen=True, slots=True)
class Moments:
    """What the first four moments say of every column.

    Attributes
    ----------
    n
        Number of values, shape (p,).
    n_effective
        How many equally weighted values they are worth (Kish), shape (p,).
    mean, standard_deviation
        Shape (p,); the deviation divides by n - 1.
    skewness, kurtosis
        Shape (p,); kurtosis is excess; both NaN where the column does not vary.
    """

    n: np.ndarray
    n_effective: np.ndarray
    mean: np.ndarray
    standard_deviation: np.ndarray
    skewness: np.ndarray
    kurtosis: np.ndarray


def moments(values: np.ndarray, case_weights: np.ndarray | None = None) -> Moments:
    """Moments of every column, from the values that are there.

    Parameters
    ----------
    values
        Shape (n, p), NaN where missing; at least two values in every column.
    case_weights
        Weight of every row, shape (n,); None counts each once. They are scaled to sum to the
        number of values of a column.

    References
    ----------
    Joanes & Gill (1998), The Statistician 47, https://doi.org/10.1111/1467-9884.00122,
    b1 and b2 (the "type 3" of R): central moments divided by n, deviation by n - 1.
    """
    seen = ~np.isnan(values)
    n = seen.sum(axis=0)
    given = np.ones(len(values)) if case_weights is None else case_weights
    weights = np.where(seen, given[:, None], 0.0)
    weights = weights * (n / weights.sum(axis=0))
    mean = np.nansum(weights * values, axis=0) / n
    deviation = values - mean
    spread = np.sqrt(np.nansum(weights * deviation**2, axis=0) / (n - 1))
    varies = np.nanmin(values, axis=0) < np.nanmax(values, axis=0)
    divisor = np.where(varies, spread, np.nan)
    return Moments(
        n=n,
        n_effective=n**2 / (weights**2).sum(axis=0),
        mean=mean,
        standard_deviation=spread,
        skewness=np.nansum(weights * deviation**3, axis=0) / n / divisor**3,
        kurtosis=np.nansum(weights * deviation**4, axis=0) / n / divisor**4 - 3,
    )


def mean_interval(found: Moments, *, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Student's interval for every mean."""
    size = found.n_effective
    std_error = found.standard_deviation / np.sqrt(size)
    half_width = student_quantile((1 + confidence) / 2, size - 1) * std_error
    return found.mean - half_width, found.mean + half_width
