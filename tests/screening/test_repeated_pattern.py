"""Anchor: looking for every period at every place."""

import numpy as np
import pandas as pd

from analysis.screening.repeated_pattern import LONGEST_PERIOD, repeated_pattern


def longest_repetition(answers: np.ndarray, keyed: np.ndarray) -> float:
    present, meant = answers[~np.isnan(answers)], keyed[~np.isnan(answers)]
    if present.size == 0:
        return np.nan
    best = 0
    for period in range(2, LONGEST_PERIOD + 1):
        for start in range(len(present)):
            for stop in range(start + 2 * period, len(present) + 1):
                part = present[start:stop]
                repeats = (part[period:] == part[:-period]).all()
                differ = len(set(part)) > 1 and len(set(meant[stop - period : stop])) > 1
                if repeats and differ:
                    best = max(best, stop - start)
    return float(best)


def test_equals_a_loop():
    rng = np.random.default_rng(2)
    answers = rng.integers(1, 3, (60, 24)).astype(float)
    answers[0] = np.resize([1, 2, 3, 4, 5], 24)
    answers[1] = 3.0
    answers[2] = np.nan
    answers[3:20][rng.random((17, 24)) < 0.2] = np.nan
    keyed = answers.copy()
    keyed[:, ::5] = 6 - answers[:, ::5]
    expected = [longest_repetition(*rows) for rows in zip(answers, keyed, strict=True)]
    found = repeated_pattern(pd.DataFrame(answers), pd.DataFrame(keyed))
    np.testing.assert_array_equal(found, expected)


def test_a_straight_line_is_no_pattern():
    line = pd.DataFrame(np.full((1, 30), 4.0))
    assert repeated_pattern(line, line).tolist() == [0.0]


def test_answering_every_item_at_the_same_end_is_no_pattern():
    given = pd.DataFrame([np.resize([5.0, 5.0, 5.0, 5.0, 1.0], 30)])
    assert repeated_pattern(given, pd.DataFrame(np.full((1, 30), 5.0))).tolist() == [0.0]
    assert repeated_pattern(given, given).tolist() == [30.0]
