"""Internal consistency of a sum of items, from their covariance matrix."""

import numpy as np

from analysis.stats.distributions import fisher_quantile


def cronbach_alpha(covariance: np.ndarray) -> float:
    """Cronbach's alpha.

    Parameters
    ----------
    covariance
        Item covariance matrix, shape (p, p), p >= 2.

    References
    ----------
    Cronbach (1951), Psychometrika 16, https://doi.org/10.1007/BF02310555, equation 2
    """
    p = len(covariance)
    return float(p / (p - 1) * (1 - np.trace(covariance) / covariance.sum()))


def alpha_interval(alpha: float, *, n: float, p: int, confidence: float) -> tuple[float, float]:
    """Feldt's interval for Cronbach's alpha of `p` items answered by `n` persons.

    References
    ----------
    Feldt (1965), Psychometrika 30, https://doi.org/10.1007/BF02289499
    """
    tail = (1 - confidence) / 2
    high, low = fisher_quantile(np.array([tail, 1 - tail]), n - 1, (n - 1) * (p - 1))
    return float(1 - (1 - alpha) * low), float(1 - (1 - alpha) * high)


def alpha_standard_error(covariance: np.ndarray, *, n: float) -> float:
    """Large-sample standard error of Cronbach's alpha under normality.

    Parameters
    ----------
    covariance
        Item covariance matrix, shape (p, p), p >= 2.
    n
        Number of persons behind it; with case weights, how many equal ones they are worth.

    References
    ----------
    van Zyl, Neudecker & Nel (2000), Psychometrika 65, https://doi.org/10.1007/BF02296146;
    Duhachek & Iacobucci (2004), J Appl Psychol 89, https://doi.org/10.1037/0021-9010.89.5.792,
    equations 2-3
    """
    p, total, trace = len(covariance), covariance.sum(), np.trace(covariance)
    squared = covariance @ covariance
    spread = total * (np.trace(squared) + trace**2) - 2 * trace * squared.sum()
    return float(np.sqrt(2 * p**2 / ((p - 1) ** 2 * total**3) * spread / n))


def alpha_if_dropped(covariance: np.ndarray) -> np.ndarray:
    """Cronbach's alpha of the other items, for every item in turn.

    Parameters
    ----------
    covariance
        Item covariance matrix, shape (p, p), p >= 3.

    Returns
    -------
    Alpha without item j at position j, shape (p,).
    """
    p = len(covariance)
    trace = np.trace(covariance) - np.diag(covariance)
    total = covariance.sum() - 2 * covariance.sum(axis=1) + np.diag(covariance)
    return (p - 1) / (p - 2) * (1 - trace / total)


def corrected_item_total(covariance: np.ndarray) -> np.ndarray:
    """Correlation of every item with the sum of the others.

    Parameters
    ----------
    covariance
        Item covariance matrix, shape (p, p), p >= 2.

    Returns
    -------
    Correlations, shape (p,).

    References
    ----------
    Henrysson (1963), Psychometrika 28, https://doi.org/10.1007/BF02289618
    """
    variance = np.diag(covariance)
    with_sum = covariance.sum(axis=1)
    rest = covariance.sum() - 2 * with_sum + variance
    return (with_sum - variance) / np.sqrt(variance * rest)
