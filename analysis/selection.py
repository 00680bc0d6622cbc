"""Whose answers enter a model."""

import numpy as np
import pandas as pd


def for_fitting(answers: pd.DataFrame, flags: pd.DataFrame, *, exclude: str) -> pd.DataFrame:
    """The rows of `answers` that models are fitted to.

    Parameters
    ----------
    answers
        An answer or score table with a column `response`.
    flags
        The screening flags: `response`, `flagged`.
    exclude
        "flagged" leaves out flagged responses, "nobody" keeps all.
    """
    if exclude == "nobody":
        return answers
    flagged = flags["response"].to_numpy()[flags["flagged"].to_numpy(dtype=bool)]
    kept = ~np.isin(answers["response"].to_numpy(), flagged)
    return answers.take(np.flatnonzero(kept)).reset_index(drop=True)


def flags_in_force(flags: pd.DataFrame, *, exclude: str) -> pd.DataFrame:
    """`flags` as they count: nobody is flagged where `exclude` is "nobody"."""
    return flags.assign(flagged=False) if exclude == "nobody" else flags
