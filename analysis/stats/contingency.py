"""Contingency tables of all pairs of items at once, people without an answer left out."""

from dataclasses import dataclass

import numpy as np

ROWS_AT_ONCE = 8192
"""People per matrix product: the indicator matrix stays small and float32 counts exact."""


@dataclass(frozen=True, slots=True)
class PairTables:
    """How often each pair of categories was chosen together.

    Attributes
    ----------
    joint
        Counts (or sums of case weights) of people who answered both items of a pair, shape
        (..., pairs, k, k); pairs are in the order of `item_pairs`.
    marginal
        The same for everyone who answered the item, shape (..., p, k).
    people
        Number of people with at least one answer, whatever their weight, shape (...).
    """

    joint: np.ndarray
    marginal: np.ndarray
    people: np.ndarray

    @property
    def p(self) -> int:
        """Number of items."""
        return self.marginal.shape[-2]

    @property
    def n_categories(self) -> int:
        """Number of categories of the item that has most."""
        return self.marginal.shape[-1]


def item_pairs(p: int) -> tuple[np.ndarray, np.ndarray]:
    """First and second item of every pair of `p` items, each of shape (pairs,)."""
    first, second = np.triu_indices(p, 1)
    return first, second


def pair_tables(
    codes: np.ndarray, n_categories: int, case_weights: np.ndarray | None = None
) -> PairTables:
    """Tables of all pairs of items from one-hot matrix products.

    Parameters
    ----------
    codes
        Answers as 0 .. n_categories - 1, negative where missing, shape (..., n, p); leading
        axes are samples (bootstrap draws, groups) with as many people each.
    n_categories
        Number of categories k of the item that has most.
    case_weights
        Weight of every person, shape (n,) or (..., n); None counts each person once.
    """
    samples = codes.shape[:-2]
    n, p = codes.shape[-2:]
    k = n_categories
    flat = codes.reshape(-1, n, p)
    if case_weights is None:
        crossed = [_cross_counts(sample, k) for sample in flat]
    else:
        weights = np.broadcast_to(case_weights, (*samples, n)).reshape(-1, n)
        crossed = [_cross_weights(s, k, w) for s, w in zip(flat, weights, strict=True)]
    first, second = item_pairs(p)
    item = np.arange(p)
    blocks = np.stack(crossed).reshape(-1, p, k, p, k)
    joint = blocks[:, first, :, second, :].swapaxes(0, 1)
    marginal = np.einsum("pbcc->bpc", blocks[:, item, :, item, :])
    return PairTables(
        joint=np.ascontiguousarray(joint).reshape(*samples, -1, k, k),
        marginal=marginal.reshape(*samples, p, k),
        people=(codes >= 0).any(axis=-1).sum(axis=-1),
    )


def _indicators(codes: np.ndarray, k: int, kind: type) -> np.ndarray:
    """One column per item and category, 1 where it was chosen; shape (n, p * k)."""
    chosen = codes[:, :, None] == np.arange(k, dtype=codes.dtype)
    return chosen.reshape(len(codes), -1).astype(kind)


def _cross_counts(codes: np.ndarray, k: int) -> np.ndarray:
    total = np.zeros((codes.shape[1] * k,) * 2)
    for start in range(0, len(codes), ROWS_AT_ONCE):
        chosen = _indicators(codes[start : start + ROWS_AT_ONCE], k, np.float32)
        total += chosen.T @ chosen
    return total


def _cross_weights(codes: np.ndarray, k: int, weights: np.ndarray) -> np.ndarray:
    total = np.zeros((codes.shape[1] * k,) * 2)
    for start in range(0, len(codes), ROWS_AT_ONCE):
        rows = slice(start, start + ROWS_AT_ONCE)
        chosen = _indicators(codes[rows], k, np.float64)
        total += chosen.T @ (chosen * weights[rows, None])
    return total
