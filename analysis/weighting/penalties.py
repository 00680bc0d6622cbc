"""Penalties of ridge and elastic net, tuned with whole clusters held out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.bootstrap import sample_correlations
from analysis.stats.composite_weights import as_weights
from analysis.stats.folds import cluster_folds
from analysis.stats.ridge import ridge_path
from analysis.weighting.elastic_net import elastic_net_path, predictor_roots
from analysis.weighting.schemes import or_equal

INNER_FOLDS = 5
RIDGE_PENALTIES = np.geomspace(100, 0.01, 25)
"""From next to zero-order correlations down to next to least squares."""
ABSOLUTE_SHARES = (0.1, 0.5, 0.9)
ELASTIC_NET_PENALTIES = np.geomspace(1, 0.001, 16)


@dataclass(frozen=True, slots=True)
class Split:
    """Some people to learn from and others to try on, as moments.

    Attributes
    ----------
    correlations
        Of scores and, last, criterion of those learned from, shape (p + 1, p + 1).
    sds
        Standard deviations of their scores, shape (p,).
    covariance
        Of scores and criterion of those tried on, shape (p + 1, p + 1).
    """

    correlations: np.ndarray
    sds: np.ndarray
    covariance: np.ndarray


def split(
    train: np.ndarray,
    test: np.ndarray,
    train_weights: np.ndarray | None = None,
    test_weights: np.ndarray | None = None,
) -> Split:
    """The moments of two sets of people, shapes (n, p + 1), the criterion last."""
    spread = np.sqrt(np.diag(np.cov(train, rowvar=False, aweights=train_weights)))
    return Split(
        correlations_of(train, train_weights),
        spread[:-1],
        np.cov(test, rowvar=False, aweights=test_weights),
    )


def correlations_of(data: np.ndarray, case_weights: np.ndarray | None) -> np.ndarray:
    """Correlations of the columns of `data` (n, q), shape (q, q)."""
    if case_weights is None:
        return np.corrcoef(data, rowvar=False)
    return sample_correlations(data, case_weights=case_weights)[0]


def usable(train: np.ndarray, test: np.ndarray, smallest_test: int) -> bool:
    """Whether weights can be learned from `train` and a correlation taken in `test`."""
    learnable = len(train) >= train.shape[1] + 1 and bool((np.ptp(train, axis=0) > 0).all())
    return learnable and len(test) >= smallest_test and bool(np.ptp(test[:, -1]) > 0)


def inner_splits(
    data: np.ndarray,
    clusters: np.ndarray,
    *,
    smallest_test: int,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
) -> list[Split]:
    """Splits of people (n, p + 1) that keep clusters together; fewer where there are few."""
    folds = min(INNER_FOLDS, len(np.unique(clusters)))
    if folds < 2:
        return []
    fold = cluster_folds(clusters, folds=folds, repeats=1, rng=rng)[0]
    sides = [(fold != k, fold == k) for k in range(folds)]
    return [
        split(
            *(data[side] for side in pair),
            *(None if case_weights is None else case_weights[side] for side in pair),
        )
        for pair in sides
        if usable(data[pair[0]], data[pair[1]], smallest_test)
    ]


def held_out_correlation(splits: Sequence[Split], weights: np.ndarray) -> np.ndarray:
    """Correlation of composites with the criterion in those tried on.

    Parameters
    ----------
    weights
        Of the standardised scores of those learned from, shape (s, ..., p), s splits.

    Returns
    -------
    numpy.ndarray
        Shape (s, ...); NaN where a composite does not vary.
    """
    covariance = np.stack([s.covariance for s in splits])
    sds = np.stack([s.sds for s in splits])
    spread = sds.reshape(len(sds), *([1] * (weights.ndim - 2)), -1)
    scaled = weights / spread
    joint = np.einsum("s...p,sp->s...", scaled, covariance[:, :-1, -1])
    own = np.einsum("s...p,spq,s...q->s...", scaled, covariance[:, :-1, :-1], scaled)
    criterion = covariance[:, -1, -1].reshape(len(sds), *([1] * (own.ndim - 1)))
    product = own * criterion
    varies = product > 0
    return np.where(varies, joint / np.sqrt(np.where(varies, product, 1.0)), np.nan)


def ridge_penalty(splits: Sequence[Split]) -> float:
    """The penalty with the highest mean held-out correlation; of equal ones the largest."""
    if not splits:
        return float(RIDGE_PENALTIES[0])
    slopes = ridge_path(np.stack([s.correlations for s in splits]), RIDGE_PENALTIES)
    found = held_out_correlation(splits, or_equal(as_weights(slopes)))
    return float(RIDGE_PENALTIES[best(found)])


def elastic_net_penalty(splits: Sequence[Split]) -> tuple[float, float]:
    """Penalty and share of absolute values, chosen likewise."""
    if not splits:
        return float(ELASTIC_NET_PENALTIES[0]), ABSOLUTE_SHARES[0]
    roots = list(zip(*predictor_roots(np.stack([s.correlations for s in splits])), strict=True))
    slopes = np.array(
        [
            [elastic_net_path(x, y, ELASTIC_NET_PENALTIES, share) for share in ABSOLUTE_SHARES]
            for x, y in roots
        ]
    )
    found = held_out_correlation(splits, or_equal(as_weights(slopes)))
    place = best(found.reshape(len(splits), -1))
    share, penalty = divmod(place, len(ELASTIC_NET_PENALTIES))
    return float(ELASTIC_NET_PENALTIES[penalty]), ABSOLUTE_SHARES[share]


def best(found: np.ndarray) -> int:
    """The first column of `found` (s, l) with the highest mean; splits without one count 0."""
    return int(np.nan_to_num(found).mean(axis=0).argmax())
