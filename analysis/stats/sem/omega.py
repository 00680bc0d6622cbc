"""Omega coefficients of sum scores from the matrices of a fitted factor model."""

import numpy as np

from analysis.stats.sem.composite_reliability import composite_reliability


def common_covariance(loadings: np.ndarray, factor_covariance: np.ndarray) -> np.ndarray:
    """Lambda Phi Lambda': covariance of what the factors say of the items, shape (p, p)."""
    return loadings @ factor_covariance @ loadings.T


def omega_total(
    loadings: np.ndarray, factor_covariance: np.ndarray, total: np.ndarray, items: np.ndarray
) -> float:
    """Share of the variance of a sum of items that all factors explain.

    Parameters
    ----------
    loadings
        Shape (p, m).
    factor_covariance
        Shape (m, m).
    total
        Covariance of the items, shape (p, p): implied by the model (Bollen; `omega` and
        `omega2` of semTools), or observed (McDonald's; `omega3`, default of `compRelSEM`).
        Residual covariances of the implied matrix count as error.
    items
        Which items are summed, boolean, shape (p,).

    References
    ----------
    McDonald, R. P. (1999). Test theory: A unified treatment, eq. 6.20. Erlbaum.
    Bollen, K. A. (1980). American Sociological Review, 45(3), 370-390.
    https://doi.org/10.2307/2095172
    """
    true = common_covariance(loadings, factor_covariance)
    return composite_reliability(np.asarray(items, dtype=float), true, total)


def omega_of_factor(
    loadings: np.ndarray,
    factor_covariance: np.ndarray,
    total: np.ndarray,
    items: np.ndarray,
    factor: int,
) -> float:
    """Share of the variance of a sum of items that one factor explains by itself.

    With the general factor of a bifactor model and all items: omega hierarchical. With a
    specific factor and its items: omega hierarchical of the subscale. Parameters as in
    `omega_total`; `factor` is the column. In a bifactor model the factors are orthogonal: only
    then the share is unambiguous.

    References
    ----------
    Zinbarg, R. E., Revelle, W., Yovel, I., & Li, W. (2005). Psychometrika, 70(1), 123-133,
    eq. 11. https://doi.org/10.1007/s11336-003-0974-7
    Reise, S. P., Bonifay, W. E., & Haviland, M. G. (2013). Journal of Personality Assessment,
    95(2), 129-140 (subscale). https://doi.org/10.1080/00223891.2012.725437
    """
    column = loadings[:, [factor]]
    return omega_total(column, factor_covariance[[factor]][:, [factor]], total, items)


def second_order_loadings(
    loadings: np.ndarray, beta: np.ndarray, psi: np.ndarray, general: int
) -> tuple[np.ndarray, np.ndarray]:
    """The bifactor loadings that a second-order model implies (Schmid-Leiman).

    Parameters
    ----------
    loadings
        Loadings on the first-order factors, shape (p, m).
    beta, psi
        Loadings of factors on the general factor, and disturbances, shape (m, m).
    general
        Position of the general factor.

    Returns
    -------
    loadings
        Total effects of the general factor and, in the other columns, loadings on what is left
        of the first-order factors, shape (p, m).
    factor_covariance
        Variance of the general factor and disturbances, shape (m, m).

    References
    ----------
    Schmid, J., & Leiman, J. M. (1957). Psychometrika, 22(1), 53-61.
    https://doi.org/10.1007/BF02289209
    """
    effects = loadings @ np.linalg.inv(np.eye(len(beta)) - beta)
    bifactor = loadings.copy()
    bifactor[:, general] = effects[:, general]
    return bifactor, psi
