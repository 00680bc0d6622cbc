"""Pearson correlations of all pairs of items, from the same tables as the polychoric ones."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from analysis.stats.contingency import PairTables


@dataclass(frozen=True, slots=True)
class ProductMomentPrecision:
    """How sure product-moment correlations are, under normality.

    Attributes
    ----------
    std_error
        (1 - r²) / sqrt(n - 1), shape (..., pairs).
    ci_low, ci_high
        Fisher's interval, shape (..., pairs). All are NaN with fewer than four people.
    """

    std_error: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray


def product_moment(tables: PairTables) -> np.ndarray:
    """Correlations of category numbers over people who answered both, shape (..., pairs).

    NaN where one of the two does not vary among these people.
    """
    code = np.arange(tables.n_categories, dtype=float)
    n = tables.joint.sum(axis=(-2, -1))
    row, column = tables.joint.sum(axis=-1), tables.joint.sum(axis=-2)
    cross = n * np.einsum("...ij,i,j->...", tables.joint, code, code)
    cross -= (row @ code) * (column @ code)
    row_square = n * (row @ code**2) - (row @ code) ** 2
    column_square = n * (column @ code**2) - (column @ code) ** 2
    scale = np.sqrt(np.maximum(row_square, 0)) * np.sqrt(np.maximum(column_square, 0))
    return np.divide(cross, scale, out=np.full_like(cross, np.nan), where=scale > 0)


def product_moment_precision(
    r: np.ndarray, n: np.ndarray, *, confidence: float
) -> ProductMomentPrecision:
    """Large-sample precision of correlations `r` between answers of `n` people each.

    References
    ----------
    Fisher, R. A. (1921). On the "probable error" of a coefficient of correlation deduced from
    a small sample. Metron, 1, 3-32 (z transformation, variance 1 / (n - 3)).

    Bonett, D. G. (2008). Meta-analytic interval estimation for bivariate correlations.
    Psychological Methods, 13(3), 173-181. https://doi.org/10.1037/a0012868 (standard error)
    """
    enough = n > 3
    df = np.where(enough, n, 4.0)
    perfect = np.abs(r) >= 1
    z = np.arctanh(np.where(perfect, 0.0, r))
    half = ndtri((1 + confidence) / 2) / np.sqrt(df - 3)
    return ProductMomentPrecision(
        std_error=np.where(enough, (1 - r**2) / np.sqrt(df - 1), np.nan),
        ci_low=np.where(enough, np.where(perfect, r, np.tanh(z - half)), np.nan),
        ci_high=np.where(enough, np.where(perfect, r, np.tanh(z + half)), np.nan),
    )
