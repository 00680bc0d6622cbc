"""Anchor: hand-made cases."""

import numpy as np
import pandas as pd

from analysis.screening.missing_share import missing_share


def test_excused_cells_count_neither_as_left_out_nor_as_asked():
    answers = pd.DataFrame([[1.0, np.nan, np.nan, 4], [1, 2, 3, 4], [np.nan] * 4, [np.nan] * 4])
    excused = pd.DataFrame(
        [[False, False, True, False], [False] * 4, [False] * 4, [True] * 4], dtype=bool
    )
    values = missing_share(answers, excused)
    np.testing.assert_array_equal(values, [1 / 3, 0.0, 1.0, np.nan])
