"""Anchors: going through the runs with a loop; honest and careless straight lines."""

from itertools import groupby

import numpy as np
import pandas as pd

from analysis.screening.contrary_run import contrary_run

ITEMS = [f"i{j}" for j in range(12)]
REVERSED = ["i2", "i3", "i7", "i11"]


def contradictions(row: pd.Series) -> float:
    present = row.dropna()
    found = []
    for _, run in groupby(present.index, key=present.get):
        keys = [item in REVERSED for item in run]
        found.append(min(sum(keys), len(keys) - sum(keys)))
    return float(max(found, default=np.nan))


def test_equals_a_loop_with_missing_answers():
    rng = np.random.default_rng(1)
    answers = pd.DataFrame(rng.integers(1, 3, (300, 12)).astype(float), columns=ITEMS)
    answers = answers.mask(rng.random(answers.shape) < 0.25)
    answers.iloc[0] = np.nan
    expected = [contradictions(row) for _, row in answers.iterrows()]
    np.testing.assert_array_equal(contrary_run(answers, REVERSED), expected)


def test_one_end_of_every_scale_is_no_contradiction_but_one_code_is():
    line = pd.DataFrame(np.full((1, 12), 5.0), columns=ITEMS)
    honest = line.assign(**dict.fromkeys(REVERSED, 1.0))
    assert contrary_run(line, REVERSED).tolist() == [4.0]
    assert contrary_run(honest, REVERSED).tolist() == [0.0]


def test_a_line_over_items_keyed_one_way_has_nothing_to_contradict():
    line = pd.DataFrame(np.full((1, 12), 5.0), columns=ITEMS)
    assert contrary_run(line, []).tolist() == [0.0]
    assert contrary_run(line, ITEMS).tolist() == [0.0]
