"""Little's test that values are missing completely at random."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.distributions import chi2_tail

MOST_STEPS = 500
TOLERANCE = 1e-7
"""EM stops when no mean or covariance moves more than this share of a standard deviation."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """Rows put together by which of their values are there.

    Attributes
    ----------
    observed
        (g, p) bool, which variables a pattern has.
    n
        (g,) rows of a pattern.
    means
        (g, p) mean of each variable within a pattern, 0 where it is not there.
    products
        (g, p, p) sums of squares and products about those means, 0 likewise.
    """

    observed: np.ndarray
    n: np.ndarray
    means: np.ndarray
    products: np.ndarray


@dataclass(frozen=True, slots=True)
class LittleMcar:
    """Little's test.

    Attributes
    ----------
    statistic, df, p_value
        The test; NaN where every row has the same pattern.
    n, n_patterns
        Rows with any value, and their patterns.
    converged
        Whether EM came to rest.
    mean, covariance
        (p,) and (p, p), the maximum likelihood estimates under normality.
    """

    statistic: float
    df: int
    p_value: float
    n: int
    n_patterns: int
    converged: bool
    mean: np.ndarray
    covariance: np.ndarray


def little_mcar(values: np.ndarray) -> LittleMcar:
    """Little's test of `values`, shape (n, p), NaN where missing.

    No variable may be constant or entirely missing. Rows without any value are left out.

    References
    ----------
    Little (1988), https://doi.org/10.1080/01621459.1988.10478722, equation 5 with the
    maximum likelihood estimates of mean and covariance (divisor n).
    """
    there = ~np.isnan(values)
    values, there = values[there.any(axis=1)], there[there.any(axis=1)]
    patterns = patterns_of(values, there)
    mean, covariance, converged = em(patterns)
    statistic = sum(
        n * distance(centre[o] - mean[o], covariance[np.ix_(o, o)])
        for o, n, centre in zip(patterns.observed, patterns.n, patterns.means, strict=True)
    )
    df = int(patterns.observed.sum()) - values.shape[1]
    tested = df > 0
    return LittleMcar(
        statistic=float(statistic) if tested else float("nan"),
        df=df,
        p_value=float(chi2_tail(statistic, df)) if tested else float("nan"),
        n=len(values),
        n_patterns=len(patterns.n),
        converged=converged,
        mean=mean,
        covariance=covariance,
    )


def patterns_of(values: np.ndarray, there: np.ndarray) -> Patterns:
    """The patterns of `values`, of which those at `there` are not missing."""
    observed, which, n = np.unique(there, axis=0, return_inverse=True, return_counts=True)
    which = which.ravel()
    filled = np.where(there, values, 0.0)
    g, p = observed.shape
    means = np.zeros((g, p))
    np.add.at(means, which, filled)
    means /= n[:, None]
    centred = np.where(there, filled - means[which], 0.0)
    order = np.argsort(which, kind="stable")
    parts = np.split(centred[order], np.cumsum(n)[:-1])
    products = np.stack([part.T @ part for part in parts])
    return Patterns(observed, n, means, products)


def em(patterns: Patterns) -> tuple[np.ndarray, np.ndarray, bool]:
    """Maximum likelihood mean and covariance under normality, and whether EM came to rest."""
    weight = patterns.n[:, None] * patterns.observed
    mean = (weight * patterns.means).sum(axis=0) / weight.sum(axis=0)
    spread = (patterns.means - mean) ** 2 * weight
    diagonal = np.einsum("gii->gi", patterns.products) + spread
    scale = np.sqrt(diagonal.sum(axis=0) / weight.sum(axis=0))
    covariance = np.diag(scale**2)
    for _ in range(MOST_STEPS):
        new_mean, new_covariance = em_step(patterns, mean, covariance)
        moved = np.abs((new_covariance - covariance) / np.outer(scale, scale)).max()
        moved = max(moved, np.abs((new_mean - mean) / scale).max())
        mean, covariance = new_mean, new_covariance
        if moved < TOLERANCE:
            return mean, covariance, True
    return mean, covariance, False


def em_step(
    patterns: Patterns, mean: np.ndarray, covariance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """One step of EM: expected sums given the observed values, then their moments."""
    p = len(mean)
    total, products = np.zeros(p), np.zeros((p, p))
    for o, n, centre, within in zip(
        patterns.observed, patterns.n, patterns.means, patterns.products, strict=True
    ):
        map_ = np.zeros((p, p))
        map_[np.ix_(o, o)] = np.eye(int(o.sum()))
        residual = np.zeros((p, p))
        if not o.all():
            slopes = np.linalg.solve(covariance[np.ix_(o, o)], covariance[np.ix_(o, ~o)]).T
            map_[np.ix_(~o, o)] = slopes
            left = covariance[np.ix_(~o, ~o)] - slopes @ covariance[np.ix_(o, ~o)]
            residual[np.ix_(~o, ~o)] = left
        expected = mean + map_ @ np.where(o, centre - mean, 0.0)
        total += n * expected
        products += map_ @ within @ map_.T + n * np.outer(expected, expected) + n * residual
    size = patterns.n.sum()
    mean = total / size
    return mean, products / size - np.outer(mean, mean)


def distance(difference: np.ndarray, covariance: np.ndarray) -> float:
    """The squared Mahalanobis length of `difference`."""
    return float(difference @ np.linalg.solve(covariance, difference))
