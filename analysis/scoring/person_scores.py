"""One score per person from several raters of the same kind."""

import numpy as np
import pandas as pd

from analysis.columns import BLOCK

PERSON_SCORES = ["person", *BLOCK, "dimension", "score", "std_error", "n_raters"]


def person_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean over the raters of a person within source.

    Parameters
    ----------
    scores
        Table of `apply_scores`, of the responses that count.

    Returns
    -------
    DataFrame
        person, BLOCK, dimension, score, std_error (``sqrt(Σ SE²) / m`` over m scores: the
        error of measurement alone, not the disagreement of raters), n_raters (those with a
        score; 0 where nobody answered enough and the score is NaN). Sorted by block, person
        and dimension in the order of the questionnaire.
    """
    order = scores.groupby("dimension", sort=False).ngroup()
    keys = [*BLOCK, "person", "order"]
    ordered = scores.assign(order=order).sort_values([*keys, "response"], ignore_index=True)
    group = ordered.groupby(keys, sort=True).ngroup().to_numpy()
    first = np.flatnonzero(np.diff(group, prepend=-1))
    scored = ordered["score"].notna().to_numpy()
    counted, values = group[scored], ordered.take(np.flatnonzero(scored))
    m = np.bincount(counted, minlength=len(first))
    total = np.bincount(counted, weights=values["score"], minlength=len(first))
    squared = np.bincount(counted, weights=values["std_error"] ** 2, minlength=len(first))
    raters = values.assign(group=counted).drop_duplicates(["group", "rater"])["group"]
    table = ordered.take(first).assign(
        score=divided(total, m),
        std_error=divided(np.sqrt(squared), m),
        n_raters=np.bincount(raters, minlength=len(first)).astype(np.int32),
    )
    return pd.DataFrame(table, columns=PERSON_SCORES).reset_index(drop=True)


def divided(total: np.ndarray, n: np.ndarray) -> np.ndarray:
    """`total` divided by `n`, NaN where `n` is 0."""
    result = np.full(len(total), np.nan)
    np.divide(total, n, out=result, where=n > 0)
    return result
