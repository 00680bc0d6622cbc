"""Anchor: hand-made cases."""

import numpy as np
import pandas as pd

from analysis.screening.attention import attention


def test_counts_answers_other_than_asked():
    answers = pd.DataFrame(
        {"x": [1.0, 1, 1, 1], "c1": [2.0, 3, np.nan, np.nan], "c2": [4.0, 1, 4, np.nan]}
    )
    values = attention(answers, {"c1": 2, "c2": 4})
    np.testing.assert_array_equal(values, [0.0, 2.0, 0.0, np.nan])
