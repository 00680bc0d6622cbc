"""The average run of one and the same answer."""

import numpy as np
import pandas as pd
from ier import longstring_scores


def average_string(answers: pd.DataFrame) -> np.ndarray:
    """The mean length of each person's runs of identical answers.

    A run goes on over an item without an answer, as in `longstring`.

    Parameters
    ----------
    answers
        Answers as given (not keyed), the items in the order of the questionnaire.

    References
    ----------
    Meade & Craig (2012), Psychological Methods 17, 437-455, https://doi.org/10.1037/a0028085
    """
    return longstring_scores(answers, avg=True)
