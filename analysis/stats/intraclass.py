"""How alike people of one cluster are: the intraclass correlation."""

import numpy as np

from analysis.stats.cluster_robust import cluster_sums


def intraclass_correlation(values: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """ICC(1) of each column from one-way analysis of variance, shape (p,); may be negative.

    Parameters
    ----------
    values
        Shape (n, p), complete.
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,). NaN with one cluster, or with
        clusters of one person each.

    References
    ----------
    Shrout & Fleiss (1979), Psychological Bulletin 86, https://doi.org/10.1037/0033-2909.86.2.420
    Donner & Koval (1980), Biometrics 36, https://doi.org/10.2307/2530491 (unequal clusters)
    """
    n, g = len(values), int(clusters.max()) + 1
    sizes = np.bincount(clusters, minlength=g).astype(float)
    centred = values - values.mean(axis=0)
    means = cluster_sums(centred, clusters, g) / sizes[:, None]
    if g < 2 or n <= g:
        return np.full(values.shape[1], np.nan)
    between = (sizes[:, None] * means**2).sum(axis=0) / (g - 1)
    within = ((centred - means[clusters]) ** 2).sum(axis=0) / (n - g)
    size = (n - (sizes**2).sum() / n) / (g - 1)
    return (between - within) / (between + (size - 1) * within)
