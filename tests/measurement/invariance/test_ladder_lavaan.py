"""The ladder for ordinal answers: steps and difference tests of lavaan and semTools."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.invariance.differences import ordinal_difference, tangent
from analysis.measurement.invariance.ladder import indices
from analysis.measurement.invariance.ordinal_ladder import STEPS, ladder_syntax

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FROZEN = json.loads((REFERENCE / "invariance" / "expected.json").read_text())["values"]
PLAIN, SCALED = 1e-4, 1e-3  # relative, of the reference entries
INDEX = 1e-5  # of the reference entries
P_VALUE = 1e-3  # of the reference entries
SCALES = {"bfi_AN_gender_ord": "AN", "bfi_5f_gender_ord": "ACENO"}


@pytest.fixture(scope="module", params=SCALES)
def ladder(request) -> tuple[str, list[CfaFit]]:
    """The name of a frozen ladder, and our fit of each of its steps."""
    factors = {s: [f"{s}{i}" for i in range(1, 6)] for s in SCALES[request.param]}
    items = [item for own in factors.values() for item in own]
    answers = pd.read_csv(REFERENCE / "data" / "bfi_complete25.csv")
    answers = answers.dropna(subset=["gender"]).reset_index(drop=True)
    samples = ordinal_samples(
        answers,
        items=items,
        ordinal=items,
        missing="listwise",
        groups=pd.Series(pd.Categorical(answers["gender"].astype(int).astype(str))),
        case_weights=None,
        clusters=None,
    )
    counts = {item: len(np.unique(answers[item].to_numpy())) for item in items}
    fits = [
        fit_samples(
            ladder_syntax(
                factors, counts, groups=len(samples.groups), step=step, released=frozenset()
            ),
            samples,
            estimator="wlsmv",
            std_lv=True,
            orthogonal=False,
            parameterization="theta",
            group_equal=[],
            group_partial=[],
            confidence=0.95,
        )
        for step in STEPS
    ]
    return request.param, fits


def test_statistics_of_every_step(ladder):
    name, fits = ladder
    for step, fit in zip(STEPS, fits, strict=True):
        expected, found = FROZEN[f"{name}.{step}"]["value"], indices(fit)
        assert fit.tests["standard"].df == expected["df"]
        assert fit.tests["standard"].statistic == pytest.approx(expected["chisq"], rel=PLAIN)
        assert found["chi_square"] == pytest.approx(expected["chisq.scaled"], rel=SCALED)
        for index, key in (("cfi", "cfi.scaled"), ("rmsea", "rmsea.scaled"), ("srmr", "srmr")):
            assert found[index] == pytest.approx(expected[key], abs=INDEX), (step, index)


def test_difference_tests_between_steps(ladder):
    name, fits = ladder
    expected = FROZEN[f"{name}.LRT_default"]["value"]
    tests = [
        ordinal_difference(tangent(fits[i]), tangent(fits[i - 1])) for i in range(1, len(fits))
    ]
    assert [test.df for test in tests] == expected["Df diff"][1:]
    np.testing.assert_allclose(
        [test.statistic for test in tests], expected["Chisq diff"][1:], rtol=SCALED
    )
    np.testing.assert_allclose(
        [test.p_value for test in tests], expected["Pr(>Chisq)"][1:], atol=P_VALUE
    )
