"""People of a group as the likelihood needs them: answers, weights, clusters, patterns."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.likelihood import Pattern


@dataclass(frozen=True, slots=True)
class Answers:
    """The people of one group.

    Attributes
    ----------
    values
        Shape (n, p); NaN where missing. Nobody misses everything.
    case_weights
        Shape (n,), scaled so that all groups together sum to the number of people.
    clusters
        Cluster of each person as an integer, shape (n,), or None if people are independent.
    """

    values: np.ndarray
    case_weights: np.ndarray
    clusters: np.ndarray | None

    @property
    def complete(self) -> bool:
        """Whether nobody misses an answer."""
        return not np.isnan(self.values).any()


def pattern_rows(values: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Observed variables and people of every missing pattern, in the order of the patterns."""
    seen = ~np.isnan(values)
    if seen.all():
        return [(np.arange(values.shape[1]), np.arange(len(values)))]
    packed = np.packbits(seen, axis=1)
    _, first, member = np.unique(packed, axis=0, return_index=True, return_inverse=True)
    member = member.reshape(-1)
    order = np.argsort(member, kind="stable")
    parts = np.split(order, np.cumsum(np.bincount(member))[:-1])
    return [(np.flatnonzero(seen[i]), rows) for i, rows in zip(first, parts, strict=True)]


def patterns(people: Answers) -> list[Pattern]:
    """Moments of the people who answered the same variables."""
    found = []
    for observed, rows in pattern_rows(people.values):
        values, weights = people.values[np.ix_(rows, observed)], people.case_weights[rows]
        total = weights.sum()
        mean = weights @ values / total
        centred = values - mean
        covariance = (centred * weights[:, None]).T @ centred / total
        found.append(Pattern(observed, float(total), mean, covariance))
    return found


def all_patterns(groups: Sequence[Answers]) -> list[list[Pattern]]:
    """Patterns of every group."""
    return [patterns(people) for people in groups]
