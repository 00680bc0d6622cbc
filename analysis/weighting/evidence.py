"""What the weights of every scheme are learned from, taken from people once for all schemes."""

from collections.abc import Sequence

import numpy as np

from analysis.stats.critic import critic
from analysis.stats.effective_size import effective_size
from analysis.stats.entropy_weights import entropy_weights
from analysis.weighting.one_design import Design
from analysis.weighting.penalties import (
    correlations_of,
    elastic_net_penalty,
    inner_splits,
    ridge_penalty,
)
from analysis.weighting.schemes import Contenders, Evidence

SMALLEST_TEST = 3
"""A correlation of fewer held-out people says nothing."""

BLIND_WEIGHTS = {"entropy": entropy_weights, "critic": critic}
TUNED = {"ridge", "elastic_net"}


def evidence(
    data: np.ndarray,
    clusters: np.ndarray,
    compared: Contenders,
    *,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
) -> Evidence:
    """Evidence of one sample (b = 1).

    Parameters
    ----------
    data
        Scores and, last, criterion of complete people, none constant, shape (n, p + 1).
    clusters
        Who belongs together, shape (n,): penalties are tuned with whole clusters held out.
    rng
        Divides people for the tuning of penalties.
    case_weights
        Weight of each person, shape (n,); None counts everybody once. Schemes that are blind
        to performance do not use them.
    """
    tuned = TUNED & set(compared.schemes)
    splits = []
    if tuned:
        splits = inner_splits(
            data, clusters, smallest_test=SMALLEST_TEST, rng=rng, case_weights=case_weights
        )
    size = len(data) if case_weights is None else effective_size(case_weights)
    return Evidence(
        correlations=correlations_of(data, case_weights)[None],
        n=np.array([size]),
        blind={
            name: weights(data[:, :-1])[None]
            for name, weights in BLIND_WEIGHTS.items()
            if name in compared.schemes
        },
        ridge_penalty=np.array([ridge_penalty(splits)]) if "ridge" in tuned else None,
        elastic_net_penalty=np.array([elastic_net_penalty(splits)])
        if "elastic_net" in tuned
        else None,
    )


def design_evidence(
    design: Design, compared: Contenders, *, rng: np.random.Generator
) -> Evidence:
    """Evidence of the people of `design`: b = 1, or one for each completed copy."""
    return stacked(
        [
            evidence(
                copy.data, copy.clusters, compared, rng=stream, case_weights=copy.case_weights
            )
            for copy, stream in zip(
                design.filled, streams(rng, len(design.filled)), strict=True
            )
        ]
    )


def streams(rng: np.random.Generator, n: int) -> list[np.random.Generator]:
    """`rng` itself for one sample, or a generator for each of several."""
    return [rng] if n == 1 else rng.spawn(n)


def averaged(sample: Evidence) -> Evidence:
    """Several samples of the same people as one; of penalties the middle one."""
    if len(sample.n) == 1:
        return sample
    ridge, net = sample.ridge_penalty, sample.elastic_net_penalty
    return Evidence(
        sample.correlations.mean(axis=0, keepdims=True),
        sample.n[:1],
        {name: values.mean(axis=0, keepdims=True) for name, values in sample.blind.items()},
        None if ridge is None else np.median(ridge, keepdims=True),
        None if net is None else np.median(net, axis=0, keepdims=True),
    )


def stacked(samples: Sequence[Evidence]) -> Evidence:
    """Several samples as one set of evidence."""
    first = samples[0]
    return Evidence(
        np.concatenate([s.correlations for s in samples]),
        np.concatenate([s.n for s in samples]),
        {name: np.concatenate([s.blind[name] for s in samples]) for name in first.blind},
        joined([s.ridge_penalty for s in samples]),
        joined([s.elastic_net_penalty for s in samples]),
    )


def joined(arrays: Sequence[np.ndarray | None]) -> np.ndarray | None:
    """The arrays in one; None where there are none."""
    there = [a for a in arrays if a is not None]
    return np.concatenate(there) if there else None


def redrawn(sample: Evidence, correlations: np.ndarray) -> Evidence:
    """The evidence of resamples (b, p + 1, p + 1) of a sample, with its penalties.

    Schemes that are blind keep the sample's weights: they rest on more than correlations.
    """
    b = len(correlations)

    def repeated(values: np.ndarray) -> np.ndarray:
        return np.repeat(values, b, axis=0)

    return Evidence(
        correlations,
        repeated(sample.n),
        {name: repeated(values) for name, values in sample.blind.items()},
        None if sample.ridge_penalty is None else repeated(sample.ridge_penalty),
        None if sample.elastic_net_penalty is None else repeated(sample.elastic_net_penalty),
    )
