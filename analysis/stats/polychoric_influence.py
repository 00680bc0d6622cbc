"""How much each answer moves a polychoric correlation: influence functions, standard errors."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.contingency import PairTables, item_pairs
from analysis.stats.polychoric import Polychoric
from analysis.stats.polychoric_cells import cells, threshold_slopes
from analysis.stats.thresholds import cumulative_shares, normal_density, sample_scale


@dataclass(frozen=True, slots=True)
class Influence:
    """First-order contribution of every possible answer to the estimates.

    The estimate minus its true value is, to first order, the sum of these over people
    (each times its case weight). A person who answered both items of a pair contributes
    `joint[a, b] + row[a] + column[b]`; one who answered the first only `row[a]`, the second
    only `column[b]`. Variances and covariances of all estimates, clustered or weighted, are
    sums of products of these contributions.

    Attributes
    ----------
    joint
        From the likelihood of the correlation at given thresholds, shape (..., pairs, k, k).
    row, column
        Through the thresholds of the first and second item, shape (..., pairs, k).
    threshold
        Of each threshold for each category chosen, shape (..., p, k - 1, k).
    """

    joint: np.ndarray
    row: np.ndarray
    column: np.ndarray
    threshold: np.ndarray


def influence(tables: PairTables, fit: Polychoric) -> Influence:
    """Influence functions of all correlations and thresholds of `fit`.

    Notes
    -----
    The information and its cross part with the thresholds are averages of products of
    observed scores, as in lavaan. NaN where the estimate is missing or on the bound; 0 for
    thresholds that are not finite.

    References
    ----------
    Jöreskog, K. G. (1994). On the estimation of polychoric correlations and their asymptotic
    covariance matrix. Psychometrika, 59(3), 381-389, eqs. 9-21.
    https://doi.org/10.1007/BF02296131

    Muthén, B. (1984). A general structural equation model with dichotomous, ordered
    categorical, and continuous latent variable indicators. Psychometrika, 49(1), 115-132,
    appendix. https://doi.org/10.1007/BF02294210
    """
    first, second = item_pairs(tables.p)
    shape, k = fit.rho.shape, tables.n_categories
    of_threshold = threshold_influence(tables.marginal, fit.thresholds)
    regular = (np.isfinite(fit.rho) & ~fit.at_bound).ravel()
    rho = np.where(regular, fit.rho.ravel(), 0.0)
    row = fit.thresholds[..., first, :].reshape(-1, k - 1)
    column = fit.thresholds[..., second, :].reshape(-1, k - 1)
    implied = cells(row, column, rho)
    score = implied.slope / implied.probability
    weighted = tables.joint.reshape(-1, k, k) * score
    information = (weighted * score).sum(axis=(1, 2))
    information = np.where(regular & (information > 0), information, np.nan)
    share = weighted / implied.probability
    by_row = (threshold_slopes(row, column, rho) * -np.diff(share, axis=1)).sum(axis=2)
    share = share.swapaxes(1, 2)
    by_column = (threshold_slopes(column, row, rho) * -np.diff(share, axis=1)).sum(axis=2)
    row_part = (by_row / -information[:, None]).reshape(*shape, k - 1)
    column_part = (by_column / -information[:, None]).reshape(*shape, k - 1)
    return Influence(
        joint=(score / information[:, None, None]).reshape(*shape, k, k),
        row=np.einsum("...c,...ci->...i", row_part, of_threshold[..., first, :, :]),
        column=np.einsum("...c,...ci->...i", column_part, of_threshold[..., second, :, :]),
        threshold=of_threshold,
    )


def threshold_influence(marginal: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """Influence of choosing each category on each threshold, shape (..., p, k - 1, k).

    Parameters
    ----------
    marginal
        How often each category of each item was chosen, shape (..., p, k).
    cut
        Thresholds, shape (..., p, k - 1).
    """
    k = marginal.shape[-1]
    at_or_below = np.arange(k) <= np.arange(k - 1)[:, None]
    finite = np.isfinite(cut)
    scale = normal_density(np.where(finite, cut, 0.0)) * marginal.sum(axis=-1)[..., None]
    surplus = at_or_below - cumulative_shares(marginal)[..., None]
    return np.where(finite[..., None], surplus, 0.0) / np.where(finite, scale, 1.0)[..., None]


def correlation_errors(
    tables: PairTables, moved: Influence, squared: PairTables | None = None
) -> np.ndarray:
    """Standard errors of all correlations, thresholds being estimated too; (..., pairs).

    Parameters
    ----------
    tables
        What the correlations were estimated from.
    moved
        Their influence functions.
    squared
        With case weights: the tables made with squared weights.

    Notes
    -----
    Sums of squared contributions are scaled by n / (n - 1), n being the people with any
    answer, as lavaan does.
    """
    squared = tables if squared is None else squared
    first, second = item_pairs(tables.p)
    both = moved.joint + moved.row[..., :, None] + moved.column[..., None, :]
    row_only = squared.marginal[..., first, :] - squared.joint.sum(axis=-1)
    column_only = squared.marginal[..., second, :] - squared.joint.sum(axis=-2)
    variance = (squared.joint * both**2).sum(axis=(-2, -1))
    variance += (row_only * moved.row**2).sum(axis=-1)
    variance += (column_only * moved.column**2).sum(axis=-1)
    return np.sqrt(sample_scale(tables.people)[..., None] * variance)
