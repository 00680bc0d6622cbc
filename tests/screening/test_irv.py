"""Anchors: R careless; the definition; shifting and stretching the answers."""

import numpy as np
import pandas as pd
import pytest

from analysis.screening.irv import irv

ATOL = 1e-10  # closed form: only rounding differs


def test_equals_r_careless(raw, careless):
    entry = careless["irv"]
    np.testing.assert_allclose(irv(raw), entry["value"], rtol=0, atol=entry["tol"])


def test_equals_the_definition_with_missing_answers():
    rng = np.random.default_rng(3)
    answers = rng.integers(1, 6, (100, 10)).astype(float)
    answers[rng.random(answers.shape) < 0.3] = np.nan
    expected = [np.std(row[~np.isnan(row)], ddof=1) for row in answers]
    np.testing.assert_allclose(irv(pd.DataFrame(answers)), expected, rtol=0, atol=ATOL)


def test_one_answer_has_no_variability():
    values = irv(pd.DataFrame([[3.0, np.nan, np.nan], [np.nan] * 3, [2.0, 2.0, 2.0]]))
    np.testing.assert_array_equal(values, [np.nan, np.nan, 0.0])


@pytest.mark.parametrize("order", [slice(None, None, -1), [3, 1, 0, 2, 4]])
def test_item_order_does_not_matter(raw, order):
    part = raw.iloc[:, :5]
    np.testing.assert_allclose(irv(part.iloc[:, order]), irv(part), rtol=0, atol=ATOL)
