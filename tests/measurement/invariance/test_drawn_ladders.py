"""Ladders of drawn samples and of further real people: every step of lavaan and semTools."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.invariance.differences import tangent
from analysis.measurement.invariance.kinds import Kind, continuous_kind, ordinal_kind
from analysis.measurement.invariance.ladder import indices

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FOLDER = REFERENCE / "drawn_ladders"
VALUES = json.loads((FOLDER / "expected.json").read_text())["values"]
STATISTIC = 1e-5  # relative: both search, and stop near the same point
INDEX = 1e-6
ESTIMATE, STD_ERROR = 2e-4, 3e-4  # lavaan stops where the fit hardly changes any more
P_VALUE = 1e-5
DIFFERENCE = 1e-5
LINEAR = {"skewed": "listwise", "gaps": "fiml"}


@dataclass(frozen=True, slots=True)
class Climbed:
    """A frozen ladder and our fits of its steps."""

    kind: Kind
    fits: list[CfaFit]
    expected: dict


def sample(name: str) -> pd.DataFrame:
    if name in VALUES and name != "C_and_E_by_gender":
        return pd.read_csv(FOLDER / "samples" / f"{name}.csv")
    people = pd.read_csv(REFERENCE / "data" / "bfi_complete25.csv")
    items = [f"{scale}{i}" for scale in "CE" for i in range(1, 6)]
    people = people[[*items, "gender"]].dropna()
    return people.set_axis([*(f"u{i}" for i in range(1, 11)), "group"], axis=1)


def ladder_of(name: str) -> Kind:
    answers = sample(name).reset_index(drop=True)
    items = [item for item in answers if item != "group"]
    half = (len(items) + 1) // 2
    factors = {"f": items[:half], "g": items[half:]}
    labels = [str(label) for label in VALUES[name]["groups"]]
    groups = pd.Series(pd.Categorical(answers["group"].astype(str), categories=labels))
    if name in LINEAR:
        settings = {"estimator": "mlr", "missing": LINEAR[name], "case_weights": None}
        return continuous_kind(answers, groups, factors, **settings)
    moments = ordinal_samples(
        answers,
        items=items,
        ordinal=items,
        missing="listwise",
        groups=groups,
        case_weights=None,
        clusters=None,
    )
    return ordinal_kind(moments, factors, estimator="wlsmv")


@pytest.fixture(scope="module", params=VALUES)
def climbed(request) -> Climbed:
    kind = ladder_of(request.param)
    fits = [kind.fit_step(step.name, frozenset()) for step in kind.steps]
    return Climbed(kind, fits, VALUES[request.param])


def test_the_steps_and_how_they_fit(climbed):
    assert len(climbed.fits) == len(climbed.expected["steps"])
    for fit, step in zip(climbed.fits, climbed.expected["steps"], strict=True):
        expected, found = step["fit"], indices(fit)
        assert fit.tests["standard"].df == expected["df"]
        plain = fit.tests["standard"].statistic
        assert plain == pytest.approx(expected["chisq"], rel=STATISTIC)
        assert found["chi_square"] == pytest.approx(expected["chisq.scaled"], rel=STATISTIC)
        for index, key in (("cfi", "cfi.scaled"), ("rmsea", "rmsea.scaled"), ("srmr", "srmr")):
            assert found[index] == pytest.approx(expected[key], abs=INDEX), index


def test_every_parameter_of_every_step(climbed):
    for fit, step in zip(climbed.fits, climbed.expected["steps"], strict=True):
        columns = ["left", "operator", "right", "group"]
        ours = fit.estimates[fit.estimates["operator"] != "~*~"].set_index(columns)
        theirs = pd.DataFrame(step["parameters"])
        names = [str(group) for group in climbed.expected["groups"]]
        places = [
            (left, operator, right, names[group - 1])
            for left, operator, right, group in theirs[["lhs", "op", "rhs", "group"]].to_numpy()
        ]
        here = [p if p in ours.index else (p[2], p[1], p[0], p[3]) for p in places]
        found = ours.loc[pd.MultiIndex.from_tuples(here)]
        assert len(ours) == len(theirs)
        np.testing.assert_allclose(found["estimate"], theirs["est"], atol=ESTIMATE)
        errors = found["std_error"].fillna(0.0)
        np.testing.assert_allclose(errors, theirs["se"], rtol=STD_ERROR, atol=STD_ERROR)


def test_every_step_against_the_one_before(climbed):
    tangents = [tangent(fit) for fit in climbed.fits]
    pairs = zip(tangents[1:], tangents[:-1], strict=True)
    found = [climbed.kind.difference(own, before) for own, before in pairs]
    expected = climbed.expected["tests"]
    assert [test.df for test in found] == expected["Df diff"]
    statistics = [test.statistic for test in found]
    rel = 1e-4 if climbed.fits[0].log_likelihood is not None else DIFFERENCE
    np.testing.assert_allclose(statistics, expected["Chisq diff"], rtol=rel)
    p_values = [test.p_value for test in found]
    np.testing.assert_allclose(p_values, expected["Pr(>Chisq)"], atol=P_VALUE)
