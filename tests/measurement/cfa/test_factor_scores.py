"""Scores against the factors that made the answers, and against integration by brute force."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from analysis.measurement.cfa.factor_scores import factor_scores, no_scores
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_ordinal
from tests.measurement.ordinal_study import keyed

LOADINGS = np.array([0.8, 0.7, 0.75, 0.65])
CUTS = np.array([-1.2, 0.0, 0.9])
N = 1500
INTEGRATED = 1e-4  # nine adaptive points against four thousand
DETERMINACY = 0.02  # four standard errors of a correlation of .9 at this n
COVERAGE = 0.03  # four standard errors of a share of .68 at 2 x 1,500


def simulated(factors: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    true = rng.multivariate_normal(
        np.zeros(factors), np.full((factors, factors), 0.4) + 0.6 * np.eye(factors), size=N
    )
    latent = np.repeat(true, 4, axis=1) * np.tile(LOADINGS, factors)
    latent += rng.normal(size=latent.shape) * np.sqrt(1 - np.tile(LOADINGS, factors) ** 2)
    codes = 1 + np.digitize(latent, CUTS)
    frame = keyed({f"x{i}": codes[:, i] for i in range(codes.shape[1])})
    frame.loc[:9, "x0"] = pd.NA
    frame.loc[10, [f"x{i}" for i in range(codes.shape[1])]] = pd.NA
    return frame, true


def fitted(frame: pd.DataFrame, factors: int, more: str = "", *, std_lv: bool = True) -> CfaFit:
    lines = [
        f"f{f} =~ " + " + ".join(f"x{4 * f + i}" for i in range(4)) for f in range(factors)
    ]
    return fit_ordinal(
        "\n".join([*lines, more]),
        frame,
        ordinal=[f"x{i}" for i in range(4 * factors)],
        estimator="wlsmv",
        missing="pairwise",
        groups=None,
        case_weights=None,
        clusters=None,
        std_lv=std_lv,
        orthogonal=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )


@pytest.mark.parametrize(("factors", "method"), [(2, "eap"), (4, "ebm")])
def test_scores_find_the_factors_as_well_as_they_say(factors, method):
    frame, true = simulated(factors, 6)
    found = factor_scores(fitted(frame, factors), frame)
    assert set(found.scores["method"]) == {method}
    assert list(found.scores["dimension"].unique()) == [f"f{f}" for f in range(factors)]
    for f in range(factors):
        rows = found.scores.query(f"dimension == 'f{f}'")
        assert rows["response"].tolist() == frame["response"].tolist()
        assert np.isnan(rows["estimate"].iloc[10])
        kept = rows["estimate"].notna().to_numpy()
        score, error = rows["estimate"].to_numpy()[kept], rows["std_error"].to_numpy()[kept]
        correlation = np.corrcoef(score, true[kept, f])[0, 1]
        row = found.determinacy.iloc[f]
        assert row["estimate"] == pytest.approx(correlation, abs=DETERMINACY)
        assert row["n_scored"] == kept.sum() == N - 1
        assert 0.9 < row["with_mean"] < 1
        inside = np.abs(score - true[kept, f]) < error
        assert inside.mean() == pytest.approx(0.683, abs=COVERAGE)


def test_the_score_of_one_factor_is_the_mean_of_its_posterior():
    frame, _ = simulated(1, 3)
    fit = fitted(frame, 1)
    found = factor_scores(fit, frame)
    given = fit.implied[0].matrices
    cuts = np.column_stack([np.full(4, -np.inf), given.tau.reshape(4, 3), np.full(4, np.inf)])
    point = np.linspace(-7, 7, 4001)
    for person in (0, 11, 500):
        density = np.exp(-(point**2) / 2)
        for item in range(4):
            answer = frame[f"x{item}"].iloc[person]
            if answer is pd.NA:
                continue
            sd = np.sqrt(given.theta[item, item])
            low, high = (
                (cuts[item, answer - 1 + side] - given.lambda_[item, 0] * point) / sd
                for side in (0, 1)
            )
            density *= ndtr(high) - ndtr(low)
        mean = (density * point).sum() / density.sum()
        row = found.scores.iloc[person]
        assert row["estimate"] == pytest.approx(mean, abs=INTEGRATED)
        spread = (density * (point - mean) ** 2).sum() / density.sum()
        assert row["std_error"] == pytest.approx(np.sqrt(spread), abs=INTEGRATED)


def test_scores_do_not_depend_on_the_scale_of_the_factor():
    frame, _ = simulated(2, 4)
    one, other = (fitted(frame, 2, std_lv=std_lv) for std_lv in (True, False))
    pd.testing.assert_frame_equal(
        factor_scores(one, frame).scores, factor_scores(other, frame).scores, atol=1e-5
    )


def test_models_with_related_residuals_have_no_scores():
    frame, _ = simulated(2, 4)
    assert no_scores(fitted(frame, 2)) == ""
    assert no_scores(fitted(frame, 2, "x0 ~~ x1")) == "residuals_correlate"
