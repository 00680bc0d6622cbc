"""Every rule of rounding, and the drawing of figures to the byte."""

import math
import re

import pytest
from matplotlib.figure import Figure

from reports import style


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234.567, 2, "1,234.57"),
        (0.5, 2, "0.50"),
        (-0.5, 1, "−0.5"),
        (-0.001, 2, "0.00"),
        (0.0, 2, "0.00"),
        (math.nan, 2, "–"),
        (math.inf, 2, "–"),
    ],
)
def test_number(value, decimals, text):
    assert style.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, ".12"), (-0.123, "−.12"), (1.0, "1.00"), (0.0, ".00")]
)
def test_bounded_numbers_have_no_leading_zero(value, text):
    assert style.bounded(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0004, "< .001"),
        (0.001, ".001"),
        (0.0421, ".042"),
        (0.5, ".500"),
        (0.9996, "> .999"),
        (math.nan, "–"),
    ],
)
def test_p_value(value, text):
    assert style.p_value(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(17.0, "17"), (17.34, "17.3"), (1200.0, "1,200"), (math.nan, "–")]
)
def test_degrees_of_freedom(value, text):
    assert style.degrees(value) == text


def test_percent():
    assert style.percent(0.1234) == "12.3%"
    assert style.percent(0.1234, 0) == "12%"
    assert style.percent(math.nan) == "–"


def test_estimate_with_interval():
    assert style.estimate(0.5, 0.4, 0.6) == ".50 [.40, .60]"
    assert style.estimate(3.5, 3.4, 3.6, unit=False) == "3.50 [3.40, 3.60]"
    assert style.estimate(0.5, math.nan, math.nan) == ".50"
    assert style.estimate(0.5, math.nan, 0.6) == ".50 [–, .60]"


def test_a_number_that_is_set_has_no_interval():
    assert style.estimate(0.2, 0.2, 0.2) == ".20"


def test_numeric_columns_are_recognised():
    assert style.is_numeric([".50 [.40, .60]", "−1.2", "12%", "< .001", "–"])
    assert not style.is_numeric(["12", "males"])
    assert not style.is_numeric(["–", ""])


def drawn(label: str = "a label") -> str:
    with style.drawing():
        figure = Figure(figsize=(2, 1))
        axes = figure.subplots()
        axes.plot([0, 1], [0, 1], "o")
        axes.set_title("影响能力 −.5")
        return style.svg(figure, "fig-test", label)


def test_svg_is_the_same_twice_and_names_nothing_outside():
    first = drawn()
    assert first == drawn()
    assert "http" not in first
    assert "<text" not in first
    assert "metadata" not in first
    assert all(i.startswith("fig-test-") for i in re.findall(r'\bid="([^"]*)"', first))
    assert all(i.startswith("#fig-test-") for i in re.findall(r'href="([^"]*)"', first))


def test_svg_label_is_escaped():
    assert 'aria-label="a &lt;b&gt; &quot;c&quot; &amp; d"' in drawn('a <b> "c" & d')
