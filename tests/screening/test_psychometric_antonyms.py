"""Anchors: R careless (pairs and values); the definition, person by person."""

import numpy as np

from analysis.screening.psychometric_antonyms import antonym_pairs, psychometric_antonyms

ATOL = 1e-10  # closed form: only rounding differs


def test_pairs_are_those_of_r_careless(raw, careless):
    value = careless["antonym_pairs"]["value"]
    expected = set(zip(value["first"], value["second"], strict=True))
    assert set(antonym_pairs(raw, correlation=0.3)) == expected


def test_values_are_those_of_r_careless(raw, careless):
    entry = careless["psychometric_antonyms"]
    values = psychometric_antonyms(raw, antonym_pairs(raw, correlation=0.3))
    assert np.isnan(values).sum() == 5
    np.testing.assert_allclose(values, entry["value"], rtol=0, atol=entry["tol"])


def test_equals_the_definition_with_missing_answers(raw):
    answers = raw.iloc[:300].mask(np.random.default_rng(5).random((300, 25)) < 0.3)
    pairs = antonym_pairs(raw, correlation=0.3)
    expected = []
    for _, row in answers.iterrows():
        x = np.array([[row[a], row[b]] for a, b in pairs])
        x = x[~np.isnan(x).any(axis=1)]
        defined = len(x) > 2 and (np.ptp(x, axis=0) > 0).all()
        expected.append(np.corrcoef(x.T)[0, 1] if defined else np.nan)
    values = psychometric_antonyms(answers, pairs)
    np.testing.assert_allclose(values, expected, rtol=0, atol=ATOL)


def test_is_missing_with_fewer_than_three_pairs(raw):
    assert np.isnan(psychometric_antonyms(raw, [("A2", "A1"), ("C4", "C1")])).all()
