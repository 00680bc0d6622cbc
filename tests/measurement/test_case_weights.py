"""Whole case weights give what that many copies of a person give; equal ones change nothing."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.cfa import cfa
from analysis.measurement.correlations import correlations
from analysis.measurement.efa import efa
from analysis.measurement.item_statistics import item_statistics
from analysis.measurement.reliability import reliability
from analysis.measurement.retention import retention
from tests.measurement.ordinal_study import instrument, keyed, two_factor_answers

EXACT = 1e-8
SEARCHED = 1e-5
"""A search ends where its gradient is small, not at the same bit."""
DISCREPANCY = 0.01
"""Diagonal least squares weigh each moment by its variance, in which a person of weight two is
one person and two copies are two (lavaan's sampling weights do likewise)."""

ONE_IN_N = 2 / 125
"""Factors n / (n - 1) count people, whatever their weight."""

ITEMS = {"one": ["i1", "i2", "i3"], "two": ["i4", "i5", "i6"]}
INSTRUMENTS = {"small": instrument(ITEMS)}
NO_GAPS = pd.DataFrame({"response": [], "item": [], "reason": []})
N = 250


def rng() -> np.random.Generator:
    return np.random.default_rng(4)


def every_rule(answers: pd.DataFrame) -> dict[str, object]:
    """What each measurement rule finds in the same answers."""
    found = correlations(answers, INSTRUMENTS, confidence=0.95)
    return {
        "item_statistics": item_statistics(answers, NO_GAPS, INSTRUMENTS, confidence=0.95),
        "correlations": found,
        "reliability": reliability(answers, INSTRUMENTS, confidence=0.95, draws=60, rng=rng()),
        "retention": retention(answers, INSTRUMENTS, draws=20, percentile=95, rng=rng()),
        "efa": efa(
            answers,
            found.correlations,
            INSTRUMENTS,
            confidence=0.95,
            draws=20,
            weak_loading=0.3,
            cross_loading=0.3,
            rng=rng(),
        ),
        "cfa": cfa(
            answers,
            None,
            INSTRUMENTS,
            estimator="wlsmv",
            missing="pairwise",
            cluster=None,
            confidence=0.95,
            cutoff_draws=20,
            omega_draws=50,
            rng=rng(),
        ),
    }


def tables(result: object) -> dict[str, pd.DataFrame]:
    values = {f.name: getattr(result, f.name) for f in fields(result)}
    return {name: value for name, value in values.items() if isinstance(value, pd.DataFrame)}


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    table = keyed(two_factor_answers(N, seed=7))
    gaps = np.random.default_rng(8).random((N, 6)) < 0.05
    for column, missing in zip([f"i{j}" for j in range(1, 7)], gaps.T, strict=True):
        table[column] = table[column].mask(missing)
    return table


@pytest.fixture(scope="module")
def whole(answers) -> tuple[dict, dict]:
    """The answers with whole weights, and with copies in their place."""
    weights = np.random.default_rng(9).integers(1, 4, size=N)
    copies = answers.iloc[np.repeat(np.arange(N), weights)]
    again = copies.assign(response=np.arange(len(copies)), person=np.arange(len(copies)))
    return every_rule(answers.assign(case_weight=weights.astype(float))), every_rule(again)


@pytest.mark.parametrize(
    ("rule", "table", "columns", "tolerance"),
    [
        ("item_statistics", "item_statistics", ["estimate", "floor_share"], EXACT),
        ("item_statistics", "categories", ["share"], EXACT),
        ("correlations", "correlations", ["estimate"], SEARCHED),
        ("correlations", "thresholds", ["estimate"], EXACT),
        ("reliability", "dimensions", ["estimate"], EXACT),
        ("reliability", "by_item", ["estimate"], EXACT),
        ("retention", "eigenvalues", ["observed"], SEARCHED),
        ("efa", "loadings", ["estimate"], SEARCHED),
        ("efa", "factor_correlations", ["estimate"], SEARCHED),
    ],
)
def test_whole_weights_are_copies(whole, rule, table, columns, tolerance):
    found, expected = (tables(results[rule])[table] for results in whole)
    np.testing.assert_allclose(found[columns], expected[columns], atol=tolerance, rtol=0)


@pytest.mark.parametrize("table", ["discriminant", "reliability"])
def test_factor_models_see_the_same_moments(whole, table):
    found, expected = (tables(results["cfa"])[table] for results in whole)
    np.testing.assert_allclose(
        found["estimate"], expected["estimate"], atol=DISCREPANCY, rtol=0
    )


def test_equal_weights_change_nothing(answers):
    plain, weighted = every_rule(answers), every_rule(answers.assign(case_weight=2.5))
    for rule, result in plain.items():
        others = tables(weighted[rule])
        for name, table in tables(result).items():
            pd.testing.assert_frame_equal(
                others[name], table, obj=f"{rule}.{name}", atol=SEARCHED, rtol=SEARCHED
            )


def test_errors_rest_on_the_effective_size(answers):
    """Half of the people with next to no weight leave errors as of the other half."""
    table = keyed(two_factor_answers(N, seed=7))
    weights = np.where(np.arange(N) < N // 2, 1.0, 1e-9)
    first = table.iloc[: N // 2]
    pair = (table.assign(case_weight=weights), first.reset_index(drop=True))
    found, expected = (correlations(t, INSTRUMENTS, confidence=0.95) for t in pair)
    for name in ("correlations", "thresholds"):
        ours, theirs = (getattr(r, name)["std_error"] for r in (found, expected))
        np.testing.assert_allclose(ours, theirs, rtol=ONE_IN_N)
    found, expected = (
        reliability(t, INSTRUMENTS, confidence=0.95, draws=60, rng=rng()).dimensions
        for t in pair
    )
    alpha = (found["coefficient"] == "alpha").to_numpy()
    np.testing.assert_allclose(found["ci_low"][alpha], expected["ci_low"][alpha], rtol=ONE_IN_N)


def test_what_weighted_answers_are_worth_is_said(whole):
    weighted, copies = whole
    said = [n for n in weighted["cfa"].notes if n["note"] == "answers_with_case_weights"]
    weights = np.random.default_rng(9).integers(1, 4, size=N)
    assert said[0]["n"] == N
    assert said[0]["n_effective"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    alike = [n["parts"] for n in weighted["cfa"].notes if n["note"] == "without_case_weights"]
    assert alike == [["dynamic_cutoffs", "determinacy"]]
    assert not [n for n in copies["cfa"].notes if "case_weight" in n["note"]]


def test_answers_without_a_weight_are_left_out(answers):
    weights = np.ones(N)
    weights[:10] = np.nan
    found = correlations(answers.assign(case_weight=weights), INSTRUMENTS, confidence=0.95)
    expected = correlations(answers.iloc[10:], INSTRUMENTS, confidence=0.95)
    pd.testing.assert_frame_equal(found.correlations, expected.correlations, atol=EXACT)
