"""Sample moments of incomplete and of ordinal answers, every cell against lavaan."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.continuous import fit_continuous
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.stats.sem.answers import pattern_rows

FOLDER = Path(__file__).parents[2] / "reference"
EXPECTED = json.loads((FOLDER / "cfa_moments" / "expected.json").read_text(encoding="utf-8"))
EM = 1e-5  # two EM searches of one maximum, as the reference says
COUNTS = 1e-10  # shares of people
GAMMA = 1e-4  # relative to the diagonal; correlations are searched to 1e-5
MOMENTS = 1e-5
MODEL = "visual =~ x1+x2+x3\ntextual =~ x4+x5+x6\nspeed =~ x7+x8+x9"
ITEMS = [f"x{i}" for i in range(1, 10)]


def expected(name: str):
    return EXPECTED["values"][name]["value"]


def matrix(found: dict, names: list[str]) -> np.ndarray:
    table = pd.DataFrame(found["data"], index=found["rownames"], columns=found["colnames"])
    return table.loc[names, names].to_numpy(dtype=float)


@pytest.fixture(scope="module")
def incomplete() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "data" / "HS_missing.csv")


def test_the_saturated_covariance_under_missing_answers(incomplete):
    fit = fit_continuous(
        MODEL,
        incomplete,
        estimator="ml",
        missing="fiml",
        groups=None,
        case_weights=None,
        clusters=None,
        std_lv=False,
        orthogonal=False,
        mean_structure=True,
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )
    wanted = matrix(expected("hs_missing.saturated_em"), ITEMS)
    np.testing.assert_allclose(fit.sample[0].covariance, wanted, atol=EM)


def test_the_patterns_cover_what_lavaan_counts(incomplete):
    values = incomplete[ITEMS].to_numpy(dtype=float)
    values = values[~np.isnan(values).all(axis=1)]
    both = np.zeros((9, 9))
    for observed, rows in pattern_rows(values):
        both[np.ix_(observed, observed)] += len(rows)
    wanted = matrix(expected("hs_missing.patterns_coverage"), ITEMS)
    np.testing.assert_allclose(both / len(values), wanted, atol=COUNTS)


def test_thresholds_correlations_and_their_covariance():
    names = [f"A{i}" for i in range(1, 6)]
    answers = pd.read_csv(FOLDER / "data" / "bfi_complete25.csv")
    sample = ordinal_samples(
        answers,
        items=names,
        ordinal=names,
        missing="listwise",
        groups=None,
        case_weights=None,
        clusters=None,
    ).samples[0]
    given = expected("bfi.AN_wlsmv_gamma")
    wanted = np.array(given["gamma"]["data"], dtype=float)
    size = np.sqrt(np.diag(wanted))
    np.testing.assert_allclose(
        sample.gamma / np.outer(size, size), wanted / np.outer(size, size), atol=GAMMA
    )
    observed, weights, thresholds = (
        np.array(list(given[name].values()), dtype=float)
        for name in ("WLS.obs", "wls.v_diag", "th")
    )
    np.testing.assert_allclose(sample.moments.observed, observed, atol=MOMENTS)
    np.testing.assert_allclose(1 / np.diag(sample.gamma), weights, rtol=GAMMA)
    np.testing.assert_allclose(sample.moments.thresholds, thresholds, atol=COUNTS)
