"""What flagging changes, and what is missing."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.blocks import answer_matrix, by_block
from analysis.columns import BLOCK, MISSING_REASONS
from analysis.instrument import Instrument
from analysis.stats.internal_consistency import cronbach_alpha

Row = dict[str, Any]


def effect_of_flags(
    keyed: pd.DataFrame, flagged: pd.DataFrame, instruments: Mapping[str, Instrument]
) -> pd.DataFrame:
    """Alpha, mean and sd of every dimension: in all answers, and in those that are kept."""
    rows: list[Row] = []
    marked = keyed["response"].isin(flagged.loc[flagged["flagged"], "response"])
    for block, answers in by_block(keyed):
        instrument = instruments[block.instrument]
        parts = {"all": answers, "kept": answers[~marked.loc[answers.index]]}
        for dimension, items in instrument.scored.items():
            if items:
                rule = instrument.dimension(dimension).min_answered
                rows += [
                    {**block.columns, "dimension": dimension, **statistic, "kept": kept}
                    for kept, part in parts.items()
                    for statistic in dimension_statistics(answer_matrix(part, items), rule)
                ]
    order = [*BLOCK, "dimension", "statistic", "kept", "estimate"]
    return pd.DataFrame(rows, columns=[*order, "n", "estimator", "missing"])


def dimension_statistics(values: np.ndarray, min_answered: float) -> list[Row]:
    """Alpha of complete answers; mean and sd of the scores of those who answered enough."""
    answered = ~np.isnan(values)
    complete = values[answered.all(axis=1)]
    enough = answered.mean(axis=1) >= min_answered
    scores = np.nanmean(values[enough], axis=1)
    return [
        {
            "statistic": "alpha",
            "estimate": alpha(complete),
            "n": len(complete),
            "estimator": "cronbach_alpha",
            "missing": "listwise",
        },
        {
            "statistic": "mean",
            "estimate": scores.mean() if len(scores) else np.nan,
            "n": len(scores),
            "estimator": "scale_mean",
            "missing": "min_answered",
        },
        {
            "statistic": "sd",
            "estimate": scores.std(ddof=1) if len(scores) > 1 else np.nan,
            "n": len(scores),
            "estimator": "scale_mean",
            "missing": "min_answered",
        },
    ]


def alpha(complete: np.ndarray) -> float:
    """Alpha of complete answers; NaN where it is not defined."""
    n, p = complete.shape
    if n < 2 or p < 2:
        return np.nan
    covariance = np.cov(complete, rowvar=False)
    return cronbach_alpha(covariance) if covariance.sum() > 0 else np.nan


def missingness_of_items(
    answers: pd.DataFrame, missing: pd.DataFrame, instruments: Mapping[str, Instrument]
) -> pd.DataFrame:
    """How often each item has no answer, by reason; reasons that never occur included."""
    where = missing.merge(answers[["response", *BLOCK]], on="response")
    counts = where.groupby([*BLOCK, "item", "reason"]).agg(n=("response", "size"))
    cells = pd.DataFrame(
        [
            (*block, item, reason, len(rows))
            for block, rows in by_block(answers)
            for item in instruments[block.instrument].all_items
            for reason in MISSING_REASONS
        ],
        columns=[*BLOCK, "item", "reason", "n_responses"],
    )
    table = cells.join(counts, on=[*BLOCK, "item", "reason"])
    table["n"] = table["n"].fillna(0).astype(int)
    return table.assign(share=table["n"] / table["n_responses"])
