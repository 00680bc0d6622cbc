"""Anchors: R careless, sign turned; the definition, person by person."""

import numpy as np
import pandas as pd

from analysis.screening.even_odd import even_odd

ATOL = 1e-10  # closed form: only rounding differs


def one_person(row: pd.Series, dimensions: dict[str, list[str]]) -> float:
    halves = [
        (row[items[0::2]].mean(), row[items[1::2]].mean()) for items in dimensions.values()
    ]
    pairs = np.array([pair for pair in halves if not np.isnan(pair).any()])
    if len(pairs) < 3 or (np.ptp(pairs, axis=0) < 1e-12).any():
        return np.nan
    r = np.corrcoef(pairs.T)[0, 1]
    return max(2 * r / (1 + r), -1.0) if r > -1 else -1.0


def test_is_the_negative_of_r_careless(keyed, dimensions, careless):
    entry = careless["even_odd"]
    values = even_odd(keyed, dimensions)
    np.testing.assert_allclose(values, -entry["value"], rtol=0, atol=entry["tol"])


def test_equals_the_definition_with_missing_answers(keyed, dimensions):
    answers = keyed.iloc[:300].copy()
    answers = answers.mask(np.random.default_rng(4).random(answers.shape) < 0.25)
    expected = [one_person(row, dimensions) for _, row in answers.iterrows()]
    np.testing.assert_allclose(even_odd(answers, dimensions), expected, rtol=0, atol=ATOL)


def test_is_missing_where_two_points_would_always_agree(keyed, dimensions):
    two = {d: dimensions[d] for d in "AC"}
    assert np.isnan(even_odd(keyed, two)).all()


def test_columns_of_the_frame_may_stand_in_any_order(keyed, dimensions):
    shuffled = keyed[keyed.columns[::-1]]
    np.testing.assert_array_equal(even_odd(shuffled, dimensions), even_odd(keyed, dimensions))
