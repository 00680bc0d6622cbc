"""Alignment: means and variances of a factor in many groups whose parameters nearly agree."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from analysis.stats.densest_cluster import densest_cluster

SMOOTHINGS = (1.0, 0.1, 0.01)
"""Values of epsilon in turn; the last is that of Asparouhov and Muthén (2014)."""

STILL = 1e-9
"""The search ends where no slope is larger."""

STEP = 1e-5
"""Of central differences of the loss's slopes."""

WIDTH = 3.29
"""Standard errors within which two groups agree: level .001 (Asparouhov & Muthén, 2014)."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Groups on one scale, the first with mean 0 and standard deviation 1.

    Attributes
    ----------
    means, sds
        Of the factor, shape (g,).
    loadings, intercepts
        On that scale, shapes (g, p) and (g, t).
    loss
        What is minimised, at the end.
    explained_loadings, explained_intercepts
        Share of the variation between groups that means and standard deviations explain, shapes
        (p,) and (t,); NaN where groups do not vary.
    """

    means: np.ndarray
    sds: np.ndarray
    loadings: np.ndarray
    intercepts: np.ndarray
    loss: float
    explained_loadings: np.ndarray
    explained_intercepts: np.ndarray


def alignment(
    loadings: np.ndarray, intercepts: np.ndarray, item_of: np.ndarray, n: np.ndarray
) -> Alignment:
    """Means and standard deviations under which few parameters differ, and those clearly.

    Parameters
    ----------
    loadings
        Of every group with factor mean 0 and variance 1, shape (g, p).
    intercepts
        Shape (g, t): one of each item for continuous answers, one of each boundary between
        categories (minus the threshold) for ordinal ones.
    item_of
        Item of each intercept, shape (t,).
    n
        People of each group, shape (g,).

    References
    ----------
    Asparouhov, T., & Muthén, B. (2014). Structural Equation Modeling, 21(4), 495-508, eq. 5 to
    9, 11 and 12. https://doi.org/10.1080/10705511.2014.919210
    """
    given = (loadings, intercepts, item_of, n)
    at = starts(loadings, intercepts, item_of)
    value = np.inf
    for smoothing in SMOOTHINGS:
        ended = minimize(
            loss, at, args=(*given, smoothing), jac=True, method="BFGS",
            options={"gtol": STILL, "maxiter": 1000},
        )  # fmt: skip
        at, value = ended.x, float(ended.fun)
    means, sds = unpacked(at)
    slopes, levels = aligned(means, sds, loadings, intercepts, item_of)
    shift = means[:, None] * slopes[:, item_of].mean(axis=0)
    return Alignment(
        means=means,
        sds=sds,
        loadings=slopes,
        intercepts=levels,
        loss=value,
        explained_loadings=explained(loadings, loadings - sds[:, None] * slopes.mean(axis=0)),
        explained_intercepts=explained(intercepts, intercepts - shift),
    )


def alignment_errors(
    found: Alignment,
    loadings: np.ndarray,
    intercepts: np.ndarray,
    item_of: np.ndarray,
    n: np.ndarray,
    covariance: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Standard errors of means and log standard deviations, each shape (g,); 0 for the first.

    Parameters
    ----------
    covariance
        Of loadings and then intercepts of each group, shape (g, p + t, p + t).

    Notes
    -----
    By the delta method: where the loss has its minimum its slopes stay 0 as the parameters of
    the groups move.
    """
    at = np.concatenate([found.means[1:], np.log(found.sds[1:])])
    g, p = loadings.shape
    both = np.hstack([loadings, intercepts])

    def slopes(at: np.ndarray, both: np.ndarray) -> np.ndarray:
        return loss(at, both[:, :p], both[:, p:], item_of, n, SMOOTHINGS[-1])[1]

    bend = central(lambda step: slopes(at + step, both), len(at))
    cross = central(lambda step: slopes(at, both + step.reshape(both.shape)), both.size)
    follow = np.linalg.solve(bend, cross).reshape(len(at), g, -1)
    variance = np.einsum("agk,gkl,agl->a", follow, covariance, follow)
    means, logs = np.split(np.sqrt(variance), 2)
    return np.append(0, means), np.append(0, logs)


def central(function: Callable[[np.ndarray], np.ndarray], n: int) -> np.ndarray:
    """Derivatives of a function by central differences around 0, shape (values, n)."""
    steps = STEP * np.eye(n)
    return np.column_stack([(function(s) - function(-s)) / (2 * STEP) for s in steps])


def unpacked(at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means and standard deviations of all groups, the first fixed."""
    means, logs = np.split(at, 2)
    return np.concatenate([[0.0], means]), np.exp(np.concatenate([[0.0], logs]))


def aligned(
    means: np.ndarray,
    sds: np.ndarray,
    loadings: np.ndarray,
    intercepts: np.ndarray,
    item_of: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Loadings and intercepts of groups with these means and standard deviations."""
    slopes = loadings / sds[:, None]
    return slopes, intercepts - means[:, None] * slopes[:, item_of]


def starts(loadings: np.ndarray, intercepts: np.ndarray, item_of: np.ndarray) -> np.ndarray:
    """What most items say: medians of ratios of loadings and of shifts of intercepts."""
    sds = np.median(np.abs(loadings / loadings[0]), axis=1)
    shift = (intercepts - intercepts[0]) / (loadings / sds[:, None])[:, item_of]
    return np.concatenate([np.median(shift, axis=1)[1:], np.log(sds[1:])])


def loss(
    at: np.ndarray,
    loadings: np.ndarray,
    intercepts: np.ndarray,
    item_of: np.ndarray,
    n: np.ndarray,
    smoothing: float,
) -> tuple[float, np.ndarray]:
    """Summed fourth roots of squared differences of all pairs of groups, and its slopes."""
    means, sds = unpacked(at)
    slopes, levels = aligned(means, sds, loadings, intercepts, item_of)
    pair_weight = np.sqrt(n[:, None] * n) / (n[:, None] * n).max() ** 0.5 / 2
    parts = [component(each, pair_weight, smoothing) for each in (slopes, levels)]
    by_slope, by_level = (part[1] for part in parts)
    own = slopes[:, item_of]
    by_mean = -(by_level * own).sum(axis=1)
    by_log = -(by_slope * slopes).sum(axis=1) + (by_level * means[:, None] * own).sum(axis=1)
    return parts[0][0] + parts[1][0], np.concatenate([by_mean[1:], by_log[1:]])


def component(
    values: np.ndarray, pair_weight: np.ndarray, smoothing: float
) -> tuple[float, np.ndarray]:
    """The loss of parameters (g, k), every pair of groups once, and its slopes (g, k)."""
    away = values[:, None, :] - values[None, :, :]
    square = away**2 + smoothing
    each = pair_weight[:, :, None] * square**0.25
    slope = pair_weight[:, :, None] * away * square**-0.75 / 2
    return float(each.sum()), 2 * slope.sum(axis=1)


def explained(configural: np.ndarray, left: np.ndarray) -> np.ndarray:
    """One minus the variance left over that of the groups' own parameters, columnwise."""
    whole = configural.var(axis=0)
    share = 1 - left.var(axis=0) / np.where(whole > 0, whole, np.nan)
    return np.maximum(share, 0)


def agreeing_groups(values: np.ndarray, std_errors: np.ndarray) -> np.ndarray:
    """Which groups share each parameter: the largest set that agrees, boolean of shape (g, k).

    Standard errors take means and standard deviations of the groups as known.
    """
    columns = [
        densest_cluster(value, error, width=WIDTH)
        for value, error in zip(values.T, std_errors.T, strict=True)
    ]
    return np.column_stack(columns)
