"""Tests of the difference between two nested models, scaled for what the data are."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import null_space

from analysis.stats.distributions import chi2_tail
from analysis.stats.sem.comparative_fit import ChiSquare


@dataclass(frozen=True, slots=True)
class DifferenceTest:
    """Is the restricted model worse than the general one?

    Attributes
    ----------
    statistic
        Scaled difference; NaN if its scaling factor is not positive, or df is 0.
    df
        Difference of degrees of freedom.
    p_value
        Upper tail of chi-square.
    scaling
        Number the difference was divided by.
    shift
        Number added after that; 0 unless scaled and shifted.
    """

    statistic: float
    df: float
    p_value: float
    scaling: float
    shift: float


def chi_square_difference(restricted: ChiSquare, general: ChiSquare) -> DifferenceTest:
    """Likelihood-ratio test: plain difference of the two statistics."""
    return tested(restricted, general, scaling=1.0, shift=0.0)


def satorra_bentler_2001(restricted: ChiSquare, general: ChiSquare) -> DifferenceTest:
    """Difference of unscaled statistics over the factor the two scaling factors give.

    Parameters
    ----------
    restricted, general
        Unscaled statistics with their scaling factors (that of a saturated model is 1).

    References
    ----------
    Satorra, A., & Bentler, P. M. (2001). Psychometrika, 66(4), 507-514, eq. 15.
    https://doi.org/10.1007/BF02296192
    """
    difference = restricted.df - general.df
    own = general.df * general.scaling if general.df else 0.0
    scaling = (restricted.df * restricted.scaling - own) / difference if difference else 1.0
    return tested(restricted, general, scaling=scaling, shift=0.0)


def satorra_bentler_2010(
    restricted: ChiSquare, general: ChiSquare, *, hybrid_scaling: float
) -> DifferenceTest:
    """The strictly positive version.

    Parameters
    ----------
    hybrid_scaling
        Scaling factor of the general model evaluated at the estimates of the restricted one.

    References
    ----------
    Satorra, A., & Bentler, P. M. (2010). Psychometrika, 75(2), 243-248, eq. 11.
    https://doi.org/10.1007/s11336-009-9135-y
    """
    hybrid = ChiSquare(general.statistic, general.df, hybrid_scaling)
    difference = restricted.df - general.df
    own = hybrid.df * hybrid.scaling
    scaling = (restricted.df * restricted.scaling - own) / difference if difference else 1.0
    return tested(restricted, general, scaling=scaling, shift=0.0)


def tested(
    restricted: ChiSquare, general: ChiSquare, *, scaling: float, shift: float
) -> DifferenceTest:
    """The test once its scaling factor and shift are known."""
    df = restricted.df - general.df
    usable = df > 0 and scaling > 0
    raw = restricted.statistic - general.statistic
    statistic = raw / scaling + shift if usable else float("nan")
    p_value = float(chi2_tail(statistic, df)) if usable else float("nan")
    return DifferenceTest(statistic, df, p_value, scaling, shift)


def restriction(general_jacobian: np.ndarray, restricted_jacobian: np.ndarray) -> np.ndarray:
    """Linear restrictions on the general model's parameters that give the restricted one.

    Parameters
    ----------
    general_jacobian, restricted_jacobian
        Derivatives of all moments of all groups by the free parameters, each at its own
        estimates, shapes (s, q1) and (s, q0).

    Returns
    -------
    A
        Orthonormal rows, shape (q1 - q0, q1): A times a change of the general parameters is
        zero if the restricted model can follow it.

    References
    ----------
    Satorra & Bentler (2001); `A.method = "delta"` of lavaan: the null space of the projection
    of the restricted model's tangent space on that of the general one.
    """
    path = np.linalg.lstsq(general_jacobian, restricted_jacobian, rcond=None)[0]
    return null_space(path.T).T


@dataclass(frozen=True, slots=True)
class GeneralModel:
    """What Satorra's (2000) test needs of the general model; groups are stacked.

    Attributes
    ----------
    jacobian
        Derivatives of the moments by the free parameters, shape (s, q).
    weight
        Weights of the moments in the fit function, each group's times its share of people,
        shape (s, s), or (s,) if diagonal.
    gamma
        Covariance of the moments times the number of all people, shape (s, s): each group's own
        matrix over its share.
    information
        Information per person of the free parameters, shape (q, q): Jacobian' W Jacobian, or
        the observed information where standard errors rest on that (MLR).
    """

    jacobian: np.ndarray
    weight: np.ndarray
    gamma: np.ndarray
    information: np.ndarray


def difference_traces(model: GeneralModel, restrictions: np.ndarray) -> tuple[float, float]:
    """Traces of U Gamma and (U Gamma)^2 of the difference statistic."""
    weighted = weighted_jacobian(model)
    return traces(model.information, weighted.T @ model.gamma @ weighted, restrictions)


def traces(
    information: np.ndarray, meat: np.ndarray, restrictions: np.ndarray
) -> tuple[float, float]:
    """The same from matrices of the parameters alone.

    Parameters
    ----------
    information
        As in `GeneralModel`, shape (q, q).
    meat
        Jacobian' W Gamma W Jacobian, shape (q, q).

    References
    ----------
    Satorra, A. (2000). Scaled and adjusted restricted tests in multi-sample analysis of moment
    structures. In Heijmans et al. (Eds.), Innovations in multivariate statistical analysis,
    233-247, eq. 23. https://doi.org/10.1007/978-1-4615-4603-0_17
    """
    bread = np.linalg.solve(information, restrictions.T)
    middle = np.linalg.pinv(restrictions @ bread, hermitian=True)
    product = bread.T @ meat @ bread @ middle
    return float(np.trace(product)), float(np.sum(product * product.T))


def traces_of_covariances(
    naive: np.ndarray, robust: np.ndarray, restrictions: np.ndarray
) -> tuple[float, float]:
    """The same from the two covariances of the parameters, shapes (q, q).

    Parameters
    ----------
    naive
        Inverse of `information`, times any number.
    robust
        Sandwich of `naive` and `meat`, times the same number.
    """
    middle = np.linalg.pinv(restrictions @ naive @ restrictions.T, hermitian=True)
    product = restrictions @ robust @ restrictions.T @ middle
    return float(np.trace(product)), float(np.sum(product * product.T))


def weighted_jacobian(model: GeneralModel) -> np.ndarray:
    """Weight matrix times Jacobian, shape (s, q)."""
    if model.weight.ndim == 1:
        return model.weight[:, None] * model.jacobian
    return model.weight @ model.jacobian


def satorra_2000(
    restricted: ChiSquare,
    general: ChiSquare,
    model: GeneralModel,
    restrictions: np.ndarray,
) -> DifferenceTest:
    """Mean-scaled difference of unscaled statistics, by the exact weight matrix.

    References
    ----------
    Satorra (2000), eq. 25.
    """
    first, _ = difference_traces(model, restrictions)
    df = restricted.df - general.df
    return tested(restricted, general, scaling=first / df, shift=0.0)


def scaled_shifted_difference(
    restricted: ChiSquare,
    general: ChiSquare,
    model: GeneralModel,
    restrictions: np.ndarray,
) -> DifferenceTest:
    """Difference scaled and shifted to the mean and variance of chi-square.

    References
    ----------
    Satorra (2000); Asparouhov, T., & Muthen, B. (2010). Simple second order chi-square
    correction (Mplus technical appendix), eq. 5-7; Asparouhov & Muthen (2006) (DIFFTEST).
    """
    return shifted(restricted, general, difference_traces(model, restrictions))


def shifted(
    restricted: ChiSquare, general: ChiSquare, found: tuple[float, float]
) -> DifferenceTest:
    """Difference scaled and shifted by its two traces."""
    first, second = found
    df = restricted.df - general.df
    slope = np.sqrt(df / second)
    return tested(
        restricted, general, scaling=float(1 / slope), shift=float(df - slope * first)
    )
