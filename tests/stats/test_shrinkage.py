import json
from pathlib import Path

import numpy as np
import pytest
from scipy.special import hyp2f1

from analysis.stats.shrinkage import browne_cross_validity, ezekiel, olkin_pratt

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "weighting/expected.json").read_text())["values"]
CLOSED_FORM = 1e-10


@pytest.mark.parametrize("name", ["bfi_age", "bfi_edu", "hs_x9"])
def test_agrees_with_the_formulas_in_r(name):
    expected = EXPECTED[f"{name}.shrinkage"]["value"]
    sample = {"n": expected["n"], "p": expected["p"]}
    for ours, theirs in (
        (ezekiel, "ezekiel"),
        (olkin_pratt, "olkin_pratt_exact"),
        (browne_cross_validity, "browne_cv"),
    ):
        found = ours(expected["r2"], **sample)
        assert found == pytest.approx(expected[theirs], abs=CLOSED_FORM)


@pytest.mark.parametrize(("n", "p", "r2"), [(30, 5, 0.3), (9, 6, 0.5), (50, 3, 0.0)])
def test_the_integral_is_the_hypergeometric_function(n, p, r2):
    series = hyp2f1(1, 1, (n - p + 1) / 2, 1 - r2)
    expected = 1 - (n - 3) / (n - p - 1) * (1 - r2) * series
    assert olkin_pratt(r2, n=n, p=p) == pytest.approx(expected, abs=CLOSED_FORM)


@pytest.mark.parametrize(("n", "p"), [(20, 6), (11, 2), (50, 3)])
def test_nothing_explained_has_the_closed_form_that_the_integral_tends_to(n, p):
    assert olkin_pratt(0.0, n=n, p=p) == pytest.approx(-p / (n - p - 3), abs=CLOSED_FORM)
    assert olkin_pratt(1e-15, n=n, p=p) == pytest.approx(olkin_pratt(0.0, n=n, p=p), abs=1e-4)
    assert olkin_pratt(0.0, n=p + 3, p=p) == -np.inf


def test_too_few_people_have_no_cross_validity():
    for r_squared in (0.9, 1.0):
        assert np.isnan(browne_cross_validity(r_squared, n=5, p=3))
        assert 0 < browne_cross_validity(r_squared, n=6, p=3) <= 1


@pytest.mark.slow
def test_olkin_pratt_is_unbiased_and_browne_predicts_new_people():
    rng = np.random.default_rng(11)
    n, p, slopes = 40, 4, np.array([0.4, 0.3, 0.0, 0.0])
    noise = np.sqrt(0.75)
    population, cross_validity, found, predicted = 0.25, [], [], []
    for _ in range(4000):
        x = rng.normal(size=(n, p))
        y = x @ slopes + noise * rng.normal(size=n)
        design = np.column_stack([np.ones(n), x])
        b = np.linalg.lstsq(design, y, rcond=None)[0]
        r2 = 1 - np.var(y - design @ b) / np.var(y)
        found.append(olkin_pratt(r2, n=n, p=p))
        predicted.append(browne_cross_validity(r2, n=n, p=p))
        cross_validity.append((b[1:] @ slopes) ** 2 / (b[1:] @ b[1:]))
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) - population) < 4 * error
    assert abs(np.mean(predicted) - np.mean(cross_validity)) < 0.02  # Browne is nearly unbiased
