"""Dominance analysis: what each predictor adds to R², over all subsets of the others."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np

COLLINEAR = 1e-10
"""A predictor whose unexplained share of variance is below this adds nothing."""

TIE = 1e-12
"""Differences of R² up to this are rounding, not dominance."""

CHUNK_NUMBERS = 4_000_000
"""How many floating-point numbers of the subset table are held at once (32 MB)."""


@dataclass(frozen=True, slots=True)
class Dominance:
    """Dominance statistics of p predictors, for one or b correlation matrices.

    Attributes
    ----------
    r_squared
        Of all predictors, shape (b,).
    general
        Mean of `conditional` over sizes, shape (b, p); sums to `r_squared`.
    conditional
        Mean gain in R² over the subsets of each size 0 ... p - 1, shape (b, p, p): draw,
        predictor, size.
    complete
        Share of the subsets without either in which the row predictor adds more than the
        column predictor, shape (b, p, p); the diagonal is 0.
    """

    r_squared: np.ndarray
    general: np.ndarray
    conditional: np.ndarray
    complete: np.ndarray


def dominance(correlations: np.ndarray) -> Dominance:
    """General, conditional and complete dominance.

    Parameters
    ----------
    correlations
        Of p <= 15 predictors and, last, the criterion; shape (b, p + 1, p + 1).

    References
    ----------
    Budescu (1993), Psychological Bulletin 114, https://doi.org/10.1037/0033-2909.114.3.542
    Azen & Budescu (2003), Psychological Methods 8,
    https://doi.org/10.1037/1082-989X.8.2.129
    """
    tables = (subset_r_squared(chunk) for chunk in _chunks(correlations))
    return _dominance_of(tables)


def set_dominance(correlations: np.ndarray, sets: Sequence[Sequence[int]]) -> Dominance:
    """Dominance of sets of predictors, each of which enters or leaves as a whole.

    Parameters
    ----------
    correlations
        Of p <= 15 predictors and, last, the criterion; shape (b, p + 1, p + 1).
    sets
        Positions of the predictors of each set; every predictor in exactly one set.

    Returns
    -------
    Dominance
        With the sets in the place of predictors.

    References
    ----------
    Budescu (1993), https://doi.org/10.1037/0033-2909.114.3.542
    """
    own = np.array([sum(1 << j for j in members) for members in sets])
    united = np.array([0])
    for mask in own:
        united = np.concatenate([united, united | mask])
    tables = (subset_r_squared(chunk)[united] for chunk in _chunks(correlations))
    return _dominance_of(tables)


def general_dominance(correlations: np.ndarray) -> np.ndarray:
    """General dominance alone, shape (b, p); arguments as in `dominance`."""
    p = correlations.shape[-1] - 1
    parts = [_conditional(subset_r_squared(part), p) for part in _chunks(correlations)]
    return np.concatenate(parts).mean(axis=2)


def subset_r_squared(correlations: np.ndarray) -> np.ndarray:
    """R² of every subset of the predictors.

    Parameters
    ----------
    correlations
        Shape (b, p + 1, p + 1), the criterion last.

    Returns
    -------
    numpy.ndarray
        Shape (2**p, b). Predictor j is in subset s if bit j of s is set.

    Notes
    -----
    Predictor by predictor, the table of partial covariances doubles: one half leaves the
    predictor out, the other sweeps it out (Schur complement). What remains at the end is
    the criterion's unexplained variance in each subset. No system is solved twice.
    """
    p = correlations.shape[-1] - 1
    partial = np.moveaxis(correlations, 0, -1)[:, :, None, :]
    for _ in range(p):
        pivot, row, rest = partial[0, 0], partial[0, 1:], partial[1:, 1:]
        usable = pivot > COLLINEAR
        scaled = row * (usable / np.where(usable, pivot, 1.0))
        partial = np.concatenate([rest, rest], axis=2)
        partial[:, :, rest.shape[2] :] -= row[:, None] * scaled[None, :]
    return 1 - partial[0, 0]


def full_r_squared(correlations: np.ndarray) -> np.ndarray:
    """R² of all predictors, shape (b,), from correlations (b, p + 1, p + 1).

    As in `subset_r_squared`, every predictor is swept out; one that follows from those before
    it adds nothing.
    """
    partial = np.moveaxis(correlations, 0, -1)
    for _ in range(correlations.shape[-1] - 1):
        pivot, row, rest = partial[0, 0], partial[0, 1:], partial[1:, 1:]
        usable = pivot > COLLINEAR
        scaled = row * (usable / np.where(usable, pivot, 1.0))
        partial = rest - row[:, None] * scaled[None, :]
    return 1 - partial[0, 0]


def dominates(share: np.ndarray) -> np.ndarray:
    """1 where the row dominates, 0 where the column does, 0.5 where undetermined.

    Parameters
    ----------
    share
        Share of comparisons that the row wins, shape (..., p, p).

    References
    ----------
    Azen & Budescu (2003), https://doi.org/10.1037/1082-989X.8.2.129 (their D_ij)
    """
    column_share = np.swapaxes(share, -1, -2)
    undetermined = np.full(share.shape, 0.5)
    undetermined[share >= 1] = 1.0
    undetermined[column_share >= 1] = 0.0
    return undetermined


def share_won(values: np.ndarray) -> np.ndarray:
    """How often the row predictor has more than the column predictor.

    Parameters
    ----------
    values
        Shape (b, p, c): c compared numbers of each predictor (1 for general dominance, p
        for conditional dominance).

    Returns
    -------
    numpy.ndarray
        Shape (b, p, p).
    """
    return (values[:, :, None, :] - values[:, None, :, :] > TIE).mean(axis=3)


def _dominance_of(tables: Iterable[np.ndarray]) -> Dominance:
    """Dominance from the subset tables (2**p, b) of one batch of matrices after the other."""
    parts = []
    for r_squared in tables:
        p = len(r_squared).bit_length() - 1
        conditional = _conditional(r_squared, p)
        general = conditional.mean(axis=2)
        parts.append((r_squared[-1], general, conditional, _complete(r_squared, p)))
    return Dominance(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _conditional(r_squared: np.ndarray, p: int) -> np.ndarray:
    """Mean gains (b, p, p) from the subset table (2**p, b)."""
    others = np.bitwise_count(np.arange(2 ** (p - 1)))
    sizes = (others == np.arange(p)[:, None]) / [[comb(p - 1, k)] for k in range(p)]
    gains = []
    for j in range(p):
        pairs = r_squared.reshape(2 ** (p - 1 - j), 2, 2**j, -1)
        gains.append(sizes @ (pairs[:, 1] - pairs[:, 0]).reshape(2 ** (p - 1), -1))
    return np.moveaxis(np.stack(gains), -1, 0)


def _complete(r_squared: np.ndarray, p: int) -> np.ndarray:
    """Share of subsets won (b, p, p) from the subset table (2**p, b)."""
    share = np.zeros((r_squared.shape[1], p, p))
    for j in range(1, p):
        for i in range(j):
            table = r_squared.reshape(2 ** (p - 1 - j), 2, 2 ** (j - 1 - i), 2, 2**i, -1)
            difference = table[:, 0, :, 1] - table[:, 1, :, 0]
            share[:, i, j] = (difference > TIE).mean(axis=(0, 1, 2))
            share[:, j, i] = (difference < -TIE).mean(axis=(0, 1, 2))
    return share


def _chunks(correlations: np.ndarray) -> Iterator[np.ndarray]:
    """As many matrices at a time as fit into memory."""
    q = correlations.shape[-1]
    largest = 2 * max(2**j * (q - j) ** 2 for j in range(q))
    step = max(1, CHUNK_NUMBERS // largest)
    for start in range(0, len(correlations), step):
        yield correlations[start : start + step]
