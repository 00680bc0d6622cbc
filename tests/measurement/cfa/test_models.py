"""The models an instrument stands for, as text and as parameters."""

import pytest

from analysis.errors import AnalysisError
from analysis.instrument import Instrument
from analysis.measurement.cfa.models import FactorModel, models_of
from tests.measurement.ordinal_study import instrument

SIX = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2", "b3", "check1"], "c": ["c1", "c2", "c3"]}


def with_structure(dimensions: dict[str, list[str]], **structure: object) -> Instrument:
    given = instrument(dimensions).model_dump()
    return Instrument.model_validate(given | {"structure": structure})


def named(given: Instrument) -> dict[str, FactorModel]:
    return {model.name: model for model in models_of(given)}


def test_standard_models_follow_from_the_dimensions():
    found = named(instrument(SIX))
    assert list(found) == ["correlated", "one_factor", "second_order", "bifactor"]
    assert [m.name for m in found.values() if m.hypothesised] == ["correlated"]
    assert (
        found["correlated"].syntax == "a =~ a1 + a2 + a3\nb =~ b1 + b2 + b3\nc =~ c1 + c2 + c3"
    )
    everything = "general =~ a1 + a2 + a3 + b1 + b2 + b3 + c1 + c2 + c3"
    assert found["one_factor"].syntax == everything
    assert found["second_order"].syntax.splitlines()[-1] == "general =~ a + b + c"
    assert found["bifactor"].syntax.splitlines()[0] == everything
    assert [m.name for m in found.values() if m.orthogonal] == ["bifactor"]
    assert [m.name for m in found.values() if not m.std_lv] == ["second_order"]


def test_what_the_instrument_states_comes_first():
    own = "a =~ a1 + a2 + a3\nrest =~ b1 + b2 + b3 + c1 + c2 + c3"
    found = named(with_structure(SIX, hypothesised="second_order", rivals=["one_factor", own]))
    assert list(found) == ["second_order", "one_factor", "own", "correlated", "bifactor"]
    assert found["second_order"].hypothesised
    assert found["own"].syntax == own


def test_higher_factors_are_those_of_the_instrument():
    four = SIX | {"d": ["d1", "d2", "d3"]}
    found = named(with_structure(four, higher_order={"g": ["a", "b"], "h": ["c", "d"]}))
    assert found["second_order"].syntax.splitlines()[-2:] == ["g =~ a + b", "h =~ c + d"]


def test_few_items_and_dimensions_leave_out_what_is_not_identified():
    assert list(named(instrument({"a": ["a1", "a2"]}))) == ["correlated", "one_factor"]
    two = named(instrument({"a": ["a1", "a2"], "b": ["b1"]}))
    assert list(two) == ["correlated", "one_factor"]
    assert two["correlated"].syntax == "a =~ a1 + a2\nb =~ 1*b1"
    alone = named(instrument({"a": ["a1", "a2"]}))["correlated"]
    assert alone.syntax == "a =~ equal_a*a1 + equal_a*a2"


def test_single_items_lie_on_the_general_factor():
    few = SIX | {"d": ["d1"]}
    found = named(instrument(few))
    assert found["second_order"].syntax.splitlines()[-1] == "general =~ a + b + c + d1"
    assert "\nd =~" not in found["bifactor"].syntax


def test_a_general_factor_does_not_take_the_name_of_a_dimension():
    found = named(instrument({"general": ["g1", "g2", "g3"], "b": ["b1", "b2", "b3"]}))
    assert found["one_factor"].syntax.startswith("general_factor =~ g1")


@pytest.mark.parametrize(
    ("structure", "message"),
    [
        (
            {"hypothesised": "a =~ a1 + nothing"},
            "structure: 'nothing' is no scored item",
        ),
        ({"hypothesised": "a =~ a1 + check1"}, "'check1' is no scored item"),
        ({"hypothesised": "a =~ a1 +"}, "line 1"),
        ({"rivals": ["b = b1"]}, "line 1"),
    ],
)
def test_wrong_structures_are_refused(structure, message):
    with pytest.raises(AnalysisError, match=message):
        models_of(with_structure(SIX, **structure))


def test_a_stated_model_that_cannot_be_identified_is_refused():
    two = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2", "b3"]}
    with pytest.raises(AnalysisError, match="too few dimensions for 'second_order'"):
        models_of(with_structure(two, rivals=["second_order"]))
