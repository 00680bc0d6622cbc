"""A regression in which people of one cluster share a random intercept, by (RE)ML."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from analysis.stats.cluster_robust import cluster_sums


@dataclass(frozen=True, slots=True)
class RandomIntercept:
    """A fitted random-intercept model.

    Attributes
    ----------
    coefficients
        Fixed effects or contrasts of them, shape (q,).
    covariance
        Of these, shape (q, q).
    df
        Satterthwaite degrees of freedom of each fixed effect, shape (q,).
    between, within
        Variance of the clusters' intercepts, and within clusters.
    log_likelihood
        Restricted or full, with its constants.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    df: np.ndarray
    between: float
    within: float
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class _Sums:
    """Cross-products over people and, of cluster means, over clusters; (X, y) side by side."""

    products: np.ndarray
    totals: np.ndarray
    sizes: np.ndarray
    restricted: bool


LARGEST_RATIO = 12.0
"""Logarithm of the largest ratio of variances that is searched."""

EXACT_FIT = 1e-20
"""Share of the outcome's sum of squares below which nothing is left unexplained."""


def random_intercept(
    X: np.ndarray,
    y: np.ndarray,
    clusters: np.ndarray,
    *,
    restricted: bool,
    contrasts: np.ndarray | None = None,
) -> RandomIntercept:
    """Fixed effects and variances of y = X b + cluster + error, both normal.

    Parameters
    ----------
    X
        Design of full column rank, intercept included, shape (n, q).
    y
        Shape (n,).
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,).
    restricted
        REML rather than ML.
    contrasts
        Combinations of fixed effects to report in their place, shape (c, q).

    Notes
    -----
    Given the ratio of the two variances everything is closed form, so the search has one
    dimension; the cross-products are taken once. Where X explains y exactly, both variances
    are 0, and errors and degrees of freedom NaN. The variance between clusters is 0 where the
    likelihood is highest there. The degrees of freedom come from the curvature of the deviance
    and the slope of each error variance in the two variances, by differences.

    References
    ----------
    Laird & Ware (1982), Biometrics 38, https://doi.org/10.2307/2529876
    Bates, Mächler, Bolker & Walker (2015), J. Statistical Software 67,
    https://doi.org/10.18637/jss.v067.i01 (profiled deviance)
    Fai & Cornelius (1996), J. Statistical Computation and Simulation 54,
    https://doi.org/10.1080/00949659608811740 (Satterthwaite)
    """
    data = np.column_stack([X, y])
    g = int(clusters.max()) + 1
    sums = _Sums(
        data.T @ data,
        cluster_sums(data, clusters, g),
        np.bincount(clusters, minlength=g).astype(float),
        restricted,
    )
    L = np.eye(X.shape[1]) if contrasts is None else contrasts
    slopes = np.linalg.lstsq(X, y, rcond=None)[0]
    if ((y - X @ slopes) ** 2).sum() <= EXACT_FIT * (y**2).sum():
        return _exact(L @ slopes)
    ratio = _best_ratio(sums)
    within = _profiled(sums, ratio)[1]
    variances = np.array([ratio * within, within])
    weighted = _weighted(sums, variances)
    inverse = np.linalg.inv(weighted[:-1, :-1])
    return RandomIntercept(
        coefficients=L @ (inverse @ weighted[:-1, -1]),
        covariance=L @ inverse @ L.T,
        df=_satterthwaite(sums, variances, L),
        between=float(variances[0]),
        within=float(within),
        log_likelihood=-_deviance(sums, variances) / 2,
    )


def _exact(coefficients: np.ndarray) -> RandomIntercept:
    """What is known where nothing is left unexplained."""
    c = len(coefficients)
    unknown = np.full((c, c), np.nan), np.full(c, np.nan)
    return RandomIntercept(coefficients, *unknown, 0.0, 0.0, np.inf)


def _best_ratio(sums: _Sums) -> float:
    """The ratio of the variance between to that within clusters with the lowest deviance."""
    grid = np.linspace(-LARGEST_RATIO, LARGEST_RATIO, 25)
    deviances = [_profiled(sums, np.exp(x))[0] for x in grid]
    best = int(np.argmin(deviances))
    bounds = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    found = minimize_scalar(
        lambda x: _profiled(sums, np.exp(x))[0],
        bounds=bounds,
        method="bounded",
        options={"xatol": 1e-9},
    )
    ratio = float(np.exp(found.x))
    return 0.0 if _profiled(sums, 0.0)[0] <= _profiled(sums, ratio)[0] else ratio


def _profiled(sums: _Sums, ratio: float) -> tuple[float, float]:
    """The deviance at a ratio of variances, and the best variance within clusters."""
    weighted = _weighted(sums, np.array([ratio, 1.0]))
    q = len(weighted) - 1
    slopes = np.linalg.solve(weighted[:-1, :-1], weighted[:-1, -1])
    left = weighted[-1, -1] - slopes @ weighted[:-1, -1]
    free = sums.sizes.sum() - (q if sums.restricted else 0)
    within = left / free
    return _deviance(sums, np.array([ratio * within, within])), within


def _weighted(sums: _Sums, variances: np.ndarray) -> np.ndarray:
    """Cross-products (q + 1, q + 1) of design and outcome, weighted by the inverse variance."""
    between, within = variances
    shrink = between / (within + sums.sizes * between)
    return (sums.products - (sums.totals * shrink[:, None]).T @ sums.totals) / within


def _deviance(sums: _Sums, variances: np.ndarray) -> float:
    """Minus twice the log-likelihood at the best fixed effects."""
    between, within = variances
    weighted = _weighted(sums, variances)
    q = len(weighted) - 1
    n = sums.sizes.sum()
    slopes = np.linalg.solve(weighted[:-1, :-1], weighted[:-1, -1])
    left = weighted[-1, -1] - slopes @ weighted[:-1, -1]
    spread = (n - len(sums.sizes)) * np.log(within)
    spread += np.log(within + sums.sizes * between).sum()
    deviance = n * np.log(2 * np.pi) + spread + left
    if sums.restricted:
        deviance += np.linalg.slogdet(weighted[:-1, :-1])[1] - q * np.log(2 * np.pi)
    return float(deviance)


def _satterthwaite(sums: _Sums, variances: np.ndarray, L: np.ndarray) -> np.ndarray:
    """Degrees of freedom 2 v² / var(v) of the error variance v of each contrast."""
    steps = np.maximum(variances, variances[1] * 1e-3) * 1e-3
    curvature = np.empty((2, 2))
    directions = np.diag(steps)
    for i, first in enumerate(directions):
        for j, second in enumerate(directions):
            change = (
                _deviance(sums, variances + first + second)
                - _deviance(sums, variances + first - second)
                - _deviance(sums, variances - first + second)
                + _deviance(sums, variances - first - second)
            )
            curvature[i, j] = change / (4 * steps[i] * steps[j])
    slope = np.stack(
        [
            (_errors(sums, variances + step, L) - _errors(sums, variances - step, L))
            / (2 * step.sum())
            for step in directions
        ]
    )
    if variances[0] == 0:
        curvature, slope = curvature[1:, 1:], slope[1:]
    spread = np.einsum("iq,ij,jq->q", slope, 2 * np.linalg.inv(curvature), slope)
    return 2 * _errors(sums, variances, L) ** 2 / spread


def _errors(sums: _Sums, variances: np.ndarray, L: np.ndarray) -> np.ndarray:
    """Error variance of each contrast at these variances, shape (c,)."""
    inverse = np.linalg.inv(_weighted(sums, variances)[:-1, :-1])
    return np.einsum("cq,qr,cr->c", L, inverse, L)
