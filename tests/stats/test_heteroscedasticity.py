import numpy as np
import pytest
from scipy.stats import t

from analysis.stats.heteroscedasticity import heteroscedasticity_consistent
from tests.stats.frozen_validity import STUDIES, expected, regression_data

R_TOLERANCE = 1e-10  # the tolerance of the entries, relative
BRUTE_FORCE = 1e-10
KINDS = ["HC0", "HC1", "HC2", "HC3", "HC4"]


def fitted(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    data = regression_data(name).to_numpy(dtype=float)
    design = np.column_stack([np.ones(len(data)), data[:, :-1]])
    slopes = np.linalg.lstsq(design, data[:, -1], rcond=None)[0]
    return design, slopes, data[:, -1] - design @ slopes


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", STUDIES)
def test_agrees_with_sandwich(name, kind):
    design, slopes, residuals = fitted(name)
    covariance = heteroscedasticity_consistent(design, residuals, kind=kind)
    value = expected(f"{name}.{kind}")
    se = np.sqrt(np.diag(covariance))
    statistic = slopes / se
    p_value = 2 * t.sf(np.abs(statistic), len(design) - design.shape[1])
    for found, key in ((se, "se"), (statistic, "t"), (p_value, "p")):
        np.testing.assert_allclose(
            found, list(value[key].values()), rtol=1e3 * R_TOLERANCE, atol=R_TOLERANCE
        )


@pytest.mark.parametrize("name", STUDIES)
def test_coefficients_agree_with_lm(name):
    _, slopes, _ = fitted(name)
    coefficients = expected(f"{name}.lm")["coef"]["columns"]["Estimate"]
    np.testing.assert_allclose(slopes, coefficients, rtol=1e3 * R_TOLERANCE)


def test_hc3_is_the_jackknife_around_the_full_estimate():
    """Efron (1982): leaving each person out in turn gives HC3 exactly, without the centring."""
    rng = np.random.default_rng(4)
    design = np.column_stack([np.ones(30), rng.normal(size=(30, 2))])
    y = rng.normal(size=30)
    slopes = np.linalg.lstsq(design, y, rcond=None)[0]
    moved = np.array(
        [
            np.linalg.lstsq(np.delete(design, i, 0), np.delete(y, i), rcond=None)[0] - slopes
            for i in range(30)
        ]
    )
    covariance = heteroscedasticity_consistent(design, y - design @ slopes, kind="HC3")
    np.testing.assert_allclose(covariance, moved.T @ moved, atol=BRUTE_FORCE)
