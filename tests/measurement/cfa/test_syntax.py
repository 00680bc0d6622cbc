"""What the model syntax says, and where it is wrong."""

import numpy as np
import pytest

from analysis.measurement.cfa.expression_values import Dual, evaluated
from analysis.measurement.cfa.syntax import ModelSyntaxError, parse

CLOSED_FORM = 1e-12


def said(text: str) -> dict[tuple[str, str, str], tuple]:
    return {
        (s.left, s.operator, s.right): (s.fixed, s.start, s.labels)
        for s in parse(text).statements
    }


def test_factors_means_thresholds_and_scales():
    found = said("f =~ x1 + x2\nx1 ~~ x2; x1 + x2 ~ 1 # levels\nx1 | t1 + t2\nx1 ~*~ x1")
    assert list(found) == [
        ("f", "=~", "x1"),
        ("f", "=~", "x2"),
        ("x1", "~~", "x2"),
        ("x1", "~1", ""),
        ("x2", "~1", ""),
        ("x1", "|", "t1"),
        ("x1", "|", "t2"),
        ("x1", "~*~", "x1"),
    ]


def test_modifiers():
    found = said(
        "f =~ NA*x1 + 0.5*x2 + a*x3 + start(.7)*x4 + -1e-2*x5 + 0.8?x6 + label('b')*x7\n"
        "f ~~ c(1, NA)*f\nx1 ~ c(u,v)*1"
    )
    assert np.isnan(found["f", "=~", "x1"][0]).all()
    assert found["f", "=~", "x2"][0] == (0.5,)
    assert found["f", "=~", "x3"][2] == ("a",)
    assert found["f", "=~", "x4"][1] == (0.7,)
    assert found["f", "=~", "x5"][0] == (-0.01,)
    assert found["f", "=~", "x6"][1] == (0.8,)
    assert found["f", "=~", "x7"][2] == ("b",)
    assert found["f", "~~", "f"][0][0] == 1
    assert np.isnan(found["f", "~~", "f"][0][1])
    assert found["x1", "~1", ""][2] == ("u", "v")


def test_a_parameter_named_twice_gathers_its_modifiers():
    found = said("f =~ NA*x1 + x2\nf =~ a*x1\nx1 ~~ e*x2\nx2 ~~ start(1)*x1")
    assert np.isnan(found["f", "=~", "x1"][0]).all()
    assert found["f", "=~", "x1"][2] == ("a",)
    assert found["x1", "~~", "x2"][1:] == ((1.0,), ("e",))


def test_statements_go_on_over_lines_that_end_or_begin_with_plus():
    assert len(said("f =~ x1 +\n x2\n + x3\n\n# nothing\nf =~\nx4 + c(a,\nb)*x5")) == 5


def test_names_of_any_script_and_texts():
    found = said('影响力 =~ 题.1 + "1 a"*题_2')
    assert list(found) == [("影响力", "=~", "题.1"), ("影响力", "=~", "题_2")]
    assert found["影响力", "=~", "题_2"][2] == ("1 a",)


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("f =~ x1 +", (1, 10), "end of the model"),
        ("f =~ x1 x2", (1, 9), "'x2'"),
        ("f =~ x1\n\n  f =~ 3**x2", (3, 10), "'*'"),
        ("f =~ x1\ny ~ x1", (2, 5), "regressions"),
        ("f =~ x1\na < 3", (2, 3), "inequality"),
        ("f =~ c(1,a)*x2", (1, 6), "numbers and labels"),
        ("f =~ x1\ng := sin(a)", (2, 6), "'sin'"),
        ("f =~ x1 @ x2", (1, 9), "'@'"),
        ("group: 1\nf =~ x1", (1, 6), "blocks"),
        ("x1 ~~ x2", (1, 9), "no factor"),
        ("f =~ 1*2*x1", (1, 8), "second fixed value"),
        ("f =~ a*x1 + b*x1", (1, 15), "said twice"),
        ("f =~ foo(1)*x1", (1, 6), "'foo'"),
        ("f =~ start(a)*x1", (1, 6), "numbers"),
        ("f =~ c(1,2*x1", (1, 11), "')'"),
        ("f =~ x1\ng := (a + b", (2, 12), "')'"),
        ("f =~ x1\ng := a\ng := b", (3, 1), "twice"),
        ("f =~ x1\nx1", (2, 3), "operator"),
        ("f =~ x1\n= 3", (2, 1), "'='"),
    ],
)
def test_errors_name_line_and_column(text, place, part):
    with pytest.raises(ModelSyntaxError) as caught:
        parse(text)
    message = str(caught.value)
    assert message.startswith(f"line {place[0]}, column {place[1]}: ")
    assert part in message


def test_expressions_and_their_gradients():
    text = "f =~ x1\ng := -(a + 2)^2 / sqrt(b) - exp(a*b)^b + log(abs(-b)) * 3e-1"
    definition = parse(text).definitions[0]

    def value(a: float, b: float) -> Dual:
        known = {"a": Dual(a, np.array([1.0, 0])), "b": Dual(b, np.array([0, 1.0]))}
        return evaluated(definition.expression, known)

    a, b, h = 0.7, 1.3, 1e-6
    wanted = -((a + 2) ** 2) / b**0.5 - np.exp(a * b) ** b + np.log(b) * 0.3
    found = value(a, b)
    assert found.value == pytest.approx(wanted, rel=CLOSED_FORM)
    numeric = [
        (value(a + h, b).value - value(a - h, b).value) / (2 * h),
        (value(a, b + h).value - value(a, b - h).value) / (2 * h),
    ]
    np.testing.assert_allclose(found.gradient, numeric, rtol=1e-6)


def test_what_is_not_defined_is_nan():
    definition = parse("f =~ x1\ng := log(a)").definitions[0]
    assert np.isnan(evaluated(definition.expression, {"a": Dual(-1.0, np.zeros(1))}).value)
