import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.linalg import block_diag, sqrtm
from statsmodels.regression.linear_model import OLS

from analysis.stats.cluster_robust import cluster_robust, t_inference

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "weighting/expected.json").read_text())["values"]

R_TOLERANCE = 1e-8  # clubSandwich entries; degrees of freedom too, although they allow 1e-4
CLOSED_FORM = 1e-10

MODELS = {
    "klein": ("klein2000.csv", "JOBSAT", ["POSAFF", "COHES"]),
    "hs_school_grade": ("HolzingerSwineford1939.csv", "x9", ["x1", "x4"]),
}


def model(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    file, outcome, predictors = MODELS[name]
    data = pd.read_csv(REFERENCE / "data" / file)
    design = np.column_stack([np.ones(len(data)), data[predictors]])
    if name == "klein":
        labels = data["GRPID"].to_numpy()
    else:
        parts = [data["school"], data["grade"], data["sex"], data["agemo"] // 4]
        labels = np.array(["|".join(map(str, row)) for row in zip(*parts, strict=True)])
    return design, data[outcome].to_numpy(), np.unique(labels, return_inverse=True)[1]


def fit(design: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    return coefficients, y - design @ coefficients


@pytest.mark.parametrize("correction", ["CR0", "CR1", "CR1S", "CR2"])
@pytest.mark.parametrize("name", MODELS)
def test_agrees_with_club_sandwich(name, correction):
    design, y, clusters = model(name)
    coefficients, residuals = fit(design, y)
    robust = cluster_robust(design, residuals, clusters, correction=correction)
    found = t_inference(
        coefficients, np.sqrt(np.diag(robust.covariance)), robust.df, confidence=0.95
    )
    expected = EXPECTED[f"{name}.clubSandwich_{correction}"]["value"]
    for ours, theirs in {
        "std_error": "SE",
        "statistic": "tstat",
        "df": "df_Satt",
        "p_value": "p_Satt",
    }.items():
        np.testing.assert_allclose(getattr(found, ours), expected[theirs], atol=R_TOLERANCE)


def test_everyone_their_own_cluster_is_hc2(rng_data):
    design, y = rng_data
    fitted = OLS(y, design).fit(cov_type="HC2")
    robust = cluster_robust(design, fitted.resid, np.arange(len(y)), correction="CR2")
    np.testing.assert_allclose(robust.covariance, fitted.cov_params(), atol=CLOSED_FORM)


def test_matches_the_definition_with_full_matrices(rng_data):
    design, y = rng_data
    clusters = np.sort(np.arange(len(y)) % 7)
    _, residuals = fit(design, y)
    robust = cluster_robust(design, residuals, clusters, correction="CR2")
    bread = np.linalg.inv(design.T @ design)
    blocks = [np.eye((clusters == g).sum()) for g in range(7)]
    hat = design @ bread @ design.T
    for g in range(7):
        here = np.flatnonzero(clusters == g)
        blocks[g] = np.linalg.inv(sqrtm(blocks[g] - hat[np.ix_(here, here)]).real)
    adjust = block_diag(*blocks)
    same = clusters[:, None] == clusters[None, :]
    meat = design.T @ adjust @ (np.outer(residuals, residuals) * same) @ adjust @ design
    np.testing.assert_allclose(robust.covariance, bread @ meat @ bread, atol=CLOSED_FORM)
    for j in range(design.shape[1]):
        p = (adjust @ design @ bread)[:, j]
        outer = np.outer(p, p) * same
        form = (np.eye(len(y)) - hat) @ outer @ (np.eye(len(y)) - hat)
        df = np.trace(form) ** 2 / np.trace(form @ form)
        assert robust.df[j] == pytest.approx(df, rel=CLOSED_FORM)


def test_a_cluster_with_full_leverage_is_left_out_not_divided_by_zero(rng_data):
    design, y = rng_data
    clusters = np.arange(len(y)) % 5
    design = np.column_stack([design, clusters == 0])
    robust = cluster_robust(design, fit(design, y)[1], clusters, correction="CR2")
    assert np.isfinite(robust.covariance).all()


@given(st.permutations(range(60)), st.floats(0.01, 100))
def test_order_of_people_and_units_do_not_matter(order, scale):
    design, y = drawn()
    clusters = np.arange(60) % 6
    _, residuals = fit(design, y)
    robust = cluster_robust(design, residuals, clusters, correction="CR2")
    again = cluster_robust(
        design[order], scale * residuals[order], clusters[order], correction="CR2"
    )
    np.testing.assert_allclose(again.covariance, scale**2 * robust.covariance, rtol=1e-8)
    np.testing.assert_allclose(again.df, robust.df, rtol=1e-8)


def drawn() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    design = np.column_stack([np.ones(60), rng.normal(size=(60, 3))])
    return design, design @ [1.0, 0.5, 0.0, -0.5] + rng.normal(size=60)


@pytest.fixture
def rng_data():
    return drawn()
