"""How much each choice of an analysis moves its results, over a grid of choices."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class ChoiceEffects:
    """What every choice does to the results; c choices.

    Attributes
    ----------
    mean_change
        Mean absolute change of a result between two specifications that differ in this choice
        alone, shape (c,); NaN where no two do.
    largest_change
        The largest of them, shape (c,); NaN likewise.
    n_pairs
        Pairs of specifications that differ in this choice alone, shape (c,).
    variance_share
        Share of the results' variance over specifications that lies between the options of the
        choice, shape (c,); NaN where results do not vary.
    """

    mean_change: np.ndarray
    largest_change: np.ndarray
    n_pairs: np.ndarray
    variance_share: np.ndarray


def choice_effects(options: np.ndarray, results: np.ndarray) -> ChoiceEffects:
    """Effects of the columns of `options` on `results`.

    Parameters
    ----------
    options
        Code of the option taken in each choice, shape (s, c); no two rows alike.
    results
        What each specification gives, shape (s, p).

    Notes
    -----
    The variance share is the eta squared of main effects, summed over the p results. In a full
    grid the shares of the choices add up to at most 1; the rest is their interplay.

    References
    ----------
    Steegen, Tuerlinckx, Gelman & Vanpaemel (2016), Perspectives on Psychological Science 11,
    https://doi.org/10.1177/1745691616658637 (all reasonable choices, crossed).
    """
    n_choices = options.shape[1]
    changes = [changes_by(options, results, j) for j in range(n_choices)]
    return ChoiceEffects(
        mean_change=np.array([c.mean() if c.size else np.nan for c in changes]),
        largest_change=np.array([c.max() if c.size else np.nan for c in changes]),
        n_pairs=np.array([len(c) for c in changes]),
        variance_share=np.array([between(options[:, j], results) for j in range(n_choices)]),
    )


def changes_by(options: np.ndarray, results: np.ndarray, choice: int) -> np.ndarray:
    """Absolute changes (k, p) in the k pairs of rows that differ in one `choice` alone."""
    others = np.delete(options, choice, axis=1)
    alike = np.unique(others, axis=0, return_inverse=True)[1].ravel()
    pairs = [
        (rows[a], rows[b])
        for rows in (np.flatnonzero(alike == k) for k in range(alike.max(initial=-1) + 1))
        for a, b in zip(*np.triu_indices(len(rows), 1), strict=True)
    ]
    first, second = np.array(pairs, dtype=int).reshape(-1, 2).T
    return np.abs(results[first] - results[second])


def between(codes: np.ndarray, results: np.ndarray) -> float:
    """Share of the squares of `results` (s, p) that lies between equal `codes` (s,), or NaN."""
    if not len(results):
        return np.nan
    deviation = results - results.mean(axis=0)
    total = float((deviation**2).sum())
    if not total > NO_VARIANCE * max(1.0, float((results**2).sum())):
        return np.nan
    found = 0.0
    for code in np.unique(codes):
        part = deviation[codes == code]
        found += len(part) * float((part.mean(axis=0) ** 2).sum())
    return found / total


NO_VARIANCE = 1e-24
"""A sum of squares below this share of the results' own is rounding."""
