"""Folds of a cross-validation that keep whole clusters together."""

import numpy as np


def cluster_folds(
    clusters: np.ndarray, *, folds: int, repeats: int, rng: np.random.Generator
) -> np.ndarray:
    """The fold of every person, in each repeat.

    Parameters
    ----------
    clusters
        Cluster labels of any sortable kind, shape (n,); at least `folds` different ones.

    Returns
    -------
    numpy.ndarray
        Fold numbers 0 ... `folds` - 1, shape (repeats, n).

    Notes
    -----
    In each repeat the clusters are shuffled and each goes to the fold with fewest people so
    far, the lowest number first: folds differ by at most the largest cluster, and no fold is
    empty. Labels are sorted before shuffling, so the order of people does not matter.
    """
    labels, codes, sizes = np.unique(clusters, return_inverse=True, return_counts=True)
    assigned = np.empty((repeats, len(labels)), dtype=int)
    for repeat in range(repeats):
        load = np.zeros(folds, dtype=int)
        for cluster in rng.permutation(len(labels)):
            smallest = int(load.argmin())
            assigned[repeat, cluster] = smallest
            load[smallest] += sizes[cluster]
    return assigned[:, codes]


def group_folds(groups: np.ndarray) -> np.ndarray:
    """Folds that leave out one whole group, such as a region or a year, at a time.

    Parameters
    ----------
    groups
        Labels of any sortable kind, shape (n,).

    Returns
    -------
    numpy.ndarray
        Fold numbers 0, 1, ... in the order of the sorted labels, shape (1, n), as
        `cluster_folds` gives them for one repeat.
    """
    return np.unique(groups, return_inverse=True)[1][None]
