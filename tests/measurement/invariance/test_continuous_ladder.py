"""The ladder for continuous answers: lavaan's fits, difference tests and score tests."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.invariance.consequences import latent_rows
from analysis.measurement.invariance.continuous_ladder import (
    CONTINUOUS_STEPS,
    continuous_syntax,
)
from analysis.measurement.invariance.differences import (
    ScalingAt,
    positive_difference,
    same_moments,
    shifted_difference,
    tangent,
)
from analysis.measurement.invariance.kinds import Kind, continuous_kind
from analysis.measurement.invariance.ladder import Rung, climb, indices
from analysis.measurement.invariance.releases import release_rows
from analysis.stats.sem.implied import implied
from analysis.stats.sem.information_criteria import information_criteria
from analysis.stats.sem.model import elements

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FROZEN = json.loads((REFERENCE / "invariance" / "continuous.json").read_text())["values"]
PLAIN, SCALED = 1e-4, 1e-3  # relative, of the reference entries
INDEX = 1e-5  # of the reference entries
SCORE = 1e-3  # of the reference entries
P_VALUE = 1e-3  # of the reference entries
LATENT = 1e-4  # of the reference entries
SAME = 1e-8  # the same formula twice; steps to other moments end at 1e-9
FACTORS = {
    "HS": {
        "visual": ["x1", "x2", "x3"],
        "textual": ["x4", "x5", "x6"],
        "speed": ["x7", "x8", "x9"],
    },
    "BC": {scale: [f"{scale}{i}" for i in range(1, 6)] for scale in "AN"},
}
FILES = {"hs_school": "HolzingerSwineford1939", "hs_missing_school": "HS_missing"}
NONE: frozenset[tuple[str, str]] = frozenset()


def kind(label: str, estimator: str) -> Kind:
    """The frozen ladder of this name."""
    file = FILES.get(label, "bfi_complete25")
    group = "school" if label in FILES else "gender"
    answers = pd.read_csv(REFERENCE / "data" / f"{file}.csv")
    answers = answers.dropna(subset=[group]).reset_index(drop=True)
    names = answers[group].astype(str)
    missing = "fiml" if label == "hs_missing_school" else "listwise"
    return continuous_kind(
        answers,
        pd.Series(pd.Categorical(names, categories=names.unique())),
        FACTORS["HS" if label in FILES else "BC"],
        estimator=estimator,
        missing=missing,
        case_weights=None,
    )


LADDERS = [
    ("hs_school", "ml"),
    ("hs_school", "mlr"),
    ("bfi_AN_gender", "ml"),
    ("bfi_AN_gender", "mlr"),
    ("hs_missing_school", "ml"),
]


@pytest.fixture(scope="module", params=LADDERS, ids=".".join)
def ladder(request) -> tuple[str, dict[str, CfaFit]]:
    """The name of a frozen ladder and our fit of each of its steps."""
    label, estimator = request.param
    own, name = kind(label, estimator), f"{label}.{estimator.upper()}"
    steps = [step for step in CONTINUOUS_STEPS if f"{name}.{step}" in FROZEN]
    return name, {step: own.fit_step(step, NONE) for step in steps}


def test_statistics_and_indices_of_every_step(ladder):
    name, fits = ladder
    for step, fit in fits.items():
        expected, found = FROZEN[f"{name}.{step}"]["value"], indices(fit)
        suffix, near = (".scaled", SCALED) if name.endswith("MLR") else ("", PLAIN)
        assert found["df"] == expected["df"]
        assert fit.tests["standard"].statistic == pytest.approx(expected["chisq"], rel=PLAIN)
        assert found["chi_square"] == pytest.approx(expected[f"chisq{suffix}"], rel=near)
        for index in ("cfi", "rmsea"):
            assert found[index] == pytest.approx(expected[f"{index}{suffix}"], abs=INDEX)
        assert found["srmr"] == pytest.approx(expected["srmr"], abs=INDEX)
        assert fit.log_likelihood is not None
        criteria = information_criteria(
            fit.log_likelihood, q=len(fit.parameters), n=sum(each.n for each in fit.sample)
        )
        assert criteria.bic == pytest.approx(expected["bic"], abs=INDEX)


def test_difference_tests_between_steps(ladder):
    name, fits = ladder
    near = SCALED if name.endswith("MLR") else PLAIN
    given = [tangent(fit) for fit in fits.values()]
    label, estimator = name.split(".")
    difference = kind(label, estimator.lower()).difference
    compare(given, FROZEN[f"{name}.LRT"]["value"], difference, near)
    if name.endswith("MLR"):
        frozen = FROZEN[f"{name}.LRT_satorra2000"]["value"]
        compare(given, frozen, shifted_difference, SCALED)


def compare(given, expected, difference, near):
    """Every test of a step against the one before."""
    tests = [difference(given[i], given[i - 1]) for i in range(1, len(given))]
    assert [test.df for test in tests] == expected["Df diff"][1:]
    found = [[test.statistic, test.p_value] for test in tests]
    np.testing.assert_allclose([row[0] for row in found], expected["Chisq diff"][1:], rtol=near)
    np.testing.assert_allclose(
        [row[1] for row in found], expected["Pr(>Chisq)"][1:], atol=P_VALUE
    )


def scaling(ladder: Kind) -> ScalingAt:
    """What a ladder's difference test asks for the hybrid of 2010."""
    assert isinstance(ladder.difference, partial)
    return ladder.difference.keywords["scaling_at"]


@pytest.mark.parametrize("label", ["hs_school", "bfi_AN_gender"])
def test_strictly_positive_difference_of_equal_loadings_is_that_of_lavaan(label):
    own = kind(label, "mlr")
    given = [tangent(own.fit_step(step, NONE)) for step in ("configural", "loadings")]
    expected = FROZEN[f"{label}.MLR.LRT_sb2010"]["value"]
    test = positive_difference(given[1], given[0], scaling_at=scaling(own))
    hybrid = scaling(own)(given[0].fit, same_moments(given[0].fit, given[1].fit))
    assert hybrid == pytest.approx(expected["c10"], rel=SCALED)
    assert test.df == expected["df"]
    assert test.scaling == pytest.approx(expected["scaling"], rel=SCALED)
    assert test.statistic == pytest.approx(expected["statistic"], rel=SCALED)
    assert test.p_value == pytest.approx(expected["p"], abs=P_VALUE)


def test_a_negative_scaling_of_2001_gives_way_to_the_positive_one_of_2010():
    """The general model's own factor, on which 2001 rests, is made far too large."""
    own = kind("hs_school", "mlr")
    metric, scalar = (tangent(own.fit_step(s, NONE)) for s in ("loadings", "intercepts"))
    robust = metric.fit.tests["yuan_bentler_mplus"]
    tests = {**metric.fit.tests, "yuan_bentler_mplus": replace(robust, scaling=5.0)}
    spoilt = replace(metric, fit=replace(metric.fit, tests=tests))
    found = own.difference(scalar, spoilt)
    assert found.scaling > 0
    assert found == positive_difference(scalar, metric, scaling_at=scaling(own))
    assert found.statistic == pytest.approx(own.difference(scalar, metric).statistic, rel=0.2)


def test_the_general_model_takes_on_the_moments_of_the_restricted_one():
    own = kind("hs_school", "mlr")
    metric, scalar = (own.fit_step(step, NONE) for step in ("loadings", "intercepts"))
    values = elements(metric.model, same_moments(metric, scalar))
    for g in range(2):
        found = implied(metric.model, g, values)
        np.testing.assert_allclose(found.mean, scalar.implied[g].mean, atol=SAME)
        np.testing.assert_allclose(found.covariance, scalar.implied[g].covariance, atol=SAME)
    np.testing.assert_array_equal(same_moments(metric, metric), metric.parameters)
    robust = metric.tests["yuan_bentler_mplus"].scaling
    assert scaling(own)(metric, metric.parameters) == pytest.approx(robust, rel=SAME)


@pytest.mark.parametrize("label", ["hs_school", "bfi_AN_gender"])
def test_latent_means_and_variances_of_scalar_invariance(label):
    own = kind(label, "ml")
    factors = FACTORS["HS" if label in FILES else "BC"]
    rows = latent_rows(own.fit_step("intercepts", NONE), factors, own.places)
    found = pd.DataFrame(rows).set_index("dimension")
    expected = pd.DataFrame(FROZEN[f"{label}.latent_scalar"]["value"]).set_index("lhs")
    means = expected[expected["op"] == "~1"].loc[list(factors)]
    spreads = expected[expected["op"] == "~~"].loc[list(factors)]
    pairs = {"estimate": "est", "std_error": "se", "ci_low": "ci.lower", "ci_high": "ci.upper"}
    pairs |= {"statistic": "z", "p_value": "pvalue"}
    assert list(found.index) == list(factors)
    for ours, theirs in pairs.items():
        near = {"atol": LATENT, "rtol": LATENT}
        np.testing.assert_allclose(found[ours], means[theirs], **near)
    np.testing.assert_allclose(found["variance"], spreads["est"], atol=LATENT)
    np.testing.assert_allclose(found["variance_std_error"], spreads["se"], atol=LATENT)


@pytest.mark.parametrize("label", ["hs_school", "bfi_AN_gender"])
def test_score_tests_of_scalar_invariance(label):
    expected = FROZEN[f"{label}.score_tests_scalar"]["value"]
    ladder = kind(label, "ml")
    fit = ladder.fit_step("intercepts", NONE)
    tests = {
        name: release_rows(fit, name, fit.table.items, ladder.places).set_index("item")[
            "statistic"
        ]
        for name in ("loadings", "intercepts")
    }
    found = [
        tests["loadings"][right] if operator == "=~" else tests["intercepts"][left]
        for left, operator, right in zip(
            expected["left"], expected["operator"], expected["right"], strict=True
        )
    ]
    np.testing.assert_allclose(found, expected["X2"], rtol=SCORE, atol=SCORE)


def test_partial_scalar_invariance():
    own = kind("hs_school", "ml")
    free = frozenset({("intercepts", "x3"), ("intercepts", "x7")})
    fits = [own.fit_step("intercepts", free), own.fit_step("loadings", NONE)]
    expected = FROZEN["hs_school.partial_vs_metric"]["value"]
    test = own.difference(*[tangent(fit) for fit in fits])
    assert test.df == expected["Df diff"][1]
    assert test.statistic == pytest.approx(expected["Chisq diff"][1], rel=PLAIN)


def climbed(answers: pd.DataFrame, n: int, estimator: str, missing: str) -> dict[str, Rung]:
    factors = {"a": list(answers)[:6], "b": list(answers)[6:]}
    member = pd.Series(np.repeat(["north", "south"], n))
    rungs = climb(
        continuous_kind(
            answers,
            member,
            factors,
            estimator=estimator,
            missing=missing,
            case_weights=None,
        ),
        alpha=0.05,
        correction="sidak",
        fewest_shared=2,
        cutoff_draws=200,
        rng=np.random.default_rng(1),
    )
    return {one.step.name: one for one in rungs}


def drawn(n: int, *, loading: float, intercept: float) -> pd.DataFrame:
    """Two groups; in the second a loading and an intercept of one item each differ."""
    rng = np.random.default_rng(4)
    parts = []
    for second in (False, True):
        between = [[1, 0.4], [0.4, 1]]
        factors = rng.multivariate_normal([0.3 * second] * 2, between, n)
        loadings, intercepts = np.full(12, 0.8), np.full(12, 3.0)
        if second:
            loadings[0], intercepts[7] = loading, intercept
        noise = rng.normal(0, 0.6, (n, 12))
        parts.append(np.repeat(factors, 6, axis=1) * loadings + intercepts + noise)
    return pd.DataFrame(np.vstack(parts), columns=[f"x{i}" for i in range(12)])


@pytest.mark.parametrize(
    ("estimator", "missing"), [("ml", "listwise"), ("mlr", "listwise"), ("mlr", "fiml")]
)
def test_planted_differences_are_released_at_their_step(estimator, missing):
    answers = drawn(500, loading=0.3, intercept=3.6)
    if missing == "fiml":
        answers = answers.mask(np.random.default_rng(5).random(answers.shape) < 0.05)
    found = climbed(answers, 500, estimator, missing)
    decisions = {name: one.decision for name, one in found.items()}
    assert decisions["loadings"] == decisions["intercepts"] == "partial"
    freed = found["residuals"].released
    assert {item for kind, item in freed if kind == "loadings"} == {"x0"}
    assert {item for kind, item in freed if kind == "intercepts"} == {"x0", "x7"}
    assert found["intercepts"].row["cfi_change"] < found["intercepts"].row["cfi_cutoff"]


def test_groups_that_are_alike_hold_at_every_step():
    found = climbed(drawn(300, loading=0.8, intercept=3.0), 300, "mlr", "listwise")
    assert {one.decision for one in found.values()} == {"holds"}


def test_a_factor_without_shared_items_has_no_common_scale():
    syntax = continuous_syntax(
        {"f": ["x", "y"]},
        groups=2,
        step="intercepts",
        released={("intercepts", "x"), ("intercepts", "y")},
    )
    assert "f ~ c(0, 0)*1" in syntax
    assert "f ~~ c(1, NA)*f" in syntax
