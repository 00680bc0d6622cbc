"""Anchors: psych::cor.smooth frozen, and what smoothing must leave alone."""

import json
from pathlib import Path

import numpy as np

from analysis.stats.smoothing import smoothed_correlations

REFERENCE = Path(__file__).parents[1] / "reference/polychoric/expected.json"
EXPECTED = json.loads(REFERENCE.read_text())["values"]["improper.smooth"]

IMPROPER = np.array(
    [[1, 0.9, -0.5, 0.2], [0.9, 1, 0.5, 0.1], [-0.5, 0.5, 1, 0.3], [0.2, 0.1, 0.3, 1]]
)


def test_an_improper_matrix_is_smoothed_as_psych_does():
    found = smoothed_correlations(IMPROPER)
    upper = found.matrix[np.triu_indices(4, 1)]
    np.testing.assert_allclose(upper, EXPECTED["value"], rtol=0, atol=EXPECTED["tol"])
    assert found.smoothed
    assert found.smallest_eigenvalue == np.linalg.eigvalsh(IMPROPER)[0]
    assert np.linalg.eigvalsh(found.matrix)[0] > 0
    np.testing.assert_array_equal(np.diag(found.matrix), 1)


def test_a_proper_matrix_is_left_alone_also_beside_an_improper_one():
    proper = np.eye(4) * 0.6 + 0.4
    found = smoothed_correlations(np.stack([proper, IMPROPER]))
    np.testing.assert_array_equal(found.matrix[0], proper)
    np.testing.assert_array_equal(found.smoothed, [False, True])
    np.testing.assert_array_equal(found.matrix[1], smoothed_correlations(IMPROPER).matrix)


def test_the_smallest_eigenvalue_is_raised_to_a_hundred_times_the_bound():
    matrix = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    smallest = np.linalg.eigvalsh(smoothed_correlations(matrix).matrix)[0]
    assert 3e-11 < smallest < 3e-10
