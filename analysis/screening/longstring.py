"""The longest run of one and the same answer."""

import numpy as np
import pandas as pd
from ier import longstring_scores


def longstring(answers: pd.DataFrame) -> np.ndarray:
    """The number of items in each person's longest run of identical answers.

    A run goes on over an item without an answer: who leaves one item out of a straight line
    still draws a straight line.

    Parameters
    ----------
    answers
        Answers as given (not keyed), the items in the order of the questionnaire.

    References
    ----------
    Johnson (2005), Journal of Research in Personality 39, 103-129,
    https://doi.org/10.1016/j.jrp.2004.09.009
    """
    lengths = longstring_scores(answers)
    return np.where(lengths > 0, lengths, np.nan)
