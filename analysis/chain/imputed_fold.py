"""Scores filled within a fold: what is learned from some people fills them and all others."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.stats.normal_imputation import expected_values, learned
from analysis.weighting.imputation import Gaps, filled_copies, gap_problems


@dataclass(frozen=True, slots=True)
class Filled:
    """The completed people of a fold, criterion in the last column.

    Attributes
    ----------
    train
        Copies of those learned from, shape (m, n, p + 1).
    train_rows
        Their rows in the table of scores, shape (n,).
    test
        Those tried on, their empty scores at what is expected of new people, shape (k, p + 1).
    test_rows
        Their rows, shape (k,).
    """

    train: np.ndarray
    train_rows: np.ndarray
    test: np.ndarray
    test_rows: np.ndarray


def filled_fold(
    scores: np.ndarray,
    criterion: np.ndarray,
    controls: pd.DataFrame,
    labels: np.ndarray,
    held_out: np.ndarray,
    *,
    count: int,
    rng: np.random.Generator,
) -> Filled | None:
    """The people of a fold with every score; None where too little is known to learn from.

    Those learned from are imputed `count` times, with their criterion among what imputes. The
    people held out are filled once, with what is expected given their other scores and their
    controls: their criterion, which new people do not have yet, never fills a score, and an
    empty one is never filled.

    Parameters
    ----------
    scores, criterion, controls
        Of the same n people, NaN where empty; shapes (n, p), (n,) and (n, c).
    labels, held_out
        Their clusters, and who is not learned from; shape (n,).
    """
    p = scores.shape[1]
    someone = ~np.isnan(scores).all(axis=1)
    train, test = someone & ~held_out, someone & held_out & ~np.isnan(criterion)
    others = controls.to_numpy(dtype=float)
    varies = np.array([differs(column[train]) for column in others.T], dtype=bool)
    values = np.column_stack([scores, criterion, others[:, varies]])
    codes = np.unique(labels[train].astype(str), return_inverse=True)[1]
    gaps = Gaps(values[train], codes, p, tuple(np.asarray(controls.columns)[varies]))
    if gap_problems(gaps, [str(j) for j in range(values.shape[1])]):
        return None
    copies = filled_copies(gaps, count=count, rng=rng) if gaps.any else only_one(gaps)
    mean, covariance = learned(values[train])
    unseen = values[test].copy()
    unseen[:, p] = np.nan
    unseen = expected_values(unseen, mean, covariance)
    return Filled(
        copies[:, :, : p + 1],
        np.flatnonzero(train)[gaps.counted],
        np.column_stack([unseen[:, :p], criterion[test]]),
        np.flatnonzero(test),
    )


def only_one(gaps: Gaps) -> np.ndarray:
    """The one copy of people without gaps, shape (1, n, q)."""
    return gaps.values[gaps.counted][None]


def differs(values: np.ndarray) -> bool:
    """Whether two known `values` differ."""
    known = values[~np.isnan(values)]
    return len(known) > 1 and bool(known.min() < known.max())
