"""Anchor: hand-made cases."""

import numpy as np
import pandas as pd

from analysis.screening.response_time import response_time


def test_seconds_are_shared_by_the_items_answered():
    answers = pd.DataFrame([[1.0, 2, 3, 4], [1, np.nan, 3, np.nan], [np.nan] * 4, [1, 2, 3, 4]])
    seconds = pd.Series([10.0, 10.0, 10.0, np.nan])
    values = response_time(seconds, answers)
    np.testing.assert_array_equal(values, [2.5, 5.0, np.nan, np.nan])


def test_time_that_did_not_pass_is_missing():
    answers = pd.DataFrame(np.ones((2, 3)))
    assert np.isnan(response_time(pd.Series([0.0, -5.0]), answers)).all()
