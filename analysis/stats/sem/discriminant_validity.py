"""Are dimensions distinct? Variance extracted, Fornell-Larcker, HTMT and HTMT2."""

import numpy as np


def average_variance_extracted(
    loadings: np.ndarray, factor_variance: np.ndarray, item_variance: np.ndarray
) -> np.ndarray:
    """Share of its items' variance that each factor explains, shape (m,).

    NaN for a factor that has no items, or an item of which another factor explains something
    too. Where item variances differ this is not the mean of the squared standardised loadings:
    give standardised loadings and variances of one for that.

    Parameters
    ----------
    loadings
        Shape (p, m).
    factor_variance
        Shape (m,).
    item_variance
        Observed or implied, shape (p,).

    References
    ----------
    Fornell, C., & Larcker, D. F. (1981). Journal of Marketing Research, 18(1), 39-50, eq. 7.
    https://doi.org/10.1177/002224378101800104
    """
    own = loadings != 0
    pure = own.any(axis=0) & ~(own & (own.sum(axis=1) > 1)[:, None]).any(axis=0)
    explained = (loadings**2).sum(axis=0) * factor_variance
    whole = own.T @ item_variance
    return np.where(pure, explained / np.where(pure, whole, 1), np.nan)


def fornell_larcker(
    variance_extracted: np.ndarray, factor_correlation: np.ndarray
) -> np.ndarray:
    """Whether two factors explain more of their items than they share, boolean, shape (m, m).

    True where both variances extracted exceed the squared correlation; the diagonal is True.

    References
    ----------
    Fornell & Larcker (1981), p. 46.
    """
    shared = factor_correlation**2
    np.fill_diagonal(shared, -1)
    least = np.minimum(variance_extracted[:, None], variance_extracted[None, :])
    return least > shared


def heterotrait_monotrait(correlations: np.ndarray, dimension: np.ndarray) -> np.ndarray:
    """HTMT: mean correlation between dimensions over that within them, shape (m, m).

    Parameters
    ----------
    correlations
        Correlations of the keyed items, shape (p, p); absolute values are taken.
    dimension
        Dimension 0 .. m-1 of each item, shape (p,).

    References
    ----------
    Henseler, J., Ringle, C. M., & Sarstedt, M. (2015). Journal of the Academy of Marketing
    Science, 43(1), 115-135, eq. 6. https://doi.org/10.1007/s11747-014-0403-8
    """
    return mean_ratio(np.abs(correlations), dimension)


def heterotrait_monotrait_2(correlations: np.ndarray, dimension: np.ndarray) -> np.ndarray:
    """HTMT2: `heterotrait_monotrait` of geometric means, right for congeneric items too.

    Zero where a correlation between two dimensions is zero.

    References
    ----------
    Roemer, E., Schuberth, F., & Henseler, J. (2021). Industrial Management & Data Systems,
    121(12), 2637-2650, eq. 9. https://doi.org/10.1108/IMDS-02-2021-0082
    """
    size = np.abs(correlations)
    logs = np.log(np.where(size > 0, size, np.finfo(float).tiny))
    means = block_means(logs, dimension)
    within = np.diag(means)
    ratio = np.exp(means - (within[:, None] + within[None, :]) / 2)
    np.fill_diagonal(ratio, 1)
    return ratio


def mean_ratio(values: np.ndarray, dimension: np.ndarray) -> np.ndarray:
    """Block means over the geometric mean of the two diagonal blocks, shape (m, m)."""
    means = block_means(values, dimension)
    within = np.sqrt(np.diag(means))
    return means / np.outer(within, within)


def block_means(values: np.ndarray, dimension: np.ndarray) -> np.ndarray:
    """Mean of every block of items of two dimensions, shape (m, m); no item with itself.

    NaN within a dimension of one item.
    """
    member = (dimension[:, None] == np.arange(dimension.max() + 1)).astype(float)
    other = 1 - np.eye(len(dimension))
    pairs = member.T @ other @ member
    sums = member.T @ (values * other) @ member
    return np.divide(sums, pairs, out=np.full_like(sums, np.nan), where=pairs > 0)
