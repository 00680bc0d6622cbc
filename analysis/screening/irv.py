"""Intra-individual response variability."""

import ier
import numpy as np
import pandas as pd


def irv(answers: pd.DataFrame) -> np.ndarray:
    """The standard deviation of each person's answers over the items.

    Parameters
    ----------
    answers
        Answers as given (not keyed).

    Notes
    -----
    With denominator n - 1, as in R's careless; the library behind it divides by n.

    References
    ----------
    Dunn, Heggestad, Shanock & Theilgard (2018), Journal of Business and Psychology 33, p. 108,
    https://doi.org/10.1007/s10869-016-9479-0
    """
    n_answered = answers.notna().sum(axis=1).to_numpy(float)
    enough = n_answered > 1
    scale = np.full(len(answers), np.nan)
    np.divide(n_answered, n_answered - 1, out=scale, where=enough)
    return ier.irv(answers) * np.sqrt(scale)
