import json
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import chi2, kstest

from analysis.stats.little_mcar import LittleMcar, little_mcar

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "little_mcar/expected.json").read_text(encoding="utf-8"))
EM_TOLERANCE = 1e-5
"""Both searches stop by a tolerance of their own; the statistic moves less than this."""

PUBLISHED = {"statistic": 35.1, "df": 14, "p_value": 0.00142, "n_patterns": 4}
"""naniar::mcar_test(airquality), as its manual prints it."""


def airquality() -> np.ndarray:
    data = EXPECTED["airquality"]["data"]
    return np.array([[np.nan if v is None else v for v in c] for c in data.values()]).T


def neuroticism() -> np.ndarray:
    table = np.genfromtxt(REFERENCE / "data/bfi.csv", delimiter=",", names=True)
    return np.stack([table[f"N{i}"] for i in range(1, 6)], axis=1)


def close(found: LittleMcar, expected: dict) -> None:
    assert (found.df, found.n, found.n_patterns) == tuple(
        expected[name] for name in ("df", "n", "n_patterns")
    )
    assert found.converged
    for name in ("statistic", "p_value", "mean", "covariance"):
        np.testing.assert_allclose(getattr(found, name), expected[name], rtol=EM_TOLERANCE)


def test_it_is_that_of_lavaans_moments():
    close(little_mcar(airquality()), EXPECTED["airquality"]["expected"])
    close(little_mcar(neuroticism()), EXPECTED["bfi_neuroticism"])


def test_it_is_the_published_one():
    found = little_mcar(airquality())
    assert round(found.statistic, 1) == PUBLISHED["statistic"]
    assert round(found.p_value, 5) == PUBLISHED["p_value"]
    assert (found.df, found.n_patterns) == (PUBLISHED["df"], PUBLISHED["n_patterns"])


def test_complete_values_have_no_test_and_the_plain_moments():
    values = np.random.default_rng(1).normal(size=(50, 3))
    found = little_mcar(values)
    assert np.isnan([found.statistic, found.p_value]).all()
    np.testing.assert_allclose(found.mean, values.mean(axis=0))
    np.testing.assert_allclose(found.covariance, np.cov(values.T, bias=True), rtol=1e-6)


def test_it_does_not_change_with_units_order_or_empty_rows():
    values = airquality()
    changed = np.vstack([values[::-1, ::-1] * 3.0 + 7.0, np.full((2, 6), np.nan)])
    first, second = little_mcar(values), little_mcar(changed)
    assert second.statistic == pytest.approx(first.statistic, rel=EM_TOLERANCE)
    assert (first.df, first.n) == (second.df, second.n)


def drawn(rng: np.random.Generator, n: int, at_random: bool) -> np.ndarray:
    values = rng.normal(size=(n, 4)) @ np.linalg.cholesky(0.5 + 0.5 * np.eye(4)).T
    lost = rng.random((n, 4)) < 0.15
    if not at_random:
        lost[:, 1] = (values[:, 0] > 0.5) & (rng.random(n) < 0.6)
    lost[:, 0] = False
    return np.where(lost, np.nan, values)


@pytest.mark.slow
def test_p_values_are_uniform_where_values_are_missing_at_random():
    rng = np.random.default_rng(20260101)
    found = [little_mcar(drawn(rng, 600, True)) for _ in range(400)]
    assert kstest([f.statistic for f in found], chi2(found[0].df).cdf).pvalue > 0.01
    assert np.mean([f.p_value < 0.05 for f in found]) == pytest.approx(0.05, abs=0.03)


def test_it_sees_values_that_are_missing_by_another_variable():
    rng = np.random.default_rng(20260102)
    assert max(little_mcar(drawn(rng, 600, False)).p_value for _ in range(20)) < 0.001
