"""Robustness: the curve as drawn, its tables, and the sentences on sensitivity."""

import numpy as np
import pytest

from reports import style
from reports.figures.specifications import draw_curve
from reports.reading import Reading
from reports.sentences.robustness import (
    conclusion_findings,
    sensitivity_findings,
    specification_findings,
)
from reports.tables.sensitivity import table_quantities
from reports.tables.specifications import table_effects, table_stability
from reports.words import Words


def english_of(study) -> Reading:
    return Reading(study, Words("en"))


def test_the_curve_rises_and_every_option_has_a_row(english):
    with style.drawing():
        above, below = draw_curve(english).axes
    (curve,) = (line for line in above.lines if line.get_label() == "Impact and influence")
    assert np.allclose(curve.get_ydata(), np.linspace(18, 42, 48))
    rows = [t.get_text() for t in below.get_yticklabels()]
    assert rows == [
        *("nobody left out", "flagged left out", "strict exclusion"),
        *("mean of items", "factor score", "Composite criterion"),
        *(english.criterion("attainment"), "none", "least squares on aggregates"),
        *("weights by single correlations", english.words.term("scheme", "nnls")),
    ]
    assert {"screening", "scoring", "criterion", "adjustment", "weighting scheme"} == {
        t.get_text() for t in below.texts
    }


def test_marks_stand_where_a_specification_takes_the_option(english):
    with style.drawing():
        _, below = draw_curve(english).axes
    table = english.table("weighting/specifications", "specifications")
    marks = [line for line in below.lines if len(line.get_xdata()) > 2]
    first = np.unique(np.array(marks[0].get_xdata(), dtype=float)[::3])
    assert np.allclose(first, np.flatnonzero(table["screening"] == "none"))
    assert [len(line.get_xdata()) / 3 for line in marks] == [16] * 3 + [24] * 8


def test_stability_in_words(english):
    row = table_stability(english).iloc[0].to_dict()
    assert row == {
        **{"Dimension": "Impact and influence", "In force": "30", "Median": "28"},
        **{"Range": "[5, 42]", "First": "90%", "Same place": "80%", "Same third": "95%"},
        **{"Above equal": "70%", "Positive": "100%"},
    }


def test_effects_name_the_least_favourable_option(english):
    table = table_effects(english).set_index("Choice")
    assert table.loc["screening", "Least often first with"] == "strict exclusion (70%)"
    assert table.loc["weighting scheme", "Mean change"] == "5.0"


def test_findings_on_the_curve(given, several):
    first, choices = specification_findings(english_of(given))
    assert first.startswith("Over 48 combinations of analytic choices, Impact and influence")
    assert "in 90% of them, with 5 to 42% of the weight (30% with" in first
    assert "1 of 6 dimensions stay in their third" in first
    assert "is the weighting scheme: changing it alone shifts a weight by 5.0" in choices
    (none,) = specification_findings(english_of(several))
    assert none.startswith("With the choices that the study takes there are no weights")


def test_conclusions_that_change_are_named_with_what_changes(given):
    said = conclusion_findings(english_of(given))
    assert said == [
        "Reliability of the dimensions: changes with nobody left out (Impact and influence).",
        "Fit of the intended model: changes with nobody left out (CFI; RMSEA).",
        "Validity of the dimensions: no change.",
        "Dimension with the largest weight: changes with strict exclusion "
        "(several dimensions alike instead of Impact and influence).",
        "Verdict: changes with nobody left out (no validity found instead of too little data).",
    ]


def test_sensitivity_in_one_sentence(given, unlike, several):
    (changes,) = sensitivity_findings(english_of(given))
    assert "these results change: Reliability of the dimensions; Fit" in changes
    (holds,) = sensitivity_findings(english_of(unlike))
    assert "do not change" in holds
    assert "(nobody left out; strict exclusion)" in holds
    unknown = "Fit of the intended model: nothing to compare, so not known."
    assert unknown in conclusion_findings(english_of(unlike))
    (impossible,) = sensitivity_findings(english_of(several))
    assert "is not known" in impossible


@pytest.mark.parametrize(
    ("of", "expected"),
    [
        ("Answers in the models", ["488", "470", "441", "–"]),
        ("CFI", [".960", ".960", ".960", "nobody left out; strict exclusion"]),
        ("SRMR", [".960", ".960", ".960", "–"]),
    ],
)
def test_quantities_side_by_side(english, of, expected):
    table = table_quantities(english).set_index("Of")
    assert table.loc[of].tolist()[1:] == expected


def test_one_coefficient_of_reliability_for_each_dimension(english):
    table = table_quantities(english)
    rows = table[table["Result"] == "Reliability"]
    values = dict(zip(rows["Of"], rows["Flagged left out"], strict=True))
    assert len(rows) == 6
    assert values["Impact and influence"] == ".82 [.72, .92]"
    assert values["Analytical thinking"] == ".80 [.70, .90]"
    weights = table[table["Result"] == "Weight (%)"]["Flagged left out"]
    assert weights.iloc[0] == "17 [7, 27]"
