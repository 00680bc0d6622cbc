"""Response time per item."""

import numpy as np
import pandas as pd


def response_time(seconds: pd.Series, answers: pd.DataFrame) -> np.ndarray:
    """Seconds each person took per item answered.

    Parameters
    ----------
    seconds
        Time for the whole questionnaire.
    answers
        The answers to all of its items.

    Notes
    -----
    Own code: the library needs a time for every item. Divided by the items answered, not
    asked: a person who left items out is judged by those read (leaving out is judged by
    `missing_share`). Times of zero or less are missing.

    References
    ----------
    Huang, Curran, Keeney, Poposki & DeShon (2012), Journal of Business and Psychology 27,
    99-114, https://doi.org/10.1007/s10869-011-9231-8
    """
    n_answered = answers.notna().sum(axis=1).to_numpy(float)
    taken = seconds.to_numpy(dtype=float, na_value=np.nan)
    per_item = np.full(len(taken), np.nan)
    return np.divide(taken, n_answered, out=per_item, where=(n_answered > 0) & (taken > 0))
