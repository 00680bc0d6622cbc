"""Restricted maximum likelihood of a Gaussian model with nested random intercepts."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from analysis.stats.nested_levels import (
    NestedContrasts,
    NestedSums,
    nested_contrasts,
    nested_pass,
    nested_sums,
)

STEP = 1e-4
"""Relative step of the central differences of the gradient: error 1e-8 of the curvature."""

START = 0.5
"""Variance ratio from which the search starts on every level."""

CLOSE = 1e-7
"""Relative change of a variance ratio at which Newton's steps end; they converge squared."""

NEGLIGIBLE = 1e-7
"""A variance ratio below this is zero if the deviance rises from zero."""

NEWTON_STEPS = 50
LARGEST_RATIO = 1e8
"""A residual this small beside the groups is none: the data repeat themselves within groups."""


@dataclass(frozen=True, slots=True)
class NestedFit:
    """Estimates of y = Xβ + Σ Z_l b_l + e with b_l ~ N(0, σ²θ_l) and e ~ N(0, σ²/w).

    Attributes
    ----------
    coefficients, covariance
        β̂, shape (q,), and its covariance at the estimated variances, shape (q, q).
    variances
        Of the L levels, innermost first, and of the residual, shape (L + 1,). Zero: at the
        boundary.
    variance_covariance
        Of `variances`, from the observed information of those above zero; NaN for the others,
        shape (L + 1, L + 1).
    log_likelihood
        Restricted log-likelihood at the estimates.
    gradient
        Largest derivative of -2 log-likelihood by a relative change of a variance ratio above
        zero: zero at an optimum.
    converged
        Whether the search ended at an optimum.
    n, n_groups
        Rows, and groups by level.
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    variances: np.ndarray
    variance_covariance: np.ndarray
    log_likelihood: float
    gradient: float
    converged: bool
    n: int
    n_groups: tuple[int, ...]

    @property
    def ratios(self) -> np.ndarray:
        """Variances of the levels in units of the residual variance, shape (L,)."""
        return self.variances[:-1] / self.variances[-1]


@dataclass(frozen=True, slots=True)
class Solution:
    """Generalised least squares at given variance ratios.

    Attributes
    ----------
    deviance
        -2 restricted log-likelihood, the residual variance at its optimum.
    gradient
        Its derivatives by the ratios, shape (L,).
    coefficients, inverse
        β̂ and (X'H⁻¹X)⁻¹.
    residual_variance
        Its optimum.
    """

    deviance: float
    gradient: np.ndarray
    coefficients: np.ndarray
    inverse: np.ndarray
    residual_variance: float


def nested_reml(
    X: np.ndarray,
    y: np.ndarray,
    codes: np.ndarray,
    parents: tuple[np.ndarray, ...],
    *,
    weights: np.ndarray,
) -> NestedFit:
    """REML estimates of fixed effects and nested variance components.

    Parameters
    ----------
    X
        Regressors of full column rank, the constant among them, shape (n, q).
    y
        Outcome, shape (n,).
    codes, parents
        Innermost group of each row, and the group one level up of each group, as in
        `analysis.stats.nested_levels`.
    weights
        What the residual variance of each row is divided by, shape (n,).

    References
    ----------
    Restricted likelihood: Patterson & Thompson (1971), Biometrika 58, 545,
    https://doi.org/10.1093/biomet/58.3.545; profiled over β and σ as in Bates, Mächler, Bolker
    & Walker (2015), Journal of Statistical Software 67(1), eq. 41 and 42,
    https://doi.org/10.18637/jss.v067.i01
    """
    data = nested_sums(np.column_stack([X, y]), weights, codes, parents)
    ratios, converged = best_ratios(data)
    found = solution(data, ratios)
    free = ratios > 0
    groups = [len(data.sums), *(int(up.max()) + 1 for up in parents)]
    return NestedFit(
        coefficients=found.coefficients,
        covariance=found.residual_variance * found.inverse,
        variances=found.residual_variance * np.append(ratios, 1.0),
        variance_covariance=variance_covariance(data, ratios, found.residual_variance),
        log_likelihood=float(-found.deviance / 2),
        gradient=float(np.abs(found.gradient * ratios)[free].max(initial=0.0)),
        converged=converged,
        n=data.n,
        n_groups=tuple(groups),
    )


def best_ratios(data: NestedSums) -> tuple[np.ndarray, bool]:
    """Variance ratios of least deviance, none negative, and whether they were found."""

    def criterion(ratios: np.ndarray) -> tuple[float, np.ndarray]:
        found = solution(data, ratios)
        return found.deviance, found.gradient

    n_levels = len(data.parents) + 1
    search = minimize(
        criterion,
        np.full(n_levels, START),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, LARGEST_RATIO)] * n_levels,
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7},
    )
    ratios, settled = newton(data, search.x)
    return ratios, settled and bool((ratios < LARGEST_RATIO).all())


def newton(data: NestedSums, ratios: np.ndarray) -> tuple[np.ndarray, bool]:
    """Newton's steps from `ratios` near the optimum, and whether they came to rest.

    A level is at zero where the deviance rises from there; a step at most halves or doubles.
    """
    lowered = np.where(ratios < NEGLIGIBLE, 0.0, ratios)
    leaves = (lowered == 0) & (solution(data, lowered).gradient < 0)
    ratios = np.where(leaves, NEGLIGIBLE, lowered)
    for _ in range(NEWTON_STEPS):
        free = ratios > 0
        if not free.any():
            return ratios, True
        slope = solution(data, ratios).gradient[free]
        curvature = ratio_curvature(data, ratios, free)
        values, vectors = np.linalg.eigh(curvature)
        steps = -vectors @ ((vectors.T @ slope) / np.abs(values))
        new = ratios.copy()
        new[free] = np.clip(ratios[free] + steps, ratios[free] / 2, 2 * ratios[free])
        new[new < NEGLIGIBLE / 2] = 0.0
        moved = np.abs(new - ratios) > CLOSE * (ratios + NEGLIGIBLE)
        ratios = new
        if not moved.any():
            return ratios, True
    return ratios, False


def solution(data: NestedSums, ratios: np.ndarray) -> Solution:
    """Deviance, its gradient and the coefficients at `ratios`."""
    found = nested_pass(data, ratios)
    cross, q = found.crossproduct, len(found.crossproduct) - 1
    scale = np.sqrt(np.diag(cross)[:q])
    root = np.linalg.cholesky(cross[:q, :q] / np.outer(scale, scale))
    inverse_root = np.linalg.inv(root) / scale
    inverse = inverse_root.T @ inverse_root
    coefficients = inverse @ cross[:q, q]
    direction = np.append(-coefficients, 1.0)
    df = data.n - q
    variance = float(direction @ cross @ direction) / df
    determinants = found.log_determinant + 2 * float(np.log(np.diag(root) * scale).sum())
    deviance = determinants + df * (1 + np.log(2 * np.pi * variance))
    contrasts = nested_contrasts(data, ratios, found)
    gradient = ratio_gradient(contrasts, inverse, direction, variance)
    return Solution(deviance, gradient, coefficients, inverse, variance)


def ratio_gradient(
    contrasts: NestedContrasts, inverse: np.ndarray, direction: np.ndarray, variance: float
) -> np.ndarray:
    """Derivatives of the deviance by the ratios at a residual variance, shape (L,).

    Each is tr(Z'PZ) - r'H⁻¹ZZ'H⁻¹r / σ², with P the projection that takes X out.
    """
    slopes = []
    for sums, precisions in zip(contrasts.sums, contrasts.precisions, strict=True):
        of_x, of_residual = sums[:, :-1], sums @ direction
        taken_out = float(((of_x @ inverse) * of_x).sum())
        slopes.append(precisions.sum() - taken_out - of_residual @ of_residual / variance)
    return np.array(slopes)


def ratio_curvature(data: NestedSums, ratios: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Second derivatives of the profiled deviance by the `free` ratios, by differences."""
    columns = []
    for level in np.flatnonzero(free):
        step = np.zeros(len(ratios))
        step[level] = STEP * ratios[level]
        rise = solution(data, ratios + step).gradient - solution(data, ratios - step).gradient
        columns.append(rise[free] / (2 * step[level]))
    curvature = np.column_stack(columns)
    return (curvature + curvature.T) / 2


def joint_gradient(data: NestedSums, variances: np.ndarray) -> np.ndarray:
    """Derivatives of -2 log-likelihood by the variances themselves, shape (L + 1,)."""
    ratios, residual = variances[:-1] / variances[-1], variances[-1]
    found = nested_pass(data, ratios)
    solved = solution(data, ratios)
    direction = np.append(-solved.coefficients, 1.0)
    contrasts = nested_contrasts(data, ratios, found)
    by_ratio = ratio_gradient(contrasts, solved.inverse, direction, residual)
    df = data.n - len(solved.coefficients)
    by_residual = df / residual - df * solved.residual_variance / residual**2
    return np.append(by_ratio / residual, by_residual - by_ratio @ ratios / residual)


def variance_covariance(
    data: NestedSums, ratios: np.ndarray, residual_variance: float
) -> np.ndarray:
    """Inverse observed information of the variances above zero, shape (L + 1, L + 1)."""
    variances = residual_variance * np.append(ratios, 1.0)
    free = variances > 0
    columns = []
    for part in np.flatnonzero(free):
        step = np.zeros(len(variances))
        step[part] = STEP * variances[part]
        rise = joint_gradient(data, variances + step) - joint_gradient(data, variances - step)
        columns.append(rise[free] / (2 * step[part]))
    information = np.column_stack(columns)
    covariance = np.full((len(variances),) * 2, np.nan)
    symmetric = (information + information.T) / 4
    covariance[np.ix_(free, free)] = np.linalg.inv(symmetric)
    return covariance
