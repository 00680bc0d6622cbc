"""The ladder for occasions of the same people: every cell of lavaan and semTools."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.invariance.differences import tangent
from analysis.measurement.invariance.kinds import Kind
from analysis.measurement.invariance.ladder import indices
from analysis.measurement.invariance.occasions import (
    continuous_occasions,
    ordinal_occasions,
    wide_answers,
    wide_samples,
)
from analysis.measurement.invariance.places import Places

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "longitudinal"
FROZEN = json.loads((REFERENCE / "expected.json").read_text())["values"]
PLAIN, SCALED = 1e-6, 1e-5  # relative; two optimisers stop where gradients are below 1e-6
INDEX = 1e-6  # follows from the statistics
P_VALUE = 1e-6  # follows from the statistics
ESTIMATE, ERROR = 5e-5, 1e-5  # lavaan stops early: where its chi-square agrees to 1e-7
LADDERS = {
    "two_sources": (("a", "b"), 2, 5),
    "three_waves": (("a",), 3, 4),
    "three_options": (("a", "b"), 2, 3),
    "continuous": (("a", "b"), 2, None),
}


@dataclass
class Climbed:
    """A frozen ladder, and our fit of each of its steps."""

    name: str
    kind: Kind
    fits: list[CfaFit]


@pytest.fixture(scope="module", params=LADDERS)
def climbed(request) -> Climbed:
    dimensions, occasions, categories = LADDERS[request.param]
    frame = pd.read_csv(REFERENCE / f"{request.param}.csv")
    factors = {d: [f"{d}{i}" for i in range(1, 5)] for d in dimensions}
    items = [item for own in factors.values() for item in own]
    places = Places(tuple("xyz"[:occasions]), wide=True)
    parts = [
        frame[[f"{item}_{o + 1}" for item in items]].set_axis(items, axis=1)
        for o in range(occasions)
    ]
    wide = wide_answers(parts)
    if categories is None:
        kind = continuous_occasions(
            wide, factors, places, estimator="mlr", missing="listwise", case_weights=None
        )
    else:
        samples = wide_samples(wide, missing="listwise", case_weights=None)
        kind = ordinal_occasions(samples, factors, places, estimator="wlsmv")
    fits = [kind.fit_step(step.name, frozenset()) for step in kind.steps]
    return Climbed(request.param, kind, fits)


def test_steps_are_those_that_the_options_allow(climbed):
    frozen = [name.split(".")[1] for name in FROZEN if name.startswith(f"{climbed.name}.")]
    assert [step.name for step in climbed.kind.steps] == frozen[:-1]


def test_statistics_of_every_step(climbed):
    for step, fit in zip(climbed.kind.steps, climbed.fits, strict=True):
        expected, found = FROZEN[f"{climbed.name}.{step.name}"]["value"], indices(fit)
        assert fit.converged
        assert fit.tests["standard"].df == expected["df"]
        assert fit.tests["standard"].statistic == pytest.approx(expected["chisq"], rel=PLAIN)
        assert found["chi_square"] == pytest.approx(expected["chisq.scaled"], rel=SCALED)
        for index, key in (("cfi", "cfi.scaled"), ("rmsea", "rmsea.scaled"), ("srmr", "srmr")):
            assert found[index] == pytest.approx(expected[key], abs=INDEX), (step, index)


def test_parameters_of_every_step(climbed):
    for step, fit in zip(climbed.kind.steps, climbed.fits, strict=True):
        frozen = pd.DataFrame(FROZEN[f"{climbed.name}.{step.name}"]["parameters"])
        names = {"lhs": "left", "op": "operator", "rhs": "right"}
        frozen = frozen.rename(columns=names)
        frozen[["left", "right"]] = frozen[["left", "right"]].replace("_", ".", regex=True)
        own = fit.estimates[fit.estimates["operator"] != "~*~"]
        both = own.merge(frozen, on=list(names.values()), validate="1:1")
        assert len(both) == len(frozen) == len(own)
        np.testing.assert_allclose(both["estimate"], both["est"], atol=ESTIMATE)
        free = both["free"].to_numpy() >= 0
        found = both["std_error"].to_numpy(dtype=float)[free]
        np.testing.assert_allclose(found, both["se"].to_numpy()[free], atol=ERROR)
        assert (both["se"].to_numpy()[~free] == 0).all()


def test_difference_tests_between_steps(climbed):
    expected = FROZEN[f"{climbed.name}.differences"]["value"]
    at = [tangent(fit) for fit in climbed.fits]
    tests = [climbed.kind.difference(at[i], at[i - 1]) for i in range(1, len(at))]
    assert [test.df for test in tests] == expected["Df diff"][1:]
    np.testing.assert_allclose(
        [test.statistic for test in tests], expected["Chisq diff"][1:], rtol=SCALED
    )
    np.testing.assert_allclose(
        [test.p_value for test in tests], expected["Pr(>Chisq)"][1:], atol=P_VALUE
    )
