"""The tetrachoric series against integration, and its ends in closed form."""

import numpy as np
import pytest

from analysis.stats.sem.category_covariance import category_covariance
from analysis.stats.sem.category_series import (
    code_variances,
    series_coefficients,
    series_covariance,
)

MODERATE = 2e-5  # what 60 terms leave of a variance up to .9
STRONG = 6e-4  # up to .95
EXACT = 1e-12
SCALES = {
    "five": [-1.6, -0.7, 0.2, 1.1],
    "two": [0.3],
    "skewed": [-2.5, -2.0, -1.5, -1.0],
    "rare": [2.3],
}


def covariances(rho: float, first: list[float], second: list[float]) -> tuple[float, float]:
    """By the series and by integration, in units of the larger variance."""
    k = max(len(first), len(second))
    padded = np.array([[*cuts, *[np.inf] * (k - len(cuts))] for cuts in (first, second)])
    matrix = np.array([[1, rho], [rho, 1]])
    short = series_covariance(matrix, series_coefficients(padded))[0, 1]
    item = np.repeat([0, 1], [len(first), len(second)])
    exact = category_covariance(matrix, np.array([*first, *second]), item)
    np.testing.assert_allclose(np.diag(exact), code_variances(padded), atol=EXACT)
    size = np.diag(exact).max()
    return short / size, exact[0, 1] / size


@pytest.mark.parametrize("first", SCALES.values(), ids=SCALES)
@pytest.mark.parametrize("second", SCALES.values(), ids=SCALES)
def test_the_series_finds_what_integration_finds(first, second):
    for rho in (-0.9, -0.4, 0.0, 0.3, 0.7, 0.9):
        short, exact = covariances(rho, first, second)
        assert short == pytest.approx(exact, abs=MODERATE)
    short, exact = covariances(0.95, first, second)
    assert short == pytest.approx(exact, abs=STRONG)


def test_two_halves_have_sheppards_covariance():
    coefficients = series_coefficients(np.zeros((2, 1)))
    matrix = np.array([[1, 0.6], [0.6, 1]])
    found = series_covariance(matrix, coefficients)[0, 1]
    assert found == pytest.approx(np.arcsin(0.6) / (2 * np.pi), abs=EXACT)


def test_many_samples_at_once_are_those_one_by_one():
    rng = np.random.default_rng(2)
    cuts = np.sort(rng.normal(size=(3, 4, 2)), axis=-1)
    rho = rng.uniform(-0.8, 0.8, size=(3, 4, 4))
    together = series_covariance(rho, series_coefficients(cuts))
    for sample in range(3):
        alone = series_covariance(rho[sample], series_coefficients(cuts[sample]))
        np.testing.assert_allclose(together[sample], alone, atol=EXACT)
