"""Importance against frozen results of R: rwa, domir and boot."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.stats.bootstrap import resampled_correlations
from analysis.stats.dominance import dominance
from analysis.stats.relative_weights import relative_weights

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "weighting/expected.json").read_text())["values"]

CLOSED_FORM = 1e-10  # the tolerance of the rwa and domir entries
MONTE_CARLO_SD = 0.05  # relative: the tolerance of the boot entries, 50,000 draws each
MONTE_CARLO_QUANTILE = (
    0.15  # in standard deviations: likewise; 10,000 draws are too few for it in the tails
)

STUDIES = ["bfi_age", "bfi_edu", "hs_x9"]


@pytest.fixture(scope="module")
def scales() -> pd.DataFrame:
    data = pd.read_csv(REFERENCE / "data/bfi_complete25.csv")
    turned = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
    data[turned] = 7 - data[turned]
    means = {s: data[[f"{s}{i}" for i in range(1, 6)]].mean(axis=1) for s in "ACENO"}
    return pd.DataFrame({**means, **data[["age", "gender", "education"]]})


@pytest.fixture(params=STUDIES)
def study(request, scales) -> tuple[str, np.ndarray]:
    """Name, and predictors with the criterion last."""
    columns = {
        "bfi_age": [*"ACENO", "age"],
        "bfi_edu": [*"ACENO", "gender", "education"],
        "hs_x9": ["x1", "x2", "x3", "x4", "x5", "x6", "x9"],
    }[request.param]
    file = REFERENCE / "data/HolzingerSwineford1939.csv"
    table = pd.read_csv(file) if request.param == "hs_x9" else scales
    return request.param, table[columns].dropna().to_numpy(dtype=float)


def test_relative_weights(study):
    name, data = study
    weights = relative_weights(np.corrcoef(data, rowvar=False))
    expected = EXPECTED[f"{name}.rwa"]["value"]
    np.testing.assert_allclose(weights, expected["raw"], atol=CLOSED_FORM)
    assert weights.sum() == pytest.approx(expected["rsquare"], abs=CLOSED_FORM)
    rescaled = 100 * weights / weights.sum()
    np.testing.assert_allclose(rescaled, expected["rescaled"], atol=CLOSED_FORM)


def test_dominance(study):
    name, data = study
    found = dominance(np.corrcoef(data, rowvar=False)[None])
    expected = EXPECTED[f"{name}.domir"]["value"]
    np.testing.assert_allclose(found.general[0], expected["general"], atol=CLOSED_FORM)
    np.testing.assert_allclose(found.conditional[0], expected["conditional"], atol=CLOSED_FORM)
    assert found.r_squared[0] == pytest.approx(expected["total"], abs=CLOSED_FORM)
    complete = np.array(expected["complete"], dtype=float)
    np.fill_diagonal(complete, 0)
    np.testing.assert_allclose(found.complete[0], complete, atol=CLOSED_FORM)


def test_bootstrap_of_relative_weights(study):
    name, data = study
    drawn = resampled_correlations(
        data, np.arange(len(data)), draws=50_000, rng=np.random.default_rng(2024)
    )
    weights = relative_weights(drawn.correlations)
    expected = EXPECTED[f"{name}.rwa_boot"]["value"]
    sd = np.array(expected["sd"])
    np.testing.assert_allclose(weights.std(axis=0, ddof=1), sd, rtol=MONTE_CARLO_SD)
    quantiles = np.quantile(weights, [0.025, 0.05, 0.5, 0.95, 0.975], axis=0)
    difference = (quantiles - np.array(expected["q"])) / sd
    np.testing.assert_allclose(difference, 0, atol=MONTE_CARLO_QUANTILE)
