"""Defaults of cfa(), equalities across groups, constraints as a basis."""

import numpy as np
import pytest

from analysis.errors import AnalysisError
from analysis.measurement.cfa.model_matrices import structural_model
from analysis.measurement.cfa.parameter_table import ParameterTable, parameter_table
from analysis.measurement.cfa.syntax import ModelSyntaxError, parse
from analysis.stats.sem.model import elements

THREE = "f =~ x1 + x2 + x3\ng =~ x4 + x5 + x6"
CLOSED_FORM = 1e-12


def table(text: str, **choices) -> ParameterTable:
    plain = {
        "groups": [""],
        "ordinal": {},
        "std_lv": False,
        "orthogonal": False,
        "mean_structure": False,
        "parameterization": "delta",
        "group_equal": [],
        "group_partial": [],
    }
    return parameter_table(parse(text), **(plain | choices))


def row(found: ParameterTable, key: tuple[str, str, str], group: str = ""):
    rows = found.rows.set_index(["left", "operator", "right", "group"])
    return rows.loc[(*key, group)]


def test_defaults():
    found = table(THREE)
    assert len(found.rows) == 15
    assert row(found, ("f", "=~", "x1")).fixed == 1
    assert row(found, ("f", "~~", "g")).free >= 0
    assert (found.rows["free"] >= 0).sum() == 13
    assert "~1" not in set(found.rows["operator"])


def test_standardised_factors_and_orthogonality():
    found = table(THREE, std_lv=True, orthogonal=True)
    assert row(found, ("f", "=~", "x1")).free >= 0
    assert row(found, ("f", "~~", "f")).fixed == 1
    assert row(found, ("f", "~~", "g")).fixed == 0


def test_what_the_syntax_says_wins_over_a_default():
    found = table("f =~ NA*x1 + x2 + x3\nf ~~ 1*f\nx1 ~~ 0.3*x1\ng =~ x4+x5+x6\nf ~~ 0*g")
    assert row(found, ("f", "=~", "x1")).free >= 0
    assert row(found, ("f", "~~", "f")).fixed == 1
    assert row(found, ("x1", "~~", "x1")).fixed == 0.3
    assert row(found, ("f", "~~", "g")).fixed == 0


def test_factors_of_factors_do_not_covary():
    found = table(THREE + "\nh =~ f + g")
    keys = set(
        zip(found.rows["left"], found.rows["operator"], found.rows["right"], strict=True)
    )
    assert ("f", "~~", "g") not in keys
    assert ("h", "~~", "h") in keys


def test_a_single_indicator_has_no_residual():
    assert row(table("f =~ x1\ng =~ x2 + x3"), ("x1", "~~", "x1")).fixed == 0


def test_equal_loadings_and_intercepts_free_later_factor_means():
    found = table(THREE, groups=["a", "b"], group_equal=["loadings", "intercepts"])
    model = structural_model(found)
    assert model.mean_structure
    assert row(found, ("f", "~1", ""), "a").fixed == 0
    assert row(found, ("f", "~1", ""), "b").free >= 0
    assert row(found, ("f", "=~", "x2"), "a").label == row(found, ("f", "=~", "x2"), "b").label
    # 2 groups x (4 loadings + 6 intercepts + 6 residuals + 3) + 2 means - 10 equalities
    assert model.basis.shape == (40, 30)


def test_exceptions_from_equality():
    found = table(THREE, groups=["a", "b"], group_equal=["loadings"], group_partial=["f =~ x2"])
    assert row(found, ("f", "=~", "x2"), "b").label == ""
    assert row(found, ("f", "=~", "x3"), "b").label != ""


def test_ordinal_items_have_as_many_thresholds_as_their_group():
    found = table(
        THREE, groups=["a", "b"], ordinal={f"x{i}": [3, 2 + i % 2] for i in range(1, 7)}
    )
    model = structural_model(found)
    assert len(model.groups[0].threshold_item) == 18
    assert len(model.groups[1].threshold_item) == 15
    assert row(found, ("x1", "~~", "x1"), "a").free < 0
    assert row(found, ("x1", "~*~", "x1"), "a").fixed == 1
    theta = table(
        THREE,
        groups=["a", "b"],
        ordinal={f"x{i}": [2, 2] for i in range(1, 7)},
        parameterization="theta",
        group_equal=["thresholds"],
    )
    assert row(theta, ("x1", "~~", "x1"), "a").fixed == 1
    assert row(theta, ("x1", "~~", "x1"), "b").free >= 0


@pytest.mark.parametrize(
    "constraint", ["a + b + d == 3", "a == 2*b - d/4 + 1", "a == b\nb == d", "2*(a - b) == 0.5"]
)
def test_elements_satisfy_linear_constraints(constraint):
    found = table(f"f =~ NA*x1 + a*x1 + b*x2 + d*x3\n{constraint}")
    model = structural_model(found)
    rng = np.random.default_rng(1)
    values = elements(model, rng.standard_normal(model.basis.shape[1]))
    labels = dict(zip(found.rows["label"], found.rows["free"], strict=True))
    known = {name: values[labels[name]] for name in "abd"}
    for line in constraint.split("\n"):
        left, right = (eval(side, {}, known) for side in line.split("=="))
        assert left == pytest.approx(right, abs=CLOSED_FORM)
    assert model.basis.shape[1] == len(model.offset) - constraint.count("==")


def test_a_constraint_said_twice_counts_once():
    found = table("f =~ NA*x1 + a*x1 + b*x2 + d*x3\na == b\nb == a")
    model = structural_model(found)
    assert model.basis.shape[1] == len(model.offset) - 1


@pytest.mark.parametrize(
    ("text", "choices", "part"),
    [
        ("f =~ a*x1 + b*x2\na == 1\na == 2", {"std_lv": True}, "contradict"),
        ("f =~ a*x1 + b*x2\na*b == 2", {"std_lv": True}, "line 2, column 1: an equality"),
        ("f =~ x1 + b*x2\nb == q", {}, "line 2, column 6: no parameter has the label 'q'"),
        ("f =~ x1 + g\ng =~ x2 + f", {}, "circle"),
        ("f =~ x1 + x2\nf ~~ x3", {}, "line 2, column 6: f ~~ x3"),
        ("f =~ c(1,2)*x1 + x2", {}, "line 1, column 13: 2 values"),
        ("f =~ x1 + x2\nx1 | t1", {}, "not ordinal"),
        ("f =~ x1 + x2", {"group_equal": ["loading"]}, "'loading'"),
        ("f =~ x1 + x2\nx1 ~~ NA*x1", {"ordinal": {"x1": [2], "x2": [2]}}, "theta"),
    ],
)
def test_errors(text, choices, part):
    with pytest.raises((AnalysisError, ModelSyntaxError)) as caught:
        structural_model(table(text, **choices))
    assert part in str(caught.value)
