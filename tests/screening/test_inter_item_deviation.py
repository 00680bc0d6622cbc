"""Anchor: the definition, person by person."""

import numpy as np
import pandas as pd

from analysis.screening.inter_item_deviation import inter_item_deviation

ATOL = 1e-10  # closed form: only rounding differs


def one_person(row: pd.Series, dimensions: dict[str, list[str]]) -> float:
    answered = [row[items].dropna() for items in dimensions.values()]
    deviations = [np.std(x, ddof=1) for x in answered if len(x) > 1]
    return float(np.mean(deviations)) if deviations else np.nan


def test_equals_the_definition_with_missing_answers(keyed, dimensions):
    answers = keyed.iloc[:300].mask(np.random.default_rng(6).random((300, 25)) < 0.5)
    answers.iloc[0] = np.nan
    expected = [one_person(row, dimensions) for _, row in answers.iterrows()]
    values = inter_item_deviation(answers, dimensions)
    np.testing.assert_allclose(values, expected, rtol=0, atol=ATOL)


def test_same_answers_within_every_dimension_have_none():
    answers = pd.DataFrame([[2.0, 2.0, 5.0, 5.0, 1.0]], columns=list("abcde"))
    dimensions = {"x": ["a", "b"], "y": ["c", "d"], "z": ["e"]}
    assert inter_item_deviation(answers, dimensions).tolist() == [0.0]
    assert np.isnan(inter_item_deviation(answers, {"z": ["e"]})).all()
