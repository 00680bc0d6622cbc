"""How much each person moves each sample moment, and the covariance matrix this gives."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.stats.contingency import item_pairs
from analysis.stats.polychoric_influence import influence
from analysis.stats.sem.continuous_pairs import ContinuousPair, continuous_pair, pair_rows
from analysis.stats.sem.ordinal_moments import MomentEstimates

ROWS_AT_ONCE = 4096
"""People whose contributions are held together: 64 MB at 2,000 moments."""


@dataclass(frozen=True, slots=True)
class Contributions:
    """What an answer adds to every moment, in the order of `OrdinalMoments.observed`.

    The moment minus its true value is, to first order, the sum of these over people, each
    times its case weight.

    Attributes
    ----------
    fit
        The moments and the answers.
    threshold
        By item and category, missing first, shape (p, k - 1, k + 1).
    joint
        By pair of ordinal items and both categories, missing first, shape (pairs, (k + 1)²).
    univariate
        For continuous items, what score in mean and variance become: shape (p, 2, 2).
    pairs
        Pairs with a continuous item, with their position among all pairs.
    """

    fit: MomentEstimates
    threshold: np.ndarray
    joint: np.ndarray
    univariate: np.ndarray
    pairs: list[tuple[int, ContinuousPair]]


def contributions(fit: MomentEstimates) -> Contributions:
    """Influence functions of all moments of `fit`.

    Notes
    -----
    The information matrices are sums of products of observed scores, as in lavaan.

    References
    ----------
    Muthén, B. (1984). A general structural equation model with dichotomous, ordered
    categorical, and continuous latent variable indicators. Psychometrika, 49(1), 115-132,
    appendix. https://doi.org/10.1007/BF02294210
    """
    moved = influence(fit.tables, fit.fit)
    p_ordinal, k = fit.tables.p, fit.tables.n_categories
    threshold = np.zeros((p_ordinal, k - 1, k + 1))
    threshold[:, :, 1:] = moved.threshold
    joint = np.zeros((len(moved.joint), k + 1, k + 1))
    joint[:, 1:, 1:] = moved.joint
    joint[:, 1:, :] += moved.row[:, :, None]
    joint[:, :, 1:] += moved.column[:, None, :]
    first, second = item_pairs(len(fit.coded.ordinal))
    continuous = np.flatnonzero(~(fit.coded.ordinal[first] & fit.coded.ordinal[second]))
    return Contributions(
        fit=fit,
        threshold=threshold,
        joint=joint.reshape(len(joint), -1),
        univariate=_univariate(fit),
        pairs=[
            (number, continuous_pair(fit, threshold, number, first[number], second[number]))
            for number in continuous.tolist()
        ],
    )


def moment_covariance(parts: Contributions, clusters: np.ndarray | None = None) -> np.ndarray:
    """Covariance matrix Gamma of sqrt(n) times the moments, shape (s, s).

    Parameters
    ----------
    parts
        Influence functions, see `contributions`.
    clusters
        Cluster of every person of the coded answers, shape (n,), or None: contributions are
        summed within clusters first.

    Notes
    -----
    With case weights n is their sum. With clusters the matrix is scaled by c / (c - 1), c
    the number of clusters, and (n - 1) / n, so that clusters of one person each change
    nothing where standard errors divide by n - 1.

    References
    ----------
    Muthén, B. (1984), appendix. https://doi.org/10.1007/BF02294210

    Muthén, B. O., & Satorra, A. (1995). Complex sample data in structural equation modeling.
    Sociological Methodology, 25, 267-316, eqs. 20-22. https://doi.org/10.2307/271070
    """
    n, s = parts.fit.moments.n, len(parts.fit.moments.observed)
    total = np.zeros((s, s))
    for block in summed_rows(parts, clusters):
        total += block.T @ block
    total *= n
    if clusters is not None:
        c = len(np.unique(clusters))
        total *= c / (c - 1) * (n - 1) / n if c > 1 else np.nan
    return total


def summed_rows(
    parts: Contributions, clusters: np.ndarray | None = None
) -> Iterator[np.ndarray]:
    """Weighted contributions block by block, people (or clusters) x s moments."""
    people = len(parts.fit.coded.codes)
    if clusters is None:
        for start in range(0, people, ROWS_AT_ONCE):
            yield contribution_rows(parts, np.arange(start, min(start + ROWS_AT_ONCE, people)))
        return
    order = np.argsort(clusters, kind="stable")
    begin = np.unique(clusters[order], return_index=True)[1]
    edges = np.append(begin, people)
    first = 0
    while first < len(begin):
        last = int(np.searchsorted(edges, edges[first] + ROWS_AT_ONCE, side="right")) - 1
        last = max(last, first + 1)
        block = contribution_rows(parts, order[edges[first] : edges[last]])
        yield np.add.reduceat(block, begin[first:last] - begin[first], axis=0)
        first = last


def contribution_rows(parts: Contributions, people: np.ndarray) -> np.ndarray:
    """Contributions of some people, times their case weights, shape (len(people), s)."""
    fit, coded = parts.fit, parts.fit.coded
    ordinal, moments = coded.ordinal, fit.moments
    code = coded.codes[people] + 1
    out = np.zeros((len(people), len(moments.observed)))
    width = np.where(ordinal, moments.n_thresholds, 1)
    start = np.concatenate([[0], np.cumsum(width)])
    rank = np.cumsum(ordinal) - 1
    mean, variance = _univariate_rows(parts, people)
    for item in range(len(ordinal)):
        columns = slice(start[item], start[item + 1])
        if ordinal[item]:
            table = parts.threshold[rank[item], : width[item]]
            out[:, columns] = table.T[code[:, item]]
        else:
            out[:, columns.start] = mean[:, item]
    edge = start[-1] + int((~ordinal).sum())
    out[:, start[-1] : edge] = variance[:, ~ordinal]
    first, second = item_pairs(len(ordinal))
    both = np.flatnonzero(ordinal[first] & ordinal[second])
    if both.size:
        out[:, edge + both] = _polychoric_rows(parts, code, first[both], second[both])
    for number, pair in parts.pairs:
        out[:, edge + number] = pair_rows(pair, fit, people, mean, variance)
    if coded.case_weights is not None:
        out *= coded.case_weights[people, None]
    return out


def _polychoric_rows(
    parts: Contributions, code: np.ndarray, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Look-ups in the tables of all pairs of ordinal items, shape (people, pairs)."""
    side = parts.fit.tables.n_categories + 1
    at = code.astype(np.intp)
    cell = at[:, first] * side
    cell += at[:, second]
    cell += np.arange(len(first)) * side**2
    return parts.joint.ravel()[cell]


def _univariate(fit: MomentEstimates) -> np.ndarray:
    """Inverse of the summed products of the scores in mean and variance, shape (p, 2, 2)."""
    coded = fit.coded
    out = np.zeros((len(coded.ordinal), 2, 2))
    for item in np.flatnonzero(~coded.ordinal):
        z = coded.z[:, item]
        here = ~np.isnan(z)
        scores = _univariate_scores(z[here], coded.variance[item])
        out[item] = np.linalg.inv((scores * coded.weights[here]) @ scores.T)
    return out


def _univariate_scores(z: np.ndarray, variance: float) -> np.ndarray:
    """Scores of single answers in mean and variance, shape (2, n)."""
    return np.stack([z / np.sqrt(variance), (z * z - 1) / (2 * variance)])


def _univariate_rows(parts: Contributions, people: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Contributions to means and variances, 0 where missing, each (people, p)."""
    coded = parts.fit.coded
    mean = np.zeros((len(people), len(coded.ordinal)))
    variance = np.zeros_like(mean)
    for item in np.flatnonzero(~coded.ordinal):
        z = coded.z[people, item]
        scores = _univariate_scores(z, coded.variance[item])
        moved = np.nan_to_num(parts.univariate[item] @ scores)
        mean[:, item], variance[:, item] = moved
    return mean, variance
