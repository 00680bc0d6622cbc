"""Share of items left out."""

import numpy as np
import pandas as pd
from ier import missing_rate


def missing_share(answers: pd.DataFrame, excused: pd.DataFrame) -> np.ndarray:
    """The share (0-1) of the items each person left out without an excuse.

    Parameters
    ----------
    answers
        The answers.
    excused
        True where no answer is no omission: the item was not shown, or "cannot judge" was
        chosen. Such items count neither as left out nor as asked.
    """
    return missing_rate(answers, applicable_mask=~excused.to_numpy(bool))
