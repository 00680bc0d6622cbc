"""Least-squares estimates of a structural model from sample moments and weight matrices."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array

from analysis.stats.sem.implied import implied, moments, own_jacobian
from analysis.stats.sem.model import Model, elements
from analysis.stats.sem.optimise import Estimates, Problem, minimise


@dataclass(frozen=True, slots=True)
class WeightedMoments:
    """What least squares sees of one group.

    Attributes
    ----------
    observed
        Sample moments in the layout of `implied.moments`, shape (s,).
    weight
        Weight matrix: its diagonal, shape (s,), or whole, shape (s, s).
    n
        People (sum of case weights).
    """

    observed: np.ndarray
    weight: np.ndarray
    n: float


def least_squares(
    model: Model, samples: Sequence[WeightedMoments], *, start: np.ndarray
) -> Estimates:
    """Minimum of half the weighted sum of squared residuals per person, over all groups.

    Parameters
    ----------
    model
        With q parameters in g groups.
    samples
        One per group.
    start
        Starting parameters, shape (q,).

    Notes
    -----
    Gauss-Newton steps with the analytic Jacobian. Groups count n_g - 1 times, as in lavaan.
    Moments or weights that are not finite (a correlation that cannot be estimated, or has no
    standard error) end the search before it starts: "start_not_admissible", estimates NaN.

    References
    ----------
    Muthén, B. (1984). A general structural equation model with dichotomous, ordered
    categorical, and continuous latent variable indicators. Psychometrika, 49(1), 115-132,
    eq. 11. https://doi.org/10.1007/BF02294210

    Lee, S.-Y., & Jennrich, R. I. (1979). A study of algorithms for covariance structure
    analysis with specific comparisons using factor analysis. Psychometrika, 44(1), 99-113.
    https://doi.org/10.1007/BF02293789
    """
    problem = least_squares_problem(model, samples)
    if not np.isfinite(problem.objective(start)):
        nothing = np.full(len(start), np.nan)
        return Estimates(nothing, np.nan, nothing, False, "start_not_admissible", 0)
    return minimise(problem, start)


def least_squares_problem(model: Model, samples: Sequence[WeightedMoments]) -> Problem:
    """Half the weighted sum of squared residuals per person as a function of the parameters."""
    people = sum(sample.n for sample in samples)

    def objective(parameters: np.ndarray) -> float:
        value = statistics(model, samples, parameters).sum() / (2 * people)
        return float(value) if np.isfinite(value) else np.inf

    @lru_cache(maxsize=1)
    def derivatives(parameters: bytes) -> tuple[np.ndarray, np.ndarray]:
        return slope_and_curvature(model, samples, np.frombuffer(parameters))

    def gradient(parameters: np.ndarray) -> np.ndarray:
        return derivatives(parameters.tobytes())[0]

    def curvature(parameters: np.ndarray) -> np.ndarray:
        return derivatives(parameters.tobytes())[1]

    return Problem(objective, gradient, curvature, curvature)


def statistics(
    model: Model, samples: Sequence[WeightedMoments], parameters: np.ndarray
) -> np.ndarray:
    """Each group's (n_g - 1) times the weighted sum of squared residuals, shape (g,)."""
    values = elements(model, parameters)
    return np.array([
        (sample.n - 1) * residual @ weighted(sample.weight, residual)
        for group, sample in enumerate(samples)
        for residual in [residuals(model, group, sample, values)]
    ])  # fmt: skip


def residuals(
    model: Model, group: int, sample: WeightedMoments, values: np.ndarray
) -> np.ndarray:
    """Sample moments minus those the model implies at the elements `values`, shape (s,)."""
    return sample.observed - moments(model, group, implied(model, group, values))


def slope_and_curvature(
    model: Model, samples: Sequence[WeightedMoments], parameters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradient of the objective, shape (q,), and its Gauss-Newton curvature, shape (q, q)."""
    people = sum(sample.n for sample in samples)
    values, q = elements(model, parameters), len(parameters)
    slope, curvature = np.zeros(q), np.zeros((q, q))
    for group, sample in enumerate(samples):
        share = (sample.n - 1) / people
        change = sparse_changes(model, group, values)
        if sample.weight.ndim == 2:
            change = change.toarray()
            pulled = sample.weight @ change
            product = pulled.T @ change
        else:
            pulled = rows_times(change, sample.weight)
            product = (pulled.T @ change).toarray()
        slope -= share * (pulled.T @ residuals(model, group, sample, values))
        curvature += share * product
    return slope, curvature


def moment_changes(model: Model, group: int, values: np.ndarray) -> np.ndarray:
    """Derivatives of the moments of a group by the free parameters, shape (s, q)."""
    if changes_nothing(model.basis[model.groups[group].element]):
        return own_jacobian(model, group, values)
    return sparse_changes(model, group, values).toarray()


def sparse_changes(model: Model, group: int, values: np.ndarray) -> csr_array:
    """The same; a correlation depends on few parameters, most numbers are zero."""
    own = csr_array(own_jacobian(model, group, values))
    basis = model.basis[model.groups[group].element]
    return own if changes_nothing(basis) else own @ csr_array(basis)


def changes_nothing(basis: np.ndarray) -> bool:
    """Whether every element is a parameter of its own, in the same order."""
    rows, columns = basis.shape
    square = rows == columns and np.count_nonzero(basis) == rows
    return square and bool((basis.diagonal() == 1).all())


def rows_times(matrix: csr_array, factors: np.ndarray) -> csr_array:
    """Every row times a factor."""
    repeated = np.repeat(factors, np.diff(matrix.indptr))
    return csr_array((matrix.data * repeated, matrix.indices, matrix.indptr), matrix.shape)


def weighted(weight: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Product of a weight matrix, whole or diagonal, and a vector or matrix of s rows."""
    if weight.ndim == 2:
        return weight @ part
    return weight * part if part.ndim == 1 else weight[:, None] * part
