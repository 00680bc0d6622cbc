"""Anchor: looking for every period at every place."""

import numpy as np
import pandas as pd

from analysis.screening.repeated_pattern import LONGEST_PERIOD, repeated_pattern


def longest_repetition(answers: np.ndarray) -> float:
    present = answers[~np.isnan(answers)]
    if present.size == 0:
        return np.nan
    best = 0
    for period in range(2, LONGEST_PERIOD + 1):
        for start in range(len(present)):
            for stop in range(start + 2 * period, len(present) + 1):
                part = present[start:stop]
                repeats = (part[period:] == part[:-period]).all()
                if repeats and len(set(part)) > 1:
                    best = max(best, stop - start)
    return float(best)


def test_equals_a_loop():
    rng = np.random.default_rng(2)
    answers = rng.integers(1, 3, (60, 24)).astype(float)
    answers[0] = np.resize([1, 2, 3, 4, 5], 24)
    answers[1] = 3.0
    answers[2] = np.nan
    answers[3:20][rng.random((17, 24)) < 0.2] = np.nan
    expected = [longest_repetition(row) for row in answers]
    np.testing.assert_array_equal(repeated_pattern(pd.DataFrame(answers)), expected)


def test_a_straight_line_is_no_pattern():
    assert repeated_pattern(pd.DataFrame(np.full((1, 30), 4.0))).tolist() == [0.0]
