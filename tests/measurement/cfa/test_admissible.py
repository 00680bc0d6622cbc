"""Where a free search leaves what is admissible, a second one finds the solution of lavaan."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.continuous import fit_continuous
from analysis.measurement.cfa.fit import CfaFit, proper
from analysis.measurement.cfa.indices import scaled_test
from analysis.measurement.cfa.ordinal import fit_ordinal
from analysis.measurement.cfa.solution import solution
from analysis.stats.sem.scaled_tests import TestStatistic

REFERENCE = Path(__file__).resolve().parents[2] / "reference/cfa_admissible"
CASES = json.loads((REFERENCE / "expected.json").read_text())["cases"]

ESTIMATE, ERROR, STATISTIC = 2e-4, 5e-3, 1e-4
"""lavaan stops when its objective changes by 1e-10 of itself, which leaves a loading on a weak
general factor uncertain in the fourth decimal and its error in the third; a chi-square is flat
at its minimum."""


def syntax(items: list[str]) -> str:
    factors = list(dict.fromkeys(item[0] for item in items))
    lines = [f"{f} =~ " + " + ".join(i for i in items if i[0] == f) for f in factors]
    return "\n".join([*lines, "g =~ " + " + ".join(factors)])


def with_holes(answers: pd.DataFrame) -> pd.DataFrame:
    """As in generate.R."""
    holes = answers.astype(float)
    for column in range(holes.shape[1]):
        holes.iloc[column :: 18 + column, column] = np.nan
    return holes


def ordinal(answers: pd.DataFrame, model: str) -> CfaFit:
    return fit_ordinal(
        model, answers, ordinal=list(answers), estimator="wlsmv", missing="pairwise",
        groups=None, case_weights=None, clusters=None, std_lv=False, orthogonal=False,
        parameterization="delta", group_equal=[], group_partial=[], confidence=0.95,
    )  # fmt: skip


def continuous(answers: pd.DataFrame, model: str, *, estimator: str, missing: str) -> CfaFit:
    return fit_continuous(
        model, answers, estimator=estimator, missing=missing, groups=None, case_weights=None,
        clusters=None, std_lv=False, orthogonal=False, mean_structure=False, group_equal=[],
        group_partial=[], confidence=0.95,
    )  # fmt: skip


@cache
def ours(sample: str, estimator: str) -> CfaFit:
    answers = pd.read_csv(REFERENCE / f"samples/{sample}.csv")
    model = syntax(list(answers))
    if estimator == "wlsmv":
        return ordinal(answers, model)
    if estimator == "ml":
        return continuous(answers.astype(float), model, estimator="ml", missing="listwise")
    return continuous(with_holes(answers), model, estimator="mlr", missing="fiml")


def name(case: dict) -> str:
    return f"{case['sample']}-{case['estimator']}"


def direction(above: np.ndarray) -> float:
    """Our general factor runs with its marker; lavaan's, of variance one, either way."""
    return float(np.sign(np.asarray(above)[0]))


@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_second_search_finds_what_lavaan_finds(case):
    fit = ours(case["sample"], case["estimator"])
    assert proper(fit)
    assert fit.ended == "inside"
    wanted = pd.DataFrame(case["standardised"])
    found = solution(fit, confidence=0.95).set_index(["left", "operator", "right"])
    found = found.loc[list(zip(wanted["lhs"], wanted["op"], wanted["rhs"], strict=True))]
    above = (wanted["lhs"] == "g") & (wanted["op"] == "=~")
    turned = wanted["est.std"].where(
        ~above, wanted["est.std"] * direction(wanted["est.std"][above])
    )
    np.testing.assert_allclose(found["standardised"], turned, atol=ESTIMATE)
    free = wanted["se"].to_numpy() > 0
    np.testing.assert_allclose(
        found["standardised_std_error"].to_numpy()[free], wanted["se"][free], atol=ERROR
    )
    assert fit.tests["standard"].df == case["fit"]["df"]
    for frozen, test in (("chisq", fit.tests["standard"]), ("chisq.scaled", scaled(fit))):
        if frozen in case["fit"]:
            np.testing.assert_allclose(test.statistic, case["fit"][frozen], rtol=STATISTIC)


def scaled(fit: CfaFit) -> TestStatistic:
    """The corrected test, the standard one where there is none."""
    return scaled_test(fit.tests) or fit.tests["standard"]


@pytest.mark.parametrize("case", CASES, ids=name)
def test_what_the_free_search_did_is_told_beside_it(case):
    fit = ours(case["sample"], case["estimator"])
    (said,) = (note for note in fit.notes if note["note"] == "admissible_minimum")
    assert said["reason"] in ("no_minimum_in_sight", "converged", "too_many_steps")
    assert said["variance"] < 0 or said["reason"] != "converged"
    assert np.isfinite(said["rise"])
    assert "model_not_converged" not in {note["note"] for note in fit.notes}
