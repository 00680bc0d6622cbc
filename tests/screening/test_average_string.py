"""Anchors: R careless; counting runs with a loop."""

from itertools import groupby

import numpy as np
import pandas as pd

from analysis.screening.average_string import average_string
from analysis.screening.irv import irv
from analysis.screening.longstring import longstring


def average_run(answers) -> float:
    present = [x for x in answers if not np.isnan(x)]
    runs = [len(list(run)) for _, run in groupby(present)]
    return float(np.mean(runs)) if runs else np.nan


def test_equals_r_careless(raw, careless):
    entry = careless["average_string"]
    np.testing.assert_allclose(average_string(raw), entry["value"], rtol=0, atol=entry["tol"])


def test_equals_a_loop_with_missing_answers():
    rng = np.random.default_rng(1)
    answers = rng.integers(1, 4, (200, 12)).astype(float)
    answers[rng.random(answers.shape) < 0.3] = np.nan
    answers[0] = np.nan
    expected = [average_run(row) for row in answers]
    # a ratio of two counts against the mean of counts
    np.testing.assert_allclose(average_string(pd.DataFrame(answers)), expected, rtol=1e-14)


def test_summaries_are_those_of_r_careless(raw, careless):
    entry = careless["summary"]
    lengths = longstring(raw)
    found = [lengths.mean(), lengths.max(), irv(raw).mean()]
    np.testing.assert_allclose(found, entry["value"], rtol=0, atol=entry["tol"])
