"""From answers to factor scores, difference tests and HTMT: lavaan's, with our own fits."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.difference_tests import chi_square_difference, satorra_bentler_2001
from analysis.stats.sem.discriminant_validity import heterotrait_monotrait_2
from analysis.stats.sem.factor_scores import bartlett_scores, regression_scores
from tests.measurement.cfa.cells import REFERENCE, data, fit_of, frozen

FROZEN = json.loads((REFERENCE / "cfa_results" / "expected.json").read_text())["values"]
SPECS = {name: entry["spec"] for name, entry in frozen("known").items()}
SCORE = 1e-5  # of the reference entries
PLAIN, SCALED = 1e-4, 1e-3  # relative, of the reference entries
HTMT = 1e-8  # of the reference entry
METHODS = {"regression": regression_scores, "Bartlett": bartlett_scores}


@pytest.mark.parametrize(
    ("fit", "frozen_scores", "method"),
    [
        ("hs.ml", "scores.hs.regression", "regression"),
        ("hs.ml", "scores.hs.Bartlett", "Bartlett"),
        ("hs_missing.fiml", "scores.hs_missing.regression", "regression"),
        ("bfi.ml", "scores.bfi.regression_first100", "regression"),
    ],
)
def test_factor_scores(fit, frozen_scores, method):
    expected = FROZEN[frozen_scores]["value"]
    expected = np.array(expected["scores"] if isinstance(expected, dict) else expected, float)
    found = fit_of(SPECS[fit], [""])
    given, sample = found.implied[0], found.sample[0]
    means = given.mean if found.model.mean_structure else sample.mean
    scores = METHODS[method](
        data(SPECS[fit]["data"])[found.table.items].to_numpy(float),
        loadings=given.matrices.lambda_,
        factor_covariance=given.matrices.psi,
        factor_mean=given.matrices.alpha,
        covariance=given.covariance,
        mean=means,
    ).scores
    # lavaan stops early: a loading off by 2e-5 moves scores of extreme people by as much
    allowed = SCORE if fit != "bfi.ml" else 4 * SCORE
    np.testing.assert_allclose(scores[: len(expected)], expected, atol=allowed)


def chi_square(spec: dict, *, scaled: bool) -> ChiSquare:
    found = fit_of(spec, [""]).tests
    factor = found["yuan_bentler_mplus"].scaling if scaled else 1.0
    return ChiSquare(found["standard"].statistic, found["standard"].df, factor)


@pytest.mark.parametrize(
    ("name", "scaled"),
    [("diff.hs.orthogonal", False), ("diff.hs.orthogonal_sb2001", True)],
)
def test_difference_tests(name, scaled):
    free = SPECS["hs.mlr" if scaled else "hs.ml"]
    general = chi_square(free, scaled=scaled)
    restricted = chi_square(free | {"orthogonal": True}, scaled=scaled)
    test = satorra_bentler_2001 if scaled else chi_square_difference
    found, expected = test(restricted, general), FROZEN[name]["value"]
    assert found.statistic == pytest.approx(
        expected["statistic"], rel=SCALED if scaled else PLAIN
    )
    assert found.df == expected["df"]
    assert found.p_value == pytest.approx(expected["p_value"], rel=1e-2)


def test_htmt_2_of_keyed_items():
    spec = SPECS["bfi.ml"]
    items = fit_of(spec, [""]).table.items
    keyed = data("BC")[items].copy()
    for item in ("A1", "C4", "C5", "E1", "E2", "O2", "O5"):
        keyed[item] = 7 - keyed[item]
    dimension = pd.factorize(np.array([item[0] for item in items]))[0]
    found = heterotrait_monotrait_2(keyed.corr().to_numpy(), dimension)
    expected = np.array(FROZEN["htmt.bfi_keyed"]["value"], dtype=float)
    lower = np.tril_indices(len(expected), -1)
    np.testing.assert_allclose(found[lower], expected[lower], atol=HTMT)
