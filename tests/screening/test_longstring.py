"""Anchors: R careless; counting runs with a loop."""

from itertools import groupby

import numpy as np
import pandas as pd

from analysis.screening.longstring import longstring


def longest_run(answers) -> float:
    present = [x for x in answers if not np.isnan(x)]
    return max((len(list(run)) for _, run in groupby(present)), default=np.nan)


def test_equals_r_careless(raw, careless):
    entry = careless["longstring"]
    np.testing.assert_allclose(longstring(raw), entry["value"], rtol=0, atol=entry["tol"])


def test_equals_a_loop_with_missing_answers():
    rng = np.random.default_rng(1)
    answers = rng.integers(1, 4, (200, 12)).astype(float)
    answers[rng.random(answers.shape) < 0.3] = np.nan
    answers[0] = np.nan
    expected = [longest_run(row) for row in answers]
    np.testing.assert_array_equal(longstring(pd.DataFrame(answers)), expected)


def test_a_run_goes_on_over_an_item_left_out():
    answers = pd.DataFrame([[4.0, 4.0, np.nan, 4.0, 1.0]])
    assert longstring(answers).tolist() == [3.0]
